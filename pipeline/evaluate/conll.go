package evaluate

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"demarche/pipeline/conllu"
)

// CoNLL scores a system's analysis against the gold one as the evaluation script
// of the CoNLL 2018 shared task does (Zeman et al. 2018, "CoNLL 2018 Shared Task:
// Multilingual Parsing from Raw Text to Universal Dependencies"): words are
// aligned by their characters, relations are compared without subtypes and
// features where they are universal. It returns Tokens, Sentences, Words, UPOS,
// XPOS, UFeats, AllTags, Lemmas, UAS, LAS, CLAS, MLAS and BLEX.
//
// It fails where the two texts differ in more than white space.
func CoNLL(gold, system []*conllu.Sentence) ([]Measure, error) {
	g, s := load(gold), load(system)
	if err := sameText(g.text, s.text); err != nil {
		return nil, err
	}
	a := align(g.words, s.words)
	tags := func(w *word) [3]string { return [3]string{w.UPOS, w.XPOS, w.feats} }
	attached := func(x, y *word) bool { return a.same(x.parent, y.parent) && x.relation == y.relation }
	lemma := func(x, y *word) bool { return x.Lemma == "" || x.Lemma == y.Lemma }
	return []Measure{
		{"Tokens", spanScore(g.tokens, s.tokens)},
		{"Sentences", spanScore(g.sentences, s.sentences)},
		{"Words", a.score(nil, func(_, _ *word) bool { return true })},
		{"UPOS", a.score(nil, func(x, y *word) bool { return x.UPOS == y.UPOS })},
		{"XPOS", a.score(nil, func(x, y *word) bool { return x.XPOS == y.XPOS })},
		{"UFeats", a.score(nil, func(x, y *word) bool { return x.feats == y.feats })},
		{"AllTags", a.score(nil, func(x, y *word) bool { return tags(x) == tags(y) })},
		{"Lemmas", a.score(nil, lemma)},
		{"UAS", a.score(nil, func(x, y *word) bool { return a.same(x.parent, y.parent) })},
		{"LAS", a.score(nil, attached)},
		{"CLAS", a.score(content, attached)},
		{"MLAS", a.score(content, func(x, y *word) bool {
			return attached(x, y) && x.UPOS == y.UPOS && x.feats == y.feats && a.sameFunctional(x, y)
		})},
		{"BLEX", a.score(content, func(x, y *word) bool { return attached(x, y) && lemma(x, y) })},
	}, nil
}

// span is a run of the text's characters, white space not counted.
type span struct{ start, end int }

type word struct {
	*conllu.Word
	span
	multi      bool   // one of the words of a multiword token, whose span it has
	feats      string // universal features alone, sorted
	relation   string // without its subtype
	parent     *word  // nil for the root
	functional []*word
}

// analysis is a text with what was said of it.
type analysis struct {
	text              []rune
	tokens, sentences []span
	words             []*word
}

func load(sentences []*conllu.Sentence) analysis {
	var a analysis
	add := func(form string) span {
		start := len(a.text)
		for _, r := range form {
			if !unicode.IsSpace(r) {
				a.text = append(a.text, r)
			}
		}
		s := span{start, len(a.text)}
		a.tokens = append(a.tokens, s)
		return s
	}
	for _, s := range sentences {
		start, first := len(a.text), len(a.words)
		spans := s.Spans
		var covering span
		last := 0 // of the multiword token that covers
		for i := range s.Words {
			w := &word{Word: &s.Words[i]}
			switch {
			case len(spans) > 0 && spans[0].First == i+1:
				covering, last = add(spans[0].Form), spans[0].Last
				spans = spans[1:]
				w.span, w.multi = covering, true
			case i < last:
				w.span, w.multi = covering, true
			default:
				w.span = add(w.Form)
			}
			w.feats = universalFeatures(w.Feats)
			w.relation, _, _ = strings.Cut(w.Deprel, ":")
			a.words = append(a.words, w)
		}
		for _, w := range a.words[first:] {
			if w.Head > 0 {
				w.parent = a.words[first+w.Head-1]
				if functionalRelations[w.relation] {
					w.parent.functional = append(w.parent.functional, w)
				}
			}
		}
		a.sentences = append(a.sentences, span{start, len(a.text)})
	}
	return a
}

func sameText(gold, system []rune) error {
	for i := range min(len(gold), len(system)) {
		if gold[i] != system[i] {
			return fmt.Errorf("the texts differ at character %d: gold has %q, the system %q",
				i, string(gold[i:min(i+20, len(gold))]), string(system[i:min(i+20, len(system))]))
		}
	}
	if len(gold) != len(system) {
		return fmt.Errorf("the gold text has %d characters, the system's %d", len(gold), len(system))
	}
	return nil
}

var (
	contentRelations = setOf("nsubj obj iobj csubj ccomp xcomp obl vocative expl dislocated advcl advmod discourse nmod appos " +
		"nummod acl amod conj fixed flat compound list parataxis orphan goeswith reparandum root dep")
	functionalRelations = setOf("aux cop mark det clf case cc")
	universal           = setOf("PronType NumType Poss Reflex Foreign Abbr Gender Animacy Number Case Definite Degree VerbForm Mood " +
		"Tense Aspect Voice Evident Polarity Person Polite")
)

