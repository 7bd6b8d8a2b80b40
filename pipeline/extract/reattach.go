package extract

import (
	"slices"
	"strings"

	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
)

// reattach returns the tree with the verbs that go on behind a content clause hung
// on the verb that governs the clause, where the parser hung them in the clause:
// "warned that the stock had sunk and recommended that …". Such a verb has no
// subject of its own and the tense of the governing verb. It cannot go on a clause
// that is an infinitive ("decided to merge … and undertook to …"); it does not go on
// a finite one of another tense where it is a cue.
func (d *document) reattach(tree *syntax.Tree, text *segment.Sentence) *syntax.Tree {
	out := tree
	for k := 1; k <= len(tree.Words); k++ {
		verb := tree.Word(k)
		if verb.Deprel != "conj" || verb.XPOS != "VBD" && verb.XPOS != "VBZ" || hasSubject(tree, k) {
			continue
		}
		clause := tree.Word(verb.Head)
		h := clause.Head
		if h == 0 || h > verb.Head || verb.Head > k || tree.Word(h).UPOS != "VERB" || tree.Word(h).XPOS != verb.XPOS {
			continue
		}
		switch tense := tenseOf(tree, verb.Head); {
		case tense == "VB" && (clause.Deprel == "xcomp" || clause.Deprel == "ccomp" || clause.Deprel == "advcl"):
		case tense != verb.XPOS && clause.Deprel == "ccomp" && d.isCueForm(strings.ToLower(text.Tokens[k-1].Form)):
		default:
			continue
		}
		if out == tree {
			out = &syntax.Tree{Words: slices.Clone(tree.Words)}
		}
		out.Word(k).Head = h
	}
	return out
}

func (d *document) isCueForm(form string) bool { return len(d.claims[form])+len(d.demands[form]) > 0 }

func hasSubject(tree *syntax.Tree, k int) bool {
	return slices.ContainsFunc(tree.Words, func(w syntax.Word) bool {
		return w.Head == k && (strings.HasPrefix(w.Deprel, "nsubj") || w.Deprel == "csubj" || w.Deprel == "expl")
	})
}

// tenseOf returns the tag of the word that makes the clause headed by k finite: its
// auxiliary's or copula's, else its own.
func tenseOf(tree *syntax.Tree, k int) string {
	for i := range tree.Words {
		if w := &tree.Words[i]; w.Head == k && (strings.HasPrefix(w.Deprel, "aux") || w.Deprel == "cop") && w.XPOS != "VB" && w.XPOS != "VBN" && w.XPOS != "VBG" {
			return "aux " + w.XPOS
		}
	}
	return tree.Word(k).XPOS
}
