package syntax

import (
	"bytes"
	_ "embed"
	"io"
	"slices"
	"sync"

	"demarche/pipeline/syntax/internal/lemma"
	"demarche/pipeline/syntax/internal/model"
)

//go:embed model.bin.zst
var embedded []byte

// A Parser analyses sentences. It may be used by many goroutines at once.
type Parser struct {
	m     *model.Model
	rows  table // embedding row of each feature
	rules []lemma.Rule
	root  int // the relation "root"
	loose int // the relation that joins the pieces of an overlong sentence

	lexicon map[lexKey]string // lemmas by form and XPOS
	lemmas  map[string]string // lemmas to share strings of
	states  sync.Pool
}

type lexKey struct {
	form string
	xpos uint16
}

var load = sync.OnceValues(func() (*Parser, error) { return Open(bytes.NewReader(embedded)) })

// Load returns the parser with the embedded model. The first call takes a
// fraction of a second to unpack it, later ones return the same parser.
func Load() (*Parser, error) { return load() }

// Open returns a parser with the model in r, as the trainer writes it. The
// error is that of r, or says that r holds no model of this version.
func Open(r io.Reader) (*Parser, error) {
	m, err := model.Read(r)
	if err != nil {
		return nil, err
	}
	p := &Parser{m: m, rows: newTable(m.Hashes)}
	for _, s := range m.Names[model.Rule] {
		rule, ok := lemma.Parse(s)
		if !ok {
			rule = lemma.Rule{Case: lemma.Keep}
		}
		p.rules = append(p.rules, rule)
	}
	p.root = max(0, slices.Index(m.Deprels, "root"))
	p.loose = max(0, slices.Index(m.Deprels, "parataxis"))
	p.lemmas = make(map[string]string, len(m.Lemmas)+len(m.LexForms))
	p.lexicon = make(map[lexKey]string, len(m.LexForms))
	for _, l := range m.Lemmas {
		p.lemmas[l] = l
	}
	for i, f := range m.LexForms {
		l := p.share([]byte(m.LexLemmas[i]))
		p.lexicon[lexKey{f, m.LexTags[i]}] = l
		p.lemmas[l] = l
	}
	p.states.New = func() any { return newState(m) }
	return p, nil
}

// maxWords is the length of the pieces that longer sentences are cut into, so
// that time and memory grow with the length and not with its square. No
// sentence of ordinary prose is so long.
const maxWords = 512

// A batch holds sentences up to these numbers: enough for the products to be
// of matrices, not so many that they leave the cache.
const (
	batchSentences = 16
	batchWords     = 512
)

// Parse analyses the sentence made of the given word forms, which may be any
// strings, and overwrites t with the result. A sentence of more than 512 words
// is cut: the root of each later piece hangs on that of the first.
func (p *Parser) Parse(t *Tree, forms []string) {
	s := p.states.Get().(*state)
	defer p.states.Put(s)
	s.enqueue(t, forms)
	s.flush(p)
	p.join(t)
}

// ParseAll is Parse for many sentences, those of a document, in less time. It
// overwrites trees, which is as long as sentences.
func (p *Parser) ParseAll(trees []Tree, sentences [][]string) {
	s := p.states.Get().(*state)
	defer p.states.Put(s)
	// Sentences of like length make full batches.
	s.order = s.order[:0]
	for i := range sentences {
		s.order = append(s.order, i)
	}
	slices.SortStableFunc(s.order, func(i, j int) int { return len(sentences[i]) - len(sentences[j]) })
	words := 0
	for _, i := range s.order {
		if n := len(sentences[i]); len(s.batch) >= batchSentences || words+n > batchWords {
			s.flush(p)
			words = 0
		}
		words += len(sentences[i])
		s.enqueue(&trees[i], sentences[i])
	}
	s.flush(p)
	for i := range trees {
		p.join(&trees[i])
	}
}

// enqueue adds the pieces of a sentence to the batch.
func (s *state) enqueue(t *Tree, forms []string) {
	t.Words = slices.Grow(t.Words[:0], len(forms))[:len(forms)]
	for from := 0; from < len(forms); from += maxWords {
		to := min(from+maxWords, len(forms))
		s.batch = append(s.batch, piece{t.Words[from:to], forms[from:to]})
	}
}

// flush parses the batch and empties it.
func (s *state) flush(p *Parser) {
	if len(s.batch) > 0 {
		s.parse(p)
		clear(s.batch) // a resting state holds on to no text
		s.batch = s.batch[:0]
	}
}

// join makes one tree of the pieces of an overlong sentence.
func (p *Parser) join(t *Tree) {
	first := 0
	for from := 0; from < len(t.Words); from += maxWords {
		for i := from; i < min(from+maxWords, len(t.Words)); i++ {
			w := &t.Words[i]
			switch {
			case w.Head > 0:
				w.Head += from
			case from == 0:
				first = i + 1
			default:
				w.Head, w.Deprel = first, p.m.Deprels[p.loose]
			}
		}
	}
}

// share returns b as a string, the model's own if it has it.
func (p *Parser) share(b []byte) string {
	if l, ok := p.lemmas[string(b)]; ok {
		return l
	}
	return string(b)
}

// A table finds the row of a feature, by open addressing.
type table struct {
	mask  uint32
	slots []slot
}

type slot struct {
	hash uint32
	row  int32 // plus one; 0 if the slot is empty
}

func newTable(hashes []uint32) table {
	size := 16
	for size < 2*len(hashes) {
		size *= 2
	}
	t := table{mask: uint32(size - 1), slots: make([]slot, size)}
	for i, h := range hashes {
		k := h & t.mask
		for t.slots[k].row != 0 {
			k = (k + 1) & t.mask
		}
		t.slots[k] = slot{h, int32(i) + 1}
	}
	return t
}

// row returns the row of the feature h, or -1.
func (t *table) row(h uint32) int {
	for k := h & t.mask; ; k = (k + 1) & t.mask {
		if s := t.slots[k]; s.hash == h || s.row == 0 {
			return int(s.row) - 1
		}
	}
}