func setOf(names string) map[string]bool {
	set := make(map[string]bool)
	for name := range strings.FieldsSeq(names) {
		set[name] = true
	}
	return set
}

func content(w *word) bool { return contentRelations[w.relation] }

func universalFeatures(feats string) string {
	var kept []string
	for f := range strings.SplitSeq(feats, "|") {
		if name, _, _ := strings.Cut(f, "="); universal[name] {
			kept = append(kept, f)
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, "|")
}

func spanScore(gold, system []span) Score {
	s := Score{Gold: len(gold), System: len(system)}
	for g, y := 0, 0; g < len(gold) && y < len(system); {
		switch {
		case system[y].start < gold[g].start:
			y++
		case gold[g].start < system[y].start:
			g++
		default:
			if gold[g].end == system[y].end {
				s.Correct++
			}
			g++
			y++
		}
	}
	return s
}

// alignment pairs words of the two analyses.
type alignment struct {
	gold, system []*word
	pairs        [][2]*word      // gold, system
	toGold       map[*word]*word // by system word
}

func (a *alignment) add(gold, system *word) {
	a.pairs = append(a.pairs, [2]*word{gold, system})
	a.toGold[system] = gold
}

// same reports whether a system word is aligned to a gold one; nil stands for
// the root's parent.
func (a *alignment) same(gold, system *word) bool {
	if system == nil {
		return gold == nil
	}
	aligned, ok := a.toGold[system]
	return ok && aligned == gold
}

func (a *alignment) sameFunctional(gold, system *word) bool {
	return slices.EqualFunc(gold.functional, system.functional, func(x, y *word) bool {
		return a.same(x, y) && x.relation == y.relation && x.UPOS == y.UPOS && x.feats == y.feats
	})
}

// score counts aligned pairs that are right, of the words that counts keeps
// (nil: all).
func (a *alignment) score(counts func(*word) bool, right func(gold, system *word) bool) Score {
	var s Score
	number := func(words []*word) (n int) {
		for _, w := range words {
			if counts == nil || counts(w) {
				n++
			}
		}
		return n
	}
	s.Gold, s.System = number(a.gold), number(a.system)
	for _, p := range a.pairs {
		if counts == nil || counts(p[0]) {
			s.Aligned++
			if right(p[0], p[1]) {
				s.Correct++
			}
		}
	}
	return s
}

// align pairs words of the same characters; within multiword tokens, where words
// have no characters of their own, it pairs the longest common subsequence of
// forms.
func align(gold, system []*word) *alignment {
	a := &alignment{gold: gold, system: system, toGold: make(map[*word]*word)}
	for g, s := 0, 0; g < len(gold) && s < len(system); {
		switch {
		case gold[g].multi || system[s].multi:
			gs, ss, ge, se := multiwordSpan(gold, system, g, s)
			a.addCommon(gold[gs:ge], system[ss:se])
			g, s = ge, se
		case gold[g].span == system[s].span:
			a.add(gold[g], system[s])
			g++
			s++
		case gold[g].start <= system[s].start:
			g++
		default:
			s++
		}
	}
	return a
}

// multiwordSpan returns the least run of words, in both, that covers the
// multiword token at g or s and every such token that overlaps it.
func multiwordSpan(gold, system []*word, g, s int) (gs, ss, ge, se int) {
	var end int
	if gold[g].multi {
		end = gold[g].end
		if !system[s].multi && system[s].start < gold[g].start {
			s++
		}
	} else {
		end = system[s].end
		if !gold[g].multi && gold[g].start < system[s].start {
			g++
		}
	}
	gs, ss = g, s
	for !beyond(gold, g, end) || !beyond(system, s, end) {
		if g < len(gold) && (s >= len(system) || gold[g].start <= system[s].start) {
			end = extend(gold[g], end)
			g++
		} else {
			end = extend(system[s], end)
			s++
		}
	}
	return gs, ss, g, s
}

func beyond(words []*word, i, end int) bool {
	if i >= len(words) {
		return true
	}
	if words[i].multi {
		return words[i].start >= end
	}
	return words[i].end > end
}

func extend(w *word, end int) int {
	if w.multi {
		return max(end, w.end)
	}
	return end
}

func (a *alignment) addCommon(gold, system []*word) {
	// lcs[g][s] is the length of the longest common subsequence from g and s on.
	lcs := make([][]int, len(gold)+1)
	for g := range lcs {
		lcs[g] = make([]int, len(system)+1)
	}
	same := func(g, s int) bool { return strings.EqualFold(gold[g].Form, system[s].Form) }
	for g := len(gold) - 1; g >= 0; g-- {
		for s := len(system) - 1; s >= 0; s-- {
			if same(g, s) {
				lcs[g][s] = 1 + lcs[g+1][s+1]
			}
			lcs[g][s] = max(lcs[g][s], lcs[g+1][s], lcs[g][s+1])
		}
	}
	for g, s := 0, 0; g < len(gold) && s < len(system); {
		switch {
		case same(g, s):
			a.add(gold[g], system[s])
			g++
			s++
		case lcs[g][s] == lcs[g+1][s]:
			g++
		default:
			s++
		}
	}
}
