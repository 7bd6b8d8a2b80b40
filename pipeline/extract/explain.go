package extract

import (
	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
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
