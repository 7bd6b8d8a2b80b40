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

// insert returns the tree with an attribution that stands between commas within what
// it attributes hung on the predicate of the latter, where the parser hung it on a
// noun ("the treaty, Oslo said, would …"), made it the root with two subjects, or took
// it for an apposition ("the treaty, an aide recalled, had …"). A condition behind it
// is one of the predicate.
func (d *document) insert(tree *syntax.Tree, text *segment.Sentence) *syntax.Tree {
	n := len(tree.Words)
	comma := func(w int) bool { return w > 0 && w <= n && text.Tokens[w-1].Form == "," }
	out := tree
	for h := 4; h < n; h++ {
		end := h + 1 // behind the verb and who is told: "he told his guests"
		if o := max(child(out, h, "obj"), child(out, h, "iobj")); o > h && o <= h+3 && first(out, o) == h+1 {
			end = o + 1
		}
		if !comma(end) || !d.isCueForm(strings.ToLower(text.Tokens[h-1].Form)) || !strings.HasPrefix(tree.Word(h).XPOS, "VB") {
			continue
		}
		work := &syntax.Tree{Words: slices.Clone(out.Words)}
		verb, subject, other := work.Word(h), 0, 0 // the nearest subject, and one before
		for k := 1; k < h; k++ {
			if w := work.Word(k); w.Head == h && w.Deprel == "nsubj" {
				other, subject = subject, k
			}
		}
		up := work.Word(h).Head
		switch {
		case subject != 0 && other == 0 && verb.Deprel == "parataxis" && up < subject && work.Word(up).Head > h && strings.HasPrefix(work.Word(up).Deprel, "nsubj") && comma(first(work, subject)-1):
			up = work.Word(up).Head
		case other != 0 && verb.Deprel == "parataxis" && up > h && comma(first(work, subject)-1):
		case other != 0 && comma(first(work, subject)-1):
			if up = child(work, h, "ccomp"); up < h {
				continue
			}
			work.Word(up).Head, work.Word(up).Deprel = verb.Head, verb.Deprel
			for k := end + 1; k <= n; k++ {
				if w := work.Word(k); w.Head == h && k != up {
					w.Head = up
				}
			}
		case subject != 0 && verb.Deprel == "root" && comma(first(work, subject)-1) && child(work, h, "ccomp") > end && !d.that(work, child(work, h, "ccomp")):
			up = child(work, h, "ccomp") // "Were it to lapse, it cautioned, states would …"
			work.Word(up).Head, work.Word(up).Deprel = 0, "root"
			for k := end + 1; k <= n; k++ {
				if w := work.Word(k); w.Head == h && k != up {
					w.Head = up
				}
			}
		case strings.HasPrefix(verb.Deprel, "acl") && up > 0 && up < h && child(work, h, "obj") == 0:
			named := up
			for steps := 0; steps < 3 && work.Word(up).Deprel == "nmod" && work.Word(up).Head > 0; steps++ {
				up = work.Word(up).Head // "delegates from three continents alleged"
			}
			if named = up; up > h {
				continue
			}
			if subject = up; work.Word(up).Deprel == "appos" {
				named = work.Word(up).Head
			} else {
				subject = child(work, up, "appos")
			}
			up = work.Word(named).Head
			if subject == 0 || subject > h || up < h || !comma(first(work, subject)-1) || !d.people[strings.ToLower(work.Word(subject).Lemma)] {
				continue
			}
			work.Word(subject).Head, work.Word(subject).Deprel = h, "nsubj"
			verb.XPOS, verb.Feats = "VBD", ""
		case subject != 0 && verb.Deprel == "parataxis" && up < subject && comma(first(work, subject)-1):
		default:
			continue
		}
		verb.Head, verb.Deprel = up, "parataxis"
		start := first(work, subject) - 1
		for k := 1; k <= n; k++ {
			if w := work.Word(k); w.Head == h && (k < start || k > end && w.Deprel == "advcl" && d.conditional(work, text, k)) {
				w.Head = up
			}
		}
		out = work
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
		case w.Deprel == "acl" && w.XPOS == "VBN" && aside && k > 1 && text.Tokens[k-2].Form == "," && d.isCueForm(strings.ToLower(text.Tokens[k-1].Form)):
			out := &syntax.Tree{Words: slices.Clone(tree.Words)}
			verb, noun := out.Word(k), out.Word(root)
			verb.Head, verb.Deprel, verb.XPOS, verb.Feats = 0, "root", "VBD", ""
			noun.Head, noun.Deprel = k, "nsubj"
			return out
		}
	}
	return tree
}

// that reports a clause that "that" opens.
func (d *document) that(tree *syntax.Tree, k int) bool {
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
