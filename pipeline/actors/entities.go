package actors

import (
	"math"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// class is what an entity is, as far as words that take it up can tell.
type class uint8

const (
	thing  class = iota // no actor
	person              // one person
	people              // several persons
	body                // a state, an organisation, a group that acts as one
)

// entity is what one or more phrases of the document speak of.
type entity struct {
	actor   *codebook.Actor
	class   class
	plural  bool
	gender  byte            // m, f, or a for any
	lemma   string          // head of its nominal, "" for a name
	modify  []string        // words before that head
	roles   map[string]bool // nouns that the text calls it by
	weight  float64         // salience in the sentence at
	at      int
	gained  float64   // of the weight, what that sentence gave
	head    int       // head word of its last mention, in sentence at
	role    string    // relation of that word
	mention int       // its last mention, -1 for none
	vague   bool      // "someone", "everyone"
	proper  bool      // some mention is a name
	place   bool      // an unknown name, perhaps of a place
	indoors bool      // its last mention is a hidden part of a compound
	speaks  *voice    // where it is quoted and no known actor
	members []*entity // of several that one phrase or a row of phrases stands for
}

// window is how many sentences back a pronoun reaches.
const window = 4

// The weights of Lappin and Leass (1994).
const (
	recency    = 100
	subject    = 80
	object     = 50
	oblique    = 40
	headNoun   = 80
	notAdverb  = 50
	parallel   = 35
	properness = 25 // ours: who has a name is more often taken up
)

// touch notes a mention of the entity and returns whether it had one before.
func (d *document) touch(e *entity, s *sentence, head int, hidden bool) {
	if e.at != s.index {
		e.weight *= math.Pow(0.5, float64(s.index-e.at))
		e.gained = 0
		e.at = s.index
	}
	w := float64(recency)
	switch s.rel[head] {
	case "nsubj", "csubj":
		w += subject
	case "obj":
		w += object
	case "iobj", "obl":
		w += oblique
	}
	switch s.rel[head] {
	case "nsubj", "obj", "iobj", "obl", "root", "conj", "appos", "parataxis", "dislocated", "vocative":
		w += headNoun
	}
	if s.rel[head] != "obl" && s.rel[head] != "advcl" {
		w += notAdverb
	}
	if hidden {
		w = recency / 4
	}
	// Several mentions in one sentence count once, the best of them.
	if w > e.gained {
		e.weight += w - e.gained
		e.gained = w
	}
	e.head, e.role, e.indoors = head, s.rel[head], hidden
	for i := len(d.recent) - 1; i >= 0; i-- {
		if d.recent[i] == e {
			copy(d.recent[i:], d.recent[i+1:])
			d.recent[len(d.recent)-1] = e
			return
		}
	}
	d.recent = append(d.recent, e)
}

// forget drops the entities that no pronoun of sentence i can reach.
func (d *document) forget(i int) {
	kept := d.recent[:0]
	for _, e := range d.recent {
		if i-e.at <= window {
			kept = append(kept, e)
		}
	}
	clear(d.recent[len(kept):])
	d.recent = kept
}

// salience of an entity in sentence i.
func (e *entity) salience(i int) float64 {
	w := e.weight * math.Pow(0.5, float64(i-e.at))
	if e.proper {
		w += properness
	}
	return w
}

// classOf returns the class and number of an actor.
func classOf(a *codebook.Actor) (class, bool) {
	switch a.Type {
	case schemas.Person:
		return person, false
	case schemas.Group:
		return people, true
	}
	return body, false
}

// commands reports whether the last mention of e, in the sentence of word i,
// stands above i in the tree as a subject or object does, so that a full phrase
// at i cannot mean it.
func (e *entity) commands(s *sentence, i int) bool {
	if e.at != s.index || e.head == i {
		return false
	}
	h := s.firstOf(e.head)
	governor := s.head[h]
	if governor < 0 {
		return false
	}
	switch s.rel[h] {
	case "nsubj", "obj", "iobj":
		return s.within(i, governor)
	}
	return false
}

// arguments reports whether words a and b are arguments of one predicate, so that
// a pronoun that is not reflexive cannot mean both.
func (s *sentence) arguments(a, b int) bool {
	if s.head[a] < 0 || s.head[a] != s.head[b] || a == b {
		return false
	}
	argument := func(i int) bool {
		switch s.rel[i] {
		case "nsubj", "obj", "iobj", "obl":
			return true
		}
		return false
	}
	return argument(a) && argument(b)
}
