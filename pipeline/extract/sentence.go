package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/pipeline/actors"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
)

// sentence is a sentence with its tree. Words go by their numbers in the tree,
// from 1; 0 is no word.
type sentence struct {
	*document
	index   int
	text    *segment.Sentence
	tree    *syntax.Tree
	forms   []string            // by word, lower case with straight apostrophes; 0 is empty
	kids    [][]int             // by word, in order; 0 has the root
	lo, hi  []int               // first and last word of each word's subtree
	mention [][]*actors.Mention // by word
	organ   *party              // the body in whose name the text speaks, or nil
}

// span is a run of words, half open.
type span struct{ from, to int }

func (sp span) empty() bool { return sp.from >= sp.to }

func newSentence(d *document, index int, text *segment.Sentence, tree *syntax.Tree, mentions []actors.Mention) *sentence {
	n := len(text.Tokens)
	tree = d.reattach(d.insert(d.predicate(d.verbs(tree, text), text), text), text)
	s := &sentence{document: d, index: index, text: text, tree: tree,
		forms: make([]string, n+1), kids: make([][]int, n+1), lo: make([]int, n+1), hi: make([]int, n+1), mention: make([][]*actors.Mention, n+1)}
	for w := 1; w <= n; w++ {
		s.forms[w] = strings.ReplaceAll(strings.ToLower(text.Tokens[w-1].Form), "’", "'")
		s.kids[tree.Word(w).Head] = append(s.kids[tree.Word(w).Head], w)
	}
	var visit func(w int)
	visit = func(w int) {
		s.lo[w], s.hi[w] = w, w
		for _, k := range s.kids[w] {
			visit(k)
			s.lo[w], s.hi[w] = min(s.lo[w], s.lo[k]), max(s.hi[w], s.hi[k])
		}
	}
	for _, root := range s.kids[0] {
		visit(root)
	}
	for i := range mentions {
		for w := mentions[i].From + 1; w <= mentions[i].To; w++ {
			s.mention[w] = append(s.mention[w], &mentions[i])
		}
	}
	return s
}

func (s *sentence) len() int { return len(s.text.Tokens) }

func (s *sentence) word(w int) *syntax.Word { return s.tree.Word(w) }

func (s *sentence) head(w int) int { return s.word(w).Head }

// rel returns a word's relation without its subtype.
func (s *sentence) rel(w int) string {
	rel, _, _ := strings.Cut(s.word(w).Deprel, ":")
	return rel
}

// form returns the lower case form of a word, "" outside the sentence.
func (s *sentence) form(w int) string {
	if w < 1 || w >= len(s.forms) {
		return ""
	}
	return s.forms[w]
}

// lemma returns the lower case lemma of a word.
func (s *sentence) lemma(w int) string { return strings.ToLower(s.word(w).Lemma) }

// child returns the first child of w with one of the relations, which match
// their subtypes too, or 0.
func (s *sentence) child(w int, rels ...string) int {
	for _, k := range s.kids[w] {
		for _, rel := range rels {
			if d := s.word(k).Deprel; d == rel || s.rel(k) == rel {
				return k
			}
		}
	}
	return 0
}

// marked reports whether w has a child with one of the relations whose form is
// one of the words; without words any will do.
func (s *sentence) marked(w int, rel string, words ...string) bool {
	for _, k := range s.kids[w] {
		if s.rel(k) != rel {
			continue
		}
		if len(words) == 0 {
			return true
		}
		if slices.Contains(words, s.forms[k]) {
			return true
		}
	}
	return false
}

// speaks reports a noun that names people, or what speaks for an actor.
func (s *sentence) speaks(w int) bool { return s.people[s.lemma(w)] || s.voices[s.lemma(w)] }

// yield returns the words of w's subtree.
func (s *sentence) yield(w int) span { return span{s.lo[w], s.hi[w] + 1} }

// within reports whether w lies in the subtree of top.
func (s *sentence) within(w, top int) bool { return s.tree.Within(w, top) }

// extent returns the stretch of the text that a span covers.
func (s *sentence) extent(sp span) extent {
	return extent{s.text.Tokens[sp.from-1].Start, s.text.Tokens[sp.to-2].End}
}

func (s *sentence) slice(x extent) string { return s.doc.Text.Slice(x.start, x.end) }

// trim takes punctuation off both ends of a span, and the words given off its
// beginning. Quotation marks and brackets stay where their partner is inside.
func (s *sentence) trim(sp span, leading ...string) span {
	for !sp.empty() {
		first, last := s.forms[sp.from], s.forms[sp.to-1]
		switch {
		case isPunct(first) && !(opens(first) && s.closed(sp)):
			sp.from++
		case isPunct(last) && !(closes(last) && s.opened(sp)):
			sp.to--
		case slices.Contains(leading, first):
			sp.from++
			leading = nil
		default:
			return sp
		}
	}
	return sp
}

// closed reports whether what the span's first mark opens is closed within it.
func (s *sentence) closed(sp span) bool {
	for w := sp.from + 1; w < sp.to; w++ {
		if closes(s.forms[w]) && pairs(s.forms[sp.from], s.forms[w]) {
			return true
		}
	}
	return false
}

func (s *sentence) opened(sp span) bool {
	for w := sp.from; w < sp.to-1; w++ {
		if opens(s.forms[w]) && pairs(s.forms[w], s.forms[sp.to-1]) {
			return true
		}
	}
	return false
}

func pairs(open, end string) bool {
	switch open {
	case "(":
		return end == ")"
	case "[":
		return end == "]"
	}
	return end != ")" && end != "]"
}

func opens(form string) bool  { return slices.Contains(openers, form) }
func closes(form string) bool { return slices.Contains(closers, form) }

var (
	openers = []string{"“", "\"", "‘", "(", "[", "``", "«", "''"}
	closers = []string{"”", "\"", "'", ")", "]", "''", "»"}
)

func isPunct(form string) bool {
	for _, r := range form {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '$' || r == '%' || r == '€' || r == '£' {
			return false
		}
	}
	return true
}

func capitalised(form string) bool {
	r, _ := utf8.DecodeRuneInString(form)
	return unicode.IsUpper(r)
}
