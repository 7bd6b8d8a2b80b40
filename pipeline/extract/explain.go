package extract

import (
	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
	"demarche/schemas"
)

// Step is one cue or connective that was looked at, and what came of it.
type Step struct {
	Table    string // that the row was to be of, in the singular
	Sentence int    // 0-based
	Word     int    // in the sentence's tree, from 1
	Cue      string
	Frame    string
	Outcome  string
}

// Explain does what [Extractor.Extract] does and tells each step, in no other
// order than that of the work.
func (e *Extractor) Explain(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree, mentions []actors.Mention) (Rows, []Step) {
	var steps []Step
	d := e.read(doc, sentences, trees, mentions, func(s Step) { steps = append(steps, s) })
	return d.rows, steps
}

func (s *sentence) note(table string, w int, cue codebook.Cue, outcome string) {
	if s.trace != nil {
		s.trace(Step{table, s.index, w, cue.Lemma, cue.Frame, outcome})
	}
}

// Candidate is a claim that the frames find, reliable or not.
type Candidate struct {
	Row       schemas.Claim
	Cue, Slot string
	Contexts  []string // what is known of its place, for its reliability
}

// Rows returns the candidate as rows.
func (c Candidate) Rows() schemas.Rows { return schemas.Rows{Claims: []schemas.Claim{c.Row}} }

// Candidates returns the claims that the frames find before those of little
// reliability are left out; those within quotations of others are left out.
func (e *Extractor) Candidates(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree, mentions []actors.Mention) []Candidate {
	book := *e.book
	book.Reliability.Least = 0
	all := *e
	all.book = &book
	var out []Candidate
	d := all.begin(doc, sentences, trees, mentions, nil)
	for _, c := range d.candidates() {
		out = append(out, Candidate{c.row, c.cue.Lemma, string(c.slot), c.s.contexts(&c)})
	}
	return out
}
