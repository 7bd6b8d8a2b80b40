package export

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"demarche/pipeline/conllu"
	"demarche/schemas"
)

// CoNLLU writes the sentences of the dataset in dir with their tokens.
func CoNLLU(w io.Writer, dir string) error {
	out := bufio.NewWriter(w)
	next, stop := iter.Pull2(rows[schemas.Token](dir))
	defer stop()
	token, err, more := next()
	doc, paragraph := "", int32(-1)
	for s, failed := range rows[schemas.Sentence](dir) {
		if failed != nil {
			return failed
		}
		one := &conllu.Sentence{}
		var ends []int32
		for ; more && err == nil && token.DocID == s.DocID && token.SentenceID == s.SentenceID; token, err, more = next() {
			if n := len(ends); n > 0 && ends[n-1] == token.Start {
				one.Words[n-1].Misc = "SpaceAfter=No"
			}
			ends = append(ends, token.End)
			word := conllu.Word{Form: line(token.Form), Lemma: line(token.Lemma), UPOS: token.UPOS, XPOS: token.XPOS, Feats: token.Feats,
				Head: -1, Deprel: token.Deprel}
			if token.Head != nil {
				word.Head = int(*token.Head)
			}
			one.Words = append(one.Words, word)
		}
		if err != nil {
			return err
		}
		if len(one.Words) == 0 {
			continue
		}
		if s.DocID != doc {
			one.Comments = append(one.Comments, "newdoc id = "+s.DocID)
			doc, paragraph = s.DocID, -1
		}
		if s.ParagraphID != paragraph {
			one.Comments = append(one.Comments, "newpar")
			paragraph = s.ParagraphID
		}
		one.Comments = append(one.Comments, fmt.Sprintf("sent_id = %s-%d", s.DocID, s.SentenceID), "text = "+line(s.Text))
		if err := conllu.Write(out, one); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// line takes the line ends and tabs out of a text, which CoNLL-U has no place for.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }
