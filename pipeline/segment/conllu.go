package segment

import (
	"demarche/pipeline/conllu"
	"demarche/pipeline/ingest"
)

// CoNLLU returns the sentences as CoNLL-U, without analysis: the text of each
// sentence, its words, the surface tokens that clitics are joined to, and where
// no space follows.
func CoNLLU(text ingest.Text, sentences []Sentence) []*conllu.Sentence {
	out := make([]*conllu.Sentence, len(sentences))
	for i, s := range sentences {
		c := &conllu.Sentence{Comments: []string{"text = " + oneLine(text.Slice(s.Start, s.End))}}
		for j, t := range s.Tokens {
			w := conllu.Word{Form: t.Form, Head: -1}
			next := text.Len()
			if j+1 < len(s.Tokens) {
				next = s.Tokens[j+1].Start
			} else if i+1 < len(sentences) {
				next = sentences[i+1].Start
			}
			last := j+1 == len(s.Tokens) || !s.Tokens[j+1].Joined
			touching := next == t.End && next < text.Len()
			switch {
			case t.Joined: // what follows is said of the surface token
				span := &c.Spans[len(c.Spans)-1]
				span.Last = j + 1
				span.Form += t.Form
				if last && touching {
					span.Misc = "SpaceAfter=No"
				}
			case !last:
				c.Spans = append(c.Spans, conllu.Span{First: j + 1, Last: j + 1, Form: t.Form})
			case touching:
				w.Misc = "SpaceAfter=No"
			}
			c.Words = append(c.Words, w)
		}
		if i == 0 || s.Paragraph != sentences[i-1].Paragraph {
			c.Comments = append([]string{"newpar"}, c.Comments...)
		}
		out[i] = c
	}
	return out
}

// oneLine keeps a soft-wrapped sentence on the comment's line.
func oneLine(s string) string {
	b := []rune(s)
	for i, r := range b {
		if r == '\n' || r == '\t' {
			b[i] = ' '
		}
	}
	return string(b)
}
