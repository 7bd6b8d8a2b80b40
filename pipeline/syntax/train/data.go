package train

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"demarche/pipeline/conllu"
	"demarche/pipeline/syntax/internal/feature"
	"demarche/pipeline/syntax/internal/lemma"
)

// readTreebank returns the sentences of one CoNLL-U file, those without words
// left out.
func readTreebank(dir, name string) ([]*conllu.Sentence, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := conllu.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}

// An inventory is a set of strings with numbers, the frequent first.
type inventory struct {
	names []string
	index map[string]int
}

func newInventory(count map[string]int, least int) inventory {
	v := inventory{index: map[string]int{}}
	for s, n := range count {
		if n >= least {
			v.names = append(v.names, s)
		}
	}
	sort.Slice(v.names, func(i, j int) bool {
		a, b := v.names[i], v.names[j]
		if count[a] != count[b] {
			return count[a] > count[b]
		}
		return a < b
	})
	for i, s := range v.names {
		v.index[s] = i
	}
	return v
}

// of returns the number of s, or -1.
func (v inventory) of(s string) int {
	if i, ok := v.index[s]; ok {
		return i
	}
	return -1
}

// The classifiers of a word, each a softmax of its own.
const (
	upos = iota
	xpos
	feats
	rule
	classifiers
)

// A vocabulary is all that the network names by number.
type vocabulary struct {
	feature map[feature.Hash]int32 // embedding row
	hashes  []feature.Hash         // the feature of each row
	count   []int32                // occurrences of the feature
	classes [classifiers]inventory
	deprel  inventory
	triples [][3]int // the (UPOS, XPOS, FEATS) seen
}

func newVocabulary(sents []*conllu.Sentence) *vocabulary {
	type use struct {
		n     int32
		first int32 // number of the first form seen with it
		many  bool  // seen with more than one form
	}
	uses := map[feature.Hash]*use{}
	form := map[feature.Hash]int32{}
	var counts [classifiers]map[string]int
	for i := range counts {
		counts[i] = map[string]int{}
	}
	deprels, triples := map[string]int{}, map[[3]string]int{}
	var ex feature.Extractor
	var hs []feature.Hash
	for _, s := range sents {
		ctx, first := feature.Sentence(forms(s))
		for i, w := range s.Words {
			c := ctx
			c.First = i == first
			hs = ex.Append(hs[:0], w.Form, c)
			id, ok := form[hs[0]]
			if !ok {
				id = int32(len(form))
				form[hs[0]] = id
			}
			for j, h := range hs {
				u := uses[h]
				if u == nil {
					u = &use{first: id, many: j == 0}
					uses[h] = u
				}
				u.n++
				u.many = u.many || u.first != id
			}
			for k, v := range classesOf(&w) {
				counts[k][v]++
			}
			deprels[w.Deprel]++
			triples[[3]string{w.UPOS, w.XPOS, w.Feats}]++
		}
	}
	v := &vocabulary{feature: map[feature.Hash]int32{}}
	for h, u := range uses {
		if u.n >= 2 && u.many {
			v.hashes = append(v.hashes, h)
		}
	}
	sort.Slice(v.hashes, func(i, j int) bool { return v.hashes[i] < v.hashes[j] })
	for i, h := range v.hashes {
		v.feature[h] = int32(i)
		v.count = append(v.count, uses[h].n)
	}
	for k := range counts {
		least := 1
		if k == rule {
			least = 2
		}
		v.classes[k] = newInventory(counts[k], least)
	}
	v.deprel = newInventory(deprels, 1)
	for t := range triples {
		v.triples = append(v.triples, [3]int{v.classes[upos].of(t[0]), v.classes[xpos].of(t[1]), v.classes[feats].of(t[2])})
	}
	sort.Slice(v.triples, func(i, j int) bool {
		a, b := v.triples[i], v.triples[j]
		for k := range a {
			if a[k] != b[k] {
				return a[k] < b[k]
			}
		}
		return false
	})
	return v
}

// classesOf returns the names of a word's gold classes.
func classesOf(w *conllu.Word) [classifiers]string {
	return [classifiers]string{w.UPOS, w.XPOS, w.Feats, lemma.Derive(w.Form, w.Lemma).String()}
}

// rule returns the number of the rule that makes the lemma of the form, or -1.
func (v *vocabulary) rule(form, lem string) int32 {
	return int32(v.classes[rule].of(lemma.Derive(form, lem).String()))
}

func forms(s *conllu.Sentence) []string {
	fs := make([]string, len(s.Words))
	for i := range s.Words {
		fs[i] = s.Words[i].Form
	}
	return fs
}

// An example is a sentence as numbers.
type example struct {
	forms  []string
	lemmas []string
	bags   [][]int32 // embedding rows of each word
	class  [classifiers][]int32
	heads  []int32 // 1-based, 0 the root
	deprel []int32
}

// encode numbers a sentence; classes not in the vocabulary are -1.
func (v *vocabulary) encode(s *conllu.Sentence) *example {
	e := &example{forms: forms(s)}
	e.bags = v.bags(e.forms, new(feature.Extractor))
	for i := range s.Words {
		w := &s.Words[i]
		for k, c := range classesOf(w) {
			e.class[k] = append(e.class[k], int32(v.classes[k].of(c)))
		}
		e.lemmas = append(e.lemmas, w.Lemma)
		e.heads = append(e.heads, int32(w.Head))
		e.deprel = append(e.deprel, int32(v.deprel.of(w.Deprel)))
	}
	return e
}

// bags returns the embedding rows of each form; the first row of a bag is the
// form's own if the form is known.
func (v *vocabulary) bags(forms []string, ex *feature.Extractor) [][]int32 {
	out := make([][]int32, len(forms))
	ctx, first := feature.Sentence(forms)
	var hs []feature.Hash
	for i, f := range forms {
		c := ctx
		c.First = i == first
		hs = ex.Append(hs[:0], f, c)
		bag := make([]int32, 0, len(hs))
		for _, h := range hs {
			if row, ok := v.feature[h]; ok {
				bag = append(bag, row)
			}
		}
		out[i] = bag
	}
	return out
}
