package syntax

import "iter"

// A Word is the analysis of one word form.
type Word struct {
	Form   string
	Lemma  string
	UPOS   string // universal part of speech
	XPOS   string // Penn Treebank tag
	Feats  string // morphological features, "Name=Value" joined by "|", sorted
	Head   int    // number of the governor, the first word being 1; 0 for the root
	Deprel string // relation to the governor, with its subtype ("nsubj:pass")
}

// A Tree is an analysed sentence. Its words are numbered from 1, as in
// CoNLL-U. Unless it is empty it has exactly one root, and every word leads to
// it. A Tree may be used again: Parse overwrites it.
type Tree struct {
	Words []Word
}

// Word returns the word with the number n, from 1 to len(t.Words).
func (t *Tree) Word(n int) *Word { return &t.Words[n-1] }

// Root returns the number of the root, 0 if the tree is empty.
func (t *Tree) Root() int {
	for i := range t.Words {
		if t.Words[i].Head == 0 {
			return i + 1
		}
	}
	return 0
}

// Children yields the numbers of the words that n governs, in their order.
// The child of 0 is the root.
func (t *Tree) Children(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range t.Words {
			if t.Words[i].Head == n && !yield(i+1) {
				return
			}
		}
	}
}

// Ancestors yields the governor of n, that word's governor, and so on to the
// root.
func (t *Tree) Ancestors(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for h := t.Words[n-1].Head; h != 0; h = t.Words[h-1].Head {
			if !yield(h) {
				return
			}
		}
	}
}

// Within reports whether n is top or is governed by it, however far off.
func (t *Tree) Within(n, top int) bool {
	for n != top && n != 0 {
		n = t.Words[n-1].Head
	}
	return n == top
}

// Yield returns the first and the last number of the words within n's
// subtree. In a tree with crossing arcs words between them may lie outside it.
func (t *Tree) Yield(n int) (first, last int) {
	first, last = n, n
	for i := 1; i < first; i++ {
		if t.Within(i, n) {
			first = i
		}
	}
	for i := len(t.Words); i > last; i-- {
		if t.Within(i, n) {
			last = i
		}
	}
	return first, last
}
