// Package actors finds where a text mentions actors and who they are.
//
// Input: a document, its sentences and their trees. Output: mentions in the order
// of the text, each with its actor and the way it refers to it, and who speaks
// each sentence.
//
// It goes over a document four times, each time in the order of the text:
//
//   - names: runs of capitalised words, matched with the codebook, the longest
//     first. A capital counts for its government where the tree says that it does
//     what no place can (names.go);
//   - actors that the codebook lacks: persons and organisations, told by titles,
//     given names, the last words of organisations' names and what the text says
//     of them, once for the whole document (discover.go);
//   - nominals and pronouns of the third person, resolved to the most salient
//     earlier entity that agrees with them (Lappin and Leass 1994), after the
//     surer ways: apposition, copula, the same words (Lee et al. 2013)
//     (entities.go, nominals.go, pronouns.go);
//   - "I" and "we": the speaker of the quotation, of the turn, or the author
//     (speech.go).
//
// "It" that stands for nothing or for no actor makes no mention. A mention whose
// actor cannot be told has none.
package actors

import (
	"cmp"
	"slices"

	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
	"demarche/schemas"
)

// Mention is one place of a text that names or stands for an actor. Mentions
// overlap only where one phrase stands for several actors ("the two countries"):
// there is one for each of them then, with the same span.
type Mention struct {
	Sentence   int // index of the sentence
	Start, End int // code points into the document's text, half open
	Text       string
	Actor      *codebook.Actor // nil where it cannot be told
	Kind       schemas.MentionKind
	Antecedent int // index of the mention that it takes up, or -1
	From, To   int // tokens of the sentence, half open
	Head       int // number of the head word in the sentence's tree
	Member     int // position among the mentions of one span
}

// Found is what a document says of actors.
type Found struct {
	Mentions []Mention
	Speakers []*codebook.Actor // by sentence; nil where nobody is known to speak
}

// Finder finds mentions. It is safe for concurrent use.
type Finder struct {
	lexicon *lexicon
}

// New makes a finder of the codebook's actors.
func New(cb *codebook.Codebook) *Finder { return &Finder{newLexicon(cb)} }

// Find returns the mentions of a document: word n of a tree is token n-1 of its
// sentence.
func (f *Finder) Find(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree) []Mention {
	return f.Read(doc, sentences, trees).Mentions
}

// Read returns the mentions of a document and who speaks its sentences.
func (f *Finder) Read(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree) Found {
	d := &document{Finder: f, lexicon: f.lexicon, doc: doc, rows: make(map[int]*entity)}
	d.sentences = make([]*sentence, len(sentences))
	d.found = make([][]found, len(sentences))
	for i := range sentences {
		d.sentences[i] = newSentence(i, sentences[i], trees[i])
	}
	d.turns()
	for i, s := range d.sentences {
		d.found[i] = d.names(s)
	}
	d.discover()
	d.follow()
	d.voices()
	return Found{d.ordered(), d.speakers}
}

// document is a document being read.
type document struct {
	*Finder
	lexicon   *lexicon
	doc       *ingest.Document
	sentences []*sentence
	found     [][]found // by sentence

	gender    map[*codebook.Actor]byte
	own       map[string]*codebook.Actor // actors that the codebook lacks, by id
	called    map[string]*codebook.Actor // by short form
	recent    []*entity                  // those mentioned in the last sentences, the latest last
	rows      map[int]*entity            // of phrases in the sentence, by the head of the first
	mentions  []Mention
	of        []*entity // by mention
	headed    [][]int   // by sentence and word: mention with that head plus one
	turn      []int     // by sentence: index of its turn plus one, 0 outside
	starts    []turn
	speakers  []*codebook.Actor
	organ     *entity         // whose resolution the text is
	home      *codebook.Actor // the state that the text names more often than all others
	narrators map[*codebook.Actor]*voice
}

// emit adds a mention and returns its index.
func (d *document) emit(s *sentence, from, to, head int, actor *codebook.Actor, kind schemas.MentionKind, antecedent int, e *entity) int {
	start, end := s.tokens[from].Start, s.tokens[to-1].End
	d.mentions = append(d.mentions, Mention{
		Sentence: s.index, Start: start, End: end, Text: d.doc.Text.Slice(start, end), Actor: actor, Kind: kind,
		Antecedent: antecedent, From: from, To: to, Head: head + 1,
	})
	d.of = append(d.of, e)
	i := len(d.mentions) - 1
	if d.headed[s.index] == nil {
		d.headed[s.index] = make([]int, len(s.tokens))
	}
	if d.headed[s.index][head] == 0 {
		d.headed[s.index][head] = i + 1
	}
	return i
}

// mentionAt returns the mention with the head at word i, -1 for none.
func (d *document) mentionAt(s *sentence, i int) int {
	if i < 0 || d.headed[s.index] == nil {
		return -1
	}
	return d.headed[s.index][i] - 1
}

// ordered returns the mentions in the order of the text.
func (d *document) ordered() []Mention {
	order := make([]int, 0, len(d.mentions))
	for i := range d.mentions {
		if d.mentions[i].Sentence >= 0 { // not withdrawn
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &d.mentions[i], &d.mentions[j]
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Member, b.Member))
	})
	place := make([]int, len(d.mentions))
	for to, from := range order {
		place[from] = to
	}
	out := make([]Mention, len(order))
	for to, from := range order {
		out[to] = d.mentions[from]
		if a := out[to].Antecedent; a >= 0 {
			// A phrase does not take up what comes after it.
			if out[to].Antecedent = place[a]; place[a] >= to {
				out[to].Antecedent = -1
			}
		}
	}
	return out
}
