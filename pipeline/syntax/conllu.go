package syntax

import "demarche/pipeline/conllu"

// Annotate analyses sentences in CoNLL-U on the words that they have and
// overwrites their columns LEMMA, UPOS, XPOS, FEATS, HEAD and DEPREL. What was
// said in the enhanced graph (DEPS) no longer holds and is removed.
func (p *Parser) Annotate(sentences []*conllu.Sentence) {
	forms := make([][]string, len(sentences))
	for i, s := range sentences {
		for j := range s.Words {
			forms[i] = append(forms[i], s.Words[j].Form)
		}
	}
	trees := make([]Tree, len(sentences))
	p.ParseAll(trees, forms)
	for i, s := range sentences {
		for j := range s.Words {
			w, t := &s.Words[j], trees[i].Word(j+1)
			w.Lemma, w.UPOS, w.XPOS, w.Feats = t.Lemma, t.UPOS, t.XPOS, t.Feats
			w.Head, w.Deprel, w.Deps = t.Head, t.Deprel, ""
		}
	}
}
