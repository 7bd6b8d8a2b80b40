// Package export writes datasets in the forms of other programs, and reads back
// what people have changed there.
//
// Input: the folder of a dataset. Output: networks (GraphML and GEXF, for Gephi,
// visone and igraph), statements (for Discourse Network Analyzer), trees
// (CoNLL-U), tables (CSV and Arrow) and texts to code (brat), the same bytes for
// the same dataset. [ReadBrat] turns a coder's work into corrections.
package export

import "io"

// Format is one form that a dataset can be written in. Either File or Folder is
// set.
type Format struct {
	Name   string
	Usage  string
	File   func(w io.Writer, dir string) error // writes the dataset in dir as one file
	Folder func(dir, to string) error          // writes it as the files of a folder
}

// Formats lists the formats.
func Formats() []Format {
	return []Format{
		{Name: "graphml", Usage: "networks of demands and claims for visone, igraph and Gephi", Folder: GraphML},
		{Name: "gexf", Usage: "the same networks for Gephi", Folder: GEXF},
		{Name: "dna", Usage: "claims as statements for Discourse Network Analyzer, in its version 1's XML", File: DNA},
		{Name: "brat", Usage: "texts and standoff files to correct by hand in brat", Folder: Brat},
		{Name: "conllu", Usage: "sentences and trees, as Universal Dependencies writes them", File: CoNLLU},
		{Name: "csv", Usage: "a file a table, in UTF-8", Folder: CSV},
		{Name: "arrow", Usage: "an Arrow IPC file a table, for memory-mapped reading", Folder: Arrow},
	}
}
