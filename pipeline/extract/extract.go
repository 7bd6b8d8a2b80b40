// Package extract reads claims, demands and conditions off the words of a text.
//
// Input: a document, its sentences and tokens, and the mentions of actors.
// Output: rows of the three tables, with spans in code points.
//
// This is a first, plain extraction by patterns over tokens, without syntax. A
// claim or a demand is a cue of the codebook with an actor before it and what the
// cue takes behind it; a condition is a connective between two stretches of a
// sentence. Where a clause ends is guessed from punctuation and from the cues that
// follow. It misses passives ("was urged by"), claims told over several sentences
// and sources that are neither actors nor names.
//
// The column confidence holds a guess for each pattern; it is not calibrated.
package extract

import (
	"cmp"
	"slices"
	"strings"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
	"demarche/schemas"
)

// Rows are the rows of one document.
type Rows struct {
	Claims     []schemas.Claim
	Demands    []schemas.Demand
	Conditions []schemas.Condition
}

// Extractor extracts rows. It is safe for concurrent use.
type Extractor struct {
	claims       lexicon[codebook.ClaimCue]
	demands      lexicon[codebook.DemandCue]
	connectives  lexicon[codebook.Connective]
	attributions lexicon[codebook.Attribution]

	between, negations, voices, addressees     set
	deontic, epistemic, modals, hedges, boosts set
	stopping                                   set
}

// New makes an extractor of the codebook's cues.
func New(cb *codebook.Codebook) *Extractor {
	w := cb.Words
	e := &Extractor{
		claims:       make(lexicon[codebook.ClaimCue]),
		demands:      make(lexicon[codebook.DemandCue]),
		connectives:  make(lexicon[codebook.Connective]),
		attributions: make(lexicon[codebook.Attribution]),
		between:      setOf(w.Between),
		negations:    setOf(w.Negations),
		voices:       setOf(w.Voices),
		addressees:   setOf(w.Addressees),
		deontic:      setOf(w.Deontic),
		epistemic:    setOf(w.Epistemic),
		modals:       setOf(w.Deontic, w.Epistemic, w.Future),
		hedges:       setOf(w.Hedges),
		boosts:       setOf(w.Boosters),
		stopping:     setOf(w.Stopping),
	}
	for _, c := range cb.Claims {
		for _, form := range c.Forms {
			e.claims.add(form, c)
		}
	}
	for _, d := range cb.Demands {
		for _, form := range d.Forms {
			e.demands.add(form, d)
		}
	}
	for _, c := range cb.Connectives {
		e.connectives.add(strings.Fields(c.Marker), c)
	}
	for _, a := range cb.Attributions {
		e.attributions.add(strings.Fields(a.Before), a)
	}
	return e
}

// Extract returns the rows of a document. The mentions must be those of its
// sentences.
func (e *Extractor) Extract(doc *ingest.Document, sentences []segment.Sentence, _ []syntax.Tree, mentions []actors.Mention) Rows {
	var rows Rows
	var organ party
	for i := range sentences {
		n := 0
		for n < len(mentions) && mentions[n].Sentence == i {
			n++
		}
		s := newSentence(e, doc, i, sentences[i].Tokens, mentions[:n])
		mentions = mentions[n:]
		if p, ok := s.opening(); ok {
			organ = p
		}
		s.organ = organ
		s.read()
		s.nest()
		s.readConditions()
		rows.Claims = append(rows.Claims, s.rows.Claims...)
		rows.Demands = append(rows.Demands, s.rows.Demands...)
		rows.Conditions = append(rows.Conditions, s.rows.Conditions...)
	}
	return rows
}

// read finds the claims and demands of the sentence, from left to right, as a
// later cue may share the source of an earlier one.
func (s *sentence) read() {
	for i := range s.tokens {
		s.readAttribution(i)
		if i < s.spoken || s.mention[i] != nil {
			continue // within a cue or a name
		}
		for _, m := range s.demands.at(s.words, i) {
			if s.readDemand(m) {
				s.spoken = m.to
				break
			}
		}
		for _, m := range s.claims.at(s.words, i) {
			if s.readClaim(m) {
				s.spoken = m.to
				break
			}
		}
	}
}

// lexicon finds phrases by their first word.
type lexicon[T any] map[string][]phrase[T]

type phrase[T any] struct {
	words []string
	value T
}

// match is a phrase found in a sentence.
type match[T any] struct {
	span
	value T
}

// add adds a phrase, keeping the longest first.
func (l lexicon[T]) add(words []string, value T) {
	list := append(l[words[0]], phrase[T]{words, value})
	slices.SortStableFunc(list, func(a, b phrase[T]) int { return cmp.Compare(len(b.words), len(a.words)) })
	l[words[0]] = list
}

// at returns the phrases that begin at word i, the longest first.
func (l lexicon[T]) at(words []string, i int) []match[T] {
	var out []match[T]
	for _, p := range l[words[i]] {
		if to := i + len(p.words); to <= len(words) && slices.Equal(words[i:to], p.words) {
			out = append(out, match[T]{span{i, to}, p.value})
		}
	}
	return out
}

// set is a set of lower case words.
type set map[string]bool

func setOf(lists ...[]string) set {
	s := make(set)
	for _, list := range lists {
		for _, w := range list {
			s[w] = true
		}
	}
	return s
}
