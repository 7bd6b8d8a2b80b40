// Package extract reads claims, demands and conditions off the trees of a text.
//
// Input: a document, its sentences, their trees and the mentions of actors.
// Output: rows of the three tables, with spans in code points.
//
// What signals a claim or a demand, and where its parts hang, is said by the
// frames of the codebook: a cue (a verb, noun, adjective, adverb or preposition)
// and the slots that may hold the content or the action, in the terms of
// Universal Dependencies. The code knows slots, not words. A row is made where a
// cue stands, one of its slots is filled and its source can be told; the measured
// reliability of the cue and slot is the row's confidence, and rows below the
// codebook's least are left out. Attribution follows the scheme of Pareti (2012):
// source, cue and content.
package extract

import (
	"slices"

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
	book        *codebook.Codebook
	claims      lexicon[codebook.ClaimCue]
	demands     lexicon[codebook.DemandCue]
	connectives []connective

	negations, deontic, epistemic, future, hedges, boosters set
	stopping, light, people, voices, asking                 set
	undertaking, denying, handed, times, months, awaited    set
	deeds, making                                           set
}

// New makes an extractor of the codebook's cues.
func New(cb *codebook.Codebook) *Extractor {
	w := cb.Words
	e := &Extractor{
		book:      cb,
		claims:    make(lexicon[codebook.ClaimCue]),
		demands:   make(lexicon[codebook.DemandCue]),
		negations: setOf(w.Negations),
		deontic:   setOf(w.Deontic),
		epistemic: setOf(w.Epistemic),
		future:    setOf(w.Future),
		hedges:    setOf(w.Hedges),
		boosters:  setOf(w.Boosters),
		stopping:  setOf(w.Stopping),
		light:     setOf(w.Light),
		people:    setOf(w.People),
		voices:    setOf(w.Voices),
		asking:    setOf(w.Asking),

		undertaking: setOf(w.Undertaking),
		denying:     setOf(w.Denying),
		handed:      setOf(w.Handed),
		times:       setOf(w.Times),
		months:      setOf(w.Months),
		awaited:     setOf(w.Awaited),
		deeds:       setOf(w.Deeds),
		making:      setOf(w.Making),
	}
	for i := range cb.Claims {
		e.claims.add(cb.Claims[i].Cue, &cb.Claims[i])
	}
	for i := range cb.Demands {
		e.demands.add(cb.Demands[i].Cue, &cb.Demands[i])
	}
	e.connectives = connectivesOf(cb.Connectives)
	return e
}

// Extract returns the rows of a document. The trees and mentions must be those
// of its sentences, the mentions in the order of the text.
func (e *Extractor) Extract(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree, mentions []actors.Mention) Rows {
	d := e.read(doc, sentences, trees, mentions, nil)
	return d.rows
}

// document is what is known of a document while it is read.
type document struct {
	*Extractor
	doc       *ingest.Document
	sentences []*sentence
	quotes    []quotation
	mentions  []actors.Mention
	made      []candidate // the claims of rows
	rows      Rows
	trace     func(Step) // told what is tried; nil for none
}

func (e *Extractor) read(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree, mentions []actors.Mention, trace func(Step)) *document {
	d := e.begin(doc, sentences, trees, mentions, trace)
	d.readClaims()
	d.readDemands()
	d.readConditions()
	return d
}

// begin lays out a document for reading.
func (e *Extractor) begin(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree, mentions []actors.Mention, trace func(Step)) *document {
	d := &document{Extractor: e, doc: doc, mentions: mentions, trace: trace}
	for i := range sentences {
		n := 0
		for n < len(mentions) && mentions[n].Sentence == i {
			n++
		}
		s := newSentence(d, i, &sentences[i], &trees[i], mentions[:n])
		d.sentences = append(d.sentences, s)
		s.organ = d.organ(s)
		mentions = mentions[n:]
	}
	d.findQuotes()
	return d
}

// lexicon finds cues by the form of their first word.
type lexicon[T any] map[string][]*T

func (l lexicon[T]) add(cue codebook.Cue, value *T) {
	for _, form := range cue.Forms {
		l[form] = append(l[form], value)
	}
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

// extent is a stretch of the document's text in code points, half open.
type extent struct{ start, end int }

func (x extent) empty() bool           { return x.start >= x.end }
func (x extent) holds(y extent) bool   { return x.start <= y.start && y.end <= x.end }
func (x extent) meets(y extent) bool   { return x.start < y.end && y.start < x.end }
func (x extent) union(y extent) extent { return extent{min(x.start, y.start), max(x.end, y.end)} }

func offset(n int) *int32 {
	v := int32(n)
	return &v
}

// about lists the actors mentioned in a stretch of the text, by id.
func (d *document) about(x extent) []string {
	var ids []string
	i, _ := slices.BinarySearchFunc(d.mentions, x.start, func(m actors.Mention, at int) int { return m.Start - at })
	for ; i < len(d.mentions) && d.mentions[i].Start < x.end; i++ {
		if m := &d.mentions[i]; m.Actor != nil && m.End <= x.end {
			ids = append(ids, m.Actor.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
