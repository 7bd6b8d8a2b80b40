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
		if h == 0 || h > verb.Head || verb.Head > k || tree.Word(h).UPOS != "VERB" || strings.TrimPrefix(tenseOf(tree, h), "aux ") != verb.XPOS {
			continue
		}
		switch tense := tenseOf(tree, verb.Head); {
		case (tense == "VB" || tense == "VBG") && (clause.Deprel == "xcomp" || clause.Deprel == "ccomp" || clause.Deprel == "advcl" || clause.Deprel == "obl"):
		case tense != verb.XPOS && clause.Deprel == "ccomp" && d.cueAt(text, k):
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

// cueAt reports whether word k has the form of a cue of a claim or a demand.
func (d *document) cueAt(text *segment.Sentence, k int) bool {
	form := strings.ToLower(text.Tokens[k-1].Form)
	return len(d.claims[form])+len(d.demands[form]) > 0
}

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

// insert returns the tree with an attribution that stands between commas within what
// it attributes hung on the predicate of the latter. A condition behind it is one of
// the predicate.
func (d *document) insert(tree *syntax.Tree, text *segment.Sentence) *syntax.Tree {
	out := tree
	for h := 4; h < len(tree.Words); h++ {
		end := h + 1 // behind the verb and who is told: "he told his guests"
		if o := max(child(out, h, "obj"), child(out, h, "iobj")); o > h && o <= h+3 && first(out, o) == h+1 {
			end = o + 1
		}
		if !comma(text, end) || !d.cueAt(text, h) || !strings.HasPrefix(tree.Word(h).XPOS, "VB") {
			continue
		}
		mended := &syntax.Tree{Words: slices.Clone(out.Words)}
		subject, predicate := d.attribution(mended, text, h, end)
		if predicate == 0 {
			continue
		}
		verb, start := mended.Word(h), first(mended, subject)-1
		verb.Head, verb.Deprel = predicate, "parataxis"
		for k := 1; k <= len(mended.Words); k++ {
			if w := mended.Word(k); w.Head == h && (k < start || k > end && w.Deprel == "advcl" && d.conditional(mended, text, k)) {
				w.Head = predicate
			}
		}
		out = mended
	}
	return out
}

// attribution returns the subject of an attribution whose verb h stands between commas
// up to end, and the predicate of what it attributes; 0 for none. It mends the tree
// where the parser hung it on a noun ("the treaty, Oslo said, would …"), made it the
// main verb ("the treaty, Oslo said, has …"), or took it for an apposition ("the treaty,
// an aide recalled, had …").
func (d *document) attribution(tree *syntax.Tree, text *segment.Sentence, h, end int) (subject, predicate int) {
	verb, other := tree.Word(h), 0 // another subject, before the nearest
	for k := 1; k < h; k++ {
		if w := tree.Word(k); w.Head == h && w.Deprel == "nsubj" {
			other, subject = subject, k
		}
	}
	up := verb.Head
	switch {
	case strings.HasPrefix(verb.Deprel, "acl"):
		return d.apposition(tree, text, h)
	case subject == 0 || !comma(text, first(tree, subject)-1):
	case verb.Deprel == "parataxis" && other == 0 && up < subject && strings.HasPrefix(tree.Word(up).Deprel, "nsubj") && tree.Word(up).Head > h:
		return subject, tree.Word(up).Head
	case verb.Deprel == "parataxis" && (other != 0 && up > h || other == 0 && up < subject):
		return subject, up
	case other != 0 || verb.Deprel == "root":
		clause := child(tree, h, "ccomp")
		if p := child(tree, h, "parataxis"); clause == 0 && p > end && hasSubject(tree, p) {
			clause = p
		}
		if clause <= end || other == 0 && saysThat(tree, clause) {
			return 0, 0
		}
		tree.Word(clause).Head, tree.Word(clause).Deprel = verb.Head, verb.Deprel
		for k := end + 1; k <= len(tree.Words); k++ {
			if w := tree.Word(k); w.Head == h && k != clause {
				w.Head = clause
			}
		}
		return subject, clause
	}
	return 0, 0
}

// apposition reads an attribution that the parser took for an apposition with a
// participle: the noun is its subject, what it is apposed to that of the predicate.
func (d *document) apposition(tree *syntax.Tree, text *segment.Sentence, h int) (subject, predicate int) {
	noun := tree.Word(h).Head
	for steps := 0; steps < 3 && noun > 0 && tree.Word(noun).Deprel == "nmod"; steps++ {
		noun = tree.Word(noun).Head // "delegates from three continents alleged"
	}
	if noun == 0 || noun > h || child(tree, h, "obj") != 0 {
		return 0, 0
	}
	if subject = noun; tree.Word(noun).Deprel == "appos" {
		noun = tree.Word(noun).Head
	} else {
		subject = child(tree, noun, "appos")
	}
	predicate = tree.Word(noun).Head
	if subject == 0 || subject > h || predicate < h || !comma(text, first(tree, subject)-1) || !d.people[strings.ToLower(tree.Word(subject).Lemma)] {
		return 0, 0
	}
	tree.Word(subject).Head, tree.Word(subject).Deprel = h, "nsubj"
	tree.Word(h).XPOS, tree.Word(h).Feats = "VBD", ""
	return subject, predicate
}

func comma(text *segment.Sentence, w int) bool {
	return w > 0 && w <= len(text.Tokens) && text.Tokens[w-1].Form == ","
}

// verbs returns the tree with the cues made verbs that the parser took for nouns
// between a subject and the clause that they govern: "Analysts question whether …".
func (d *document) verbs(tree *syntax.Tree, text *segment.Sentence) *syntax.Tree {
	out := tree
	for k := 2; k+2 <= len(tree.Words); k++ {
		next := strings.ToLower(text.Tokens[k].Form)
		if w := tree.Word(k); w.UPOS != "NOUN" || next != "that" && next != "whether" || !d.cueAt(text, k) {
			continue
		}
		clause := 0
		own := false // what only a noun has
		for c := 1; c <= len(tree.Words); c++ {
			if w := tree.Word(c); w.Head == k {
				own = own || w.Deprel == "det" || w.Deprel == "amod" || w.Deprel == "case" || w.Deprel == "nmod:poss" || w.Deprel == "cop"
				if c > k && (strings.HasPrefix(w.Deprel, "acl") || w.Deprel == "ccomp" || w.Deprel == "advcl") && first(tree, c) == k+1 {
					clause = c
				}
			}
		}
		subject := tree.Word(k - 1)
		plural := subject.XPOS == "NNS" || subject.XPOS == "NNPS"
		if own || clause == 0 || !hasSubject(tree, clause) || subject.Head != k || subject.Deprel != "compound" || plural == strings.HasSuffix(text.Tokens[k-1].Form, "s") {
			continue
		}
		if out == tree {
			out = &syntax.Tree{Words: slices.Clone(tree.Words)}
		}
		verb := out.Word(k)
		verb.UPOS, verb.XPOS, verb.Feats = "VERB", "VBP", ""
		if !plural {
			verb.XPOS = "VBZ"
		}
		out.Word(k-1).Deprel, out.Word(clause).Deprel = "nsubj", "ccomp"
		that := out.Word(k + 1)
		that.Head, that.Deprel, that.XPOS, that.UPOS = clause, "mark", "IN", "SCONJ"
	}
	return out
}

// predicate returns the tree with the participle that ends a phrase made its verb,
// where the parser saw no verb: "Oslo, whose envoys had left, accused the rebels of …".
func (d *document) predicate(tree *syntax.Tree, text *segment.Sentence) *syntax.Tree {
	n := len(tree.Words)
	root := tree.Root()
	if root == 0 || root > 12 || tree.Word(root).UPOS != "PROPN" && tree.Word(root).UPOS != "NOUN" || hasSubject(tree, root) || child(tree, root, "cop") != 0 {
		return tree
	}
	aside := false
	for k := root + 1; k <= n; k++ {
		w := tree.Word(k)
		if w.Head != root {
			continue
		}
		switch {
		case w.Deprel == "acl:relcl" || w.Deprel == "appos":
			aside = true
		case w.Deprel == "acl" && w.XPOS == "VBN" && aside && comma(text, k-1) && d.cueAt(text, k):
			out := &syntax.Tree{Words: slices.Clone(tree.Words)}
			verb, noun := out.Word(k), out.Word(root)
			verb.Head, verb.Deprel, verb.XPOS, verb.Feats = 0, "root", "VBD", ""
			noun.Head, noun.Deprel = k, "nsubj"
			return out
		}
	}
	return tree
}

// saysThat reports a clause that "that" opens.
func saysThat(tree *syntax.Tree, k int) bool {
	return slices.ContainsFunc(tree.Words, func(w syntax.Word) bool { return w.Head == k && w.Deprel == "mark" && w.Lemma == "that" })
}

// conditional reports a clause that begins with a connective of conditions.
func (d *document) conditional(tree *syntax.Tree, text *segment.Sentence, k int) bool {
	form := strings.ToLower(text.Tokens[first(tree, k)-1].Form)
	return slices.ContainsFunc(d.connectives, func(c connective) bool { return c.words[0] == form })
}

// first returns the first word of the subtree of k that is no punctuation.
func first(tree *syntax.Tree, k int) int {
	for i := 1; i < k; i++ {
		for w, steps := i, 0; tree.Word(i).UPOS != "PUNCT" && w != 0 && steps < len(tree.Words); w, steps = tree.Word(w).Head, steps+1 {
			if w == k {
				return i
			}
		}
	}
	return k
}

func child(tree *syntax.Tree, h int, rel string) int {
	return slices.IndexFunc(tree.Words, func(w syntax.Word) bool { return w.Head == h && w.Deprel == rel }) + 1
}
