package actors

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
)

// sentence is a sentence as the stage reads it. Its words are numbered from 0,
// like its tokens.
type sentence struct {
	index     int
	paragraph int
	tokens    []segment.Token
	words     []syntax.Word
	head      []int    // governor, -1 for the root
	rel       []string // relation without subtype
	left      []int    // first and last word of the subtree
	right     []int
	first     []int // first child, and the next one of the same governor, or -1
	next      []int
	lower     []string // form in lower case with straight apostrophes
	capital   []bool
	shouting  bool // a headline: most words are capitalised
}

func newSentence(index int, s segment.Sentence, t syntax.Tree) *sentence {
	n := len(s.Tokens)
	ints := make([]int, 5*n)
	v := &sentence{
		index: index, paragraph: s.Paragraph, tokens: s.Tokens, words: t.Words,
		head: ints[:n:n], left: ints[n : 2*n : 2*n], right: ints[2*n : 3*n : 3*n], first: ints[3*n : 4*n : 4*n], next: ints[4*n:],
		rel: make([]string, n), lower: make([]string, n), capital: make([]bool, n),
	}
	capitals, letters, commas := 0, 0, 0
	for i := range n {
		w := &t.Words[i]
		v.head[i], v.left[i], v.right[i], v.first[i], v.next[i] = w.Head-1, i, i, -1, -1
		v.rel[i], _, _ = strings.Cut(w.Deprel, ":")
		v.lower[i] = lower(s.Tokens[i].Form)
		r, _ := utf8.DecodeRuneInString(s.Tokens[i].Form)
		v.capital[i] = unicode.IsUpper(r)
		if unicode.IsLetter(r) {
			letters++
			if v.capital[i] {
				capitals++
			}
		} else if r == ',' {
			commas++
		}
	}
	// Names in a list make no headline.
	v.shouting = letters >= 4 && commas < 2 && s.Tokens[n-1].Form != "." && capitals*10 >= letters*7
	for i := n - 1; i >= 0; i-- {
		if h := v.head[i]; h >= 0 {
			v.next[i], v.first[h] = v.first[h], i
		}
	}
	for i := range n {
		for h, steps := v.head[i], 0; h >= 0 && steps < n; h, steps = v.head[h], steps+1 {
			v.left[h], v.right[h] = min(v.left[h], i), max(v.right[h], i)
		}
	}
	return v
}

// lower is a form as the lists of words have it.
func lower(s string) string {
	simple := true
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf {
			simple = false
			break
		}
	}
	if simple {
		return s
	}
	return strings.ToLower(plain(s))
}

// plain straightens apostrophes.
func plain(s string) string { return strings.ReplaceAll(s, "’", "'") }

// lemma is the lemma of word i in lower case.
func (s *sentence) lemma(i int) string {
	if l := s.words[i].Lemma; l != "" && l != "_" {
		return lower(l)
	}
	return s.lower[i]
}

// noun is the lemma of a noun, its plural ending taken off where the lemma has
// kept it.
func (s *sentence) noun(i int) string {
	l := s.lemma(i)
	if s.upos(i) == "PROPN" && s.plural(i) {
		return singular(l)
	}
	return l
}

func (s *sentence) upos(i int) string { return s.words[i].UPOS }

// deprel is the relation with its subtype.
func (s *sentence) deprel(i int) string { return s.words[i].Deprel }

// passive reports whether the verb at i has an auxiliary of the passive.
func (s *sentence) passive(i int) bool {
	for c := s.first[i]; c >= 0; c = s.next[c] {
		if s.deprel(c) == "aux:pass" {
			return true
		}
	}
	return false
}

func (s *sentence) plural(i int) bool {
	return strings.Contains(s.words[i].Feats, "Number=Plur") || s.words[i].XPOS == "NNS" || s.words[i].XPOS == "NNPS"
}

// child returns the first child of i in one of the relations, or -1.
func (s *sentence) child(i int, rels ...string) int {
	for c := s.first[i]; c >= 0; c = s.next[c] {
		for _, r := range rels {
			if s.rel[c] == r {
				return c
			}
		}
	}
	return -1
}

// firstOf returns the first of the row of conjuncts that word i stands in, i itself
// where it stands in none.
func (s *sentence) firstOf(i int) int {
	for steps := 0; s.rel[i] == "conj" && s.head[i] >= 0 && steps < 32; steps++ {
		i = s.head[i]
	}
	return i
}

// preposition returns the word that marks the case of the phrase headed by i, or "".
func (s *sentence) preposition(i int) string {
	for c := s.first[i]; c >= 0 && c < i; c = s.next[c] {
		if s.rel[c] == "case" {
			return s.lower[c]
		}
	}
	return ""
}

// possessive reports whether a possessive ending follows token i.
func (s *sentence) possessive(i int) bool {
	return i+1 < len(s.tokens) && (s.lower[i+1] == "'s" || s.lower[i+1] == "'") && s.upos(i+1) == "PART" ||
		i+1 < len(s.tokens) && s.lower[i+1] == "'s" && s.deprel(i) == "nmod:poss"
}

// determiner returns the determiner or possessive before the noun i, "" for none.
func (s *sentence) determiner(i int) string {
	for c := s.first[i]; c >= 0 && c < i; c = s.next[c] {
		if s.rel[c] == "det" || s.deprel(c) == "nmod:poss" && s.upos(c) == "PRON" {
			return s.lower[c]
		}
	}
	return ""
}

// top returns the word of [from, to) that the others hang on: the first whose
// governor lies outside.
func (s *sentence) top(from, to int) int {
	for i := from; i < to; i++ {
		if h := s.head[i]; (h < from || h >= to) && s.rel[i] != "punct" && s.rel[i] != "case" {
			return i
		}
	}
	return to - 1
}

// glued reports whether no space stands between tokens i-1 and i.
func (s *sentence) glued(i int) bool {
	return i > 0 && i < len(s.tokens) && s.tokens[i-1].End == s.tokens[i].Start
}

func (s *sentence) hyphen(i int) bool {
	return i >= 0 && i < len(s.tokens) && strings.ContainsAny(s.tokens[i].Form, "-‐‑–/")
}

// hyphenated reports whether a hyphen joins the tokens before and after the
// boundary i.
func (s *sentence) hyphenated(i int) bool {
	return s.glued(i) && (s.hyphen(i) && s.glued(i+1) || s.hyphen(i-1) && s.glued(i-1))
}

// doer returns the word that does what verb v says, be it the subject of a verb
// above: "North Korea" of "accept" in "would lead North Korea to accept it". -1
// for none.
func (s *sentence) doer(v int) int {
	for steps := 0; v >= 0 && steps < 8; steps++ {
		if c := s.child(v, "nsubj"); c >= 0 {
			return c
		}
		h := s.head[v]
		switch s.rel[v] {
		case "xcomp":
			if o := s.child(h, "obj"); o >= 0 && o < v {
				return o
			}
		case "acl":
			if s.child(v, "mark") < 0 {
				return h
			}
			return -1
		case "advcl", "conj":
		default:
			return -1
		}
		v = h
	}
	return -1
}

// within reports whether word i is top or hangs below it.
func (s *sentence) within(i, top int) bool {
	for steps := 0; i >= 0 && steps <= len(s.head); steps++ {
		if i == top {
			return true
		}
		i = s.head[i]
	}
	return false
}
