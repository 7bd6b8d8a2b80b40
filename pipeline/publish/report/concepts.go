package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"demarche/pipeline/publish"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Discourse network analysis (Leifeld) joins actors by the concepts that they
// agree or disagree on. People code concepts by hand; here two propositions
// have the same concept where they share most of their content words, by
// dictionary form. It is a help for reading, not a measurement: the page says
// so where it shows concepts.

// similar is the least share of words in common, of all words of the two (the
// Jaccard index), that makes two propositions one concept.
const similar = 0.6

// contentWords are the universal parts of speech whose lemmas make a concept.
var contentWords = map[string]bool{"NOUN": true, "PROPN": true, "VERB": true, "ADJ": true, "NUM": true}

// proposition is a span of a document, with its content words.
type proposition struct {
	doc, start, end int32 // doc is the code of its doc_id
	words           []int32
}

// addConcepts numbers the concepts of the propositions and lists for each the
// span of its first, which names it, in a table of their own.
func (d *data) addConcepts(dir string) error {
	var spans []*proposition
	byDoc := make(map[int32][]*proposition)
	type cell struct {
		column *column
		row    int
	}
	var cells []cell
	for _, p := range propositions {
		t := d.Tables[p.table]
		concept := &column{typ: "number", ints: make([]int32, len(t["doc_id"].ints))}
		for row, doc := range t["doc_id"].ints {
			concept.ints[row] = null
			s := &proposition{doc: doc, start: t[p.start].ints[row], end: t[p.end].ints[row]}
			if s.start == null || s.end == null {
				continue
			}
			spans = append(spans, s)
			byDoc[doc] = append(byDoc[doc], s)
			cells = append(cells, cell{concept, row})
		}
		t[p.concept] = concept
	}
	if err := d.readWords(dir, byDoc); err != nil {
		return err
	}
	concepts, first := group(spans)
	for i, c := range concepts {
		cells[i].column.ints[cells[i].row] = c
	}
	doc, start, end := &column{typ: "string"}, &column{typ: "number"}, &column{typ: "number"}
	for _, s := range first {
		doc.ints = append(doc.ints, s.doc)
		start.ints = append(start.ints, s.start)
		end.ints = append(end.ints, s.end)
	}
	d.Tables["concepts"] = map[string]*column{"doc_id": doc, "start": start, "end": end}
	return nil
}

// readWords fills in the words of the propositions of each document. It holds
// the tokens of one document at a time.
func (d *data) readWords(dir string, byDoc map[int32][]*proposition) error {
	r, err := publish.OpenTable(dir, "tokens")
	if err != nil {
		return err
	}
	defer r.Close()
	type token struct{ start, word int32 }
	var tokens []token
	var doc int32 = -1
	words := make(map[string]int32)
	endDocument := func() {
		slices.SortFunc(tokens, func(a, b token) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.word, b.word)) })
		for _, s := range byDoc[doc] {
			i, _ := slices.BinarySearchFunc(tokens, s.start, func(t token, start int32) int { return cmp.Compare(t.start, start) })
			for ; i < len(tokens) && tokens[i].start < s.end; i++ {
				s.words = append(s.words, tokens[i].word)
			}
			slices.Sort(s.words)
			s.words = slices.Compact(s.words)
		}
		tokens = tokens[:0]
	}
	names := []string{"doc_id", "start", "form", "lemma", "upos"}
	err = eachBatch(r, names, func(cols []arrow.Array) error {
		docs, starts := cols[0].(*array.String), cols[1].(*array.Int32)
		forms, lemmas, upos := cols[2].(*array.String), cols[3].(*array.String), cols[4].(*array.String)
		for i := range docs.Len() {
			if code := d.code(docs.Value(i)); code != doc {
				endDocument()
				doc = code
			}
			if !upos.IsNull(i) && !contentWords[upos.Value(i)] {
				continue
			}
			word := forms.Value(i)
			if !lemmas.IsNull(i) {
				word = lemmas.Value(i)
			}
			word = strings.ToLower(word)
			n, ok := words[word]
			if !ok {
				n = int32(len(words))
				words[strings.Clone(word)] = n
			}
			tokens = append(tokens, token{starts.Value(i), n})
		}
		return nil
	})
	endDocument()
	return err
}

// group returns the concept of each proposition and the first proposition of
// each concept. A proposition joins the concept whose first is most similar to
// it, else it begins one.
func group(spans []*proposition) (concepts []int32, first []*proposition) {
	// Two sets as similar as wanted share one of their rarest words, so only
	// concepts under those need a look.
	frequency := make(map[int32]int)
	for _, s := range spans {
		for _, w := range s.words {
			frequency[w]++
		}
	}
	rarest := func(s *proposition) []int32 {
		byRarity := slices.Clone(s.words)
		slices.SortFunc(byRarity, func(a, b int32) int { return cmp.Or(cmp.Compare(frequency[a], frequency[b]), cmp.Compare(a, b)) })
		n := len(byRarity)
		return byRarity[:min(n, n-int(math.Ceil(similar*float64(n)))+1)]
	}
	under := make(map[int32][]int32) // concepts by the rarest words of their first
	concepts = make([]int32, len(spans))
	for i, s := range spans {
		best, bestShare := int32(-1), 0.0
		seen := make(map[int32]bool)
		rare := rarest(s)
		for _, w := range rare {
			for _, c := range under[w] {
				if seen[c] {
					continue
				}
				seen[c] = true
				share := shared(s.words, first[c].words)
				if share >= similar && (share > bestShare || share == bestShare && c < best) {
					best, bestShare = c, share
				}
			}
		}
		if best < 0 {
			best = int32(len(first))
			first = append(first, s)
			for _, w := range rare {
				under[w] = append(under[w], best)
			}
		}
		concepts[i] = best
	}
	return concepts, first
}

// shared returns the Jaccard index of two sorted sets.
func shared(a, b []int32) float64 {
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common++
			i++
			j++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}
