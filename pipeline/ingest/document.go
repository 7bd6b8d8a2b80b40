package ingest

import "demarche/schemas"

// Document is one text with what is known about it: the unit that flows
// through the pipeline. Its ID is unique in a run.
type Document struct {
	ID         string
	SourcePath string // slash-separated, below the folder given to the run
	MediaType  string
	SHA256     string // of the bytes read, hex
	Metadata
	Text Text
}

// Metadata is what front matter, JSON fields or HTML headers say of a document.
// A field that nothing states is empty.
type Metadata struct {
	Title     string
	Authors   []string
	Publisher string
	Published *schemas.Date
	Genre     string
	Language  string // BCP 47
	Sources   []string
}
