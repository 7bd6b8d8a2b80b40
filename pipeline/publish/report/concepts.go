package report

import (
	"cmp"
	"slices"
	"strings"

	"demarche/pipeline/publish"
	"demarche/pipeline/publish/concept"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

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
		numbers := &column{typ: "number", ints: make([]int32, len(t["doc_id"].ints))}
		for row, doc := range t["doc_id"].ints {
			numbers.ints[row] = null
			s := &proposition{doc: doc, start: t[p.start].ints[row], end: t[p.end].ints[row]}
			if s.start == null || s.end == null {
				continue
			}
			spans = append(spans, s)
			byDoc[doc] = append(byDoc[doc], s)
			cells = append(cells, cell{numbers, row})
		}
		t[p.concept] = numbers
	}
	if err := d.readWords(dir, byDoc); err != nil {
		return err
	}
	words := make([][]int32, len(spans))
	for i, s := range spans {
		words[i] = s.words
	}
	concepts, first := concept.Group(words)
	for i, c := range concepts {
		cells[i].column.ints[cells[i].row] = c
	}
	doc, start, end := &column{typ: "string"}, &column{typ: "number"}, &column{typ: "number"}
	for _, i := range first {
		doc.ints = append(doc.ints, spans[i].doc)
		start.ints = append(start.ints, spans[i].start)
		end.ints = append(end.ints, spans[i].end)
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
			if !upos.IsNull(i) && !concept.IsContent(upos.Value(i)) {
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
