package evaluate

import (
	"strings"

	"demarche/pipeline/conllu"
)

// RawText returns the text that sentences were made from: those of a paragraph
// parted by a space where their last word has one behind it, paragraphs and
// documents by a blank line, as in the CoNLL shared tasks.
func RawText(sentences []*conllu.Sentence) string {
	var b strings.Builder
	space := false
	for i, s := range sentences {
		_, newDocument := s.Comment("newdoc")
		if !newDocument {
			_, newDocument = s.Comment("newdoc id")
		}
		_, newParagraph := s.Comment("newpar")
		if !newParagraph {
			_, newParagraph = s.Comment("newpar id")
		}
		switch {
		case i == 0:
		case newDocument || newParagraph:
			b.WriteString("\n\n")
		case space:
			b.WriteByte(' ')
		}
		b.WriteString(s.Text())
		space = !conllu.SpaceAfterNo(lastMisc(s))
	}
	b.WriteByte('\n')
	return b.String()
}

// lastMisc returns the MISC column of the last surface token.
func lastMisc(s *conllu.Sentence) string {
	if n := len(s.Spans); n > 0 && s.Spans[n-1].Last == len(s.Words) {
		return s.Spans[n-1].Misc
	}
	return s.Words[len(s.Words)-1].Misc
}
