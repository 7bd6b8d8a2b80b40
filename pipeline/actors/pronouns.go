package actors

import (
	"slices"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// pronoun resolves a relative pronoun or one of the third person.
func (d *document) pronoun(s *sentence, p phrase) {
	if d.lexicon.relatives[p.pronoun] {
		d.relative(s, p)
		return
	}
	form := d.lexicon.pronouns[p.pronoun]
	if p.pronoun == "it" && d.expletive(s, p.head) {
		return
	}
	if p.pronoun == "her" && s.deprel(p.head) == "nmod:poss" {
		form.Possessive = true
	}
	e := d.antecedent(s, p.head, form)
	if e == nil || e.class == thing {
		if e != nil {
			d.touch(e, s, p.head, false)
			return
		}
		if p.pronoun == "it" || p.pronoun == "its" || p.pronoun == "itself" || form.Plural {
			return
		}
		e = &entity{class: person, gender: form.Gender[0], mention: -1, at: s.index}
	}
	if e.gender == 'a' && (form.Gender == "m" || form.Gender == "f") {
		e.gender = form.Gender[0]
	}
	if len(e.members) > 1 && !slices.ContainsFunc(e.members, func(m *entity) bool { return m.actor == nil }) {
		for i, m := range e.members {
			at := d.emit(s, p.from, p.to, p.head, m.actor, schemas.Pronoun, m.mention, e)
			d.mentions[at].Member = i
		}
		d.touch(e, s, p.head, false)
		return
	}
	antecedent := e.mention
	e.mention = d.emit(s, p.from, p.to, p.head, e.actor, schemas.Pronoun, antecedent, e)
	d.touch(e, s, p.head, false)
}

// relative notes a relative pronoun, if the noun that its clause hangs on speaks
// of someone.
func (d *document) relative(s *sentence, p phrase) {
	clause := s.clause(p.head)
	if clause < 0 || s.head[clause] < 0 || s.head[clause] >= p.head {
		return
	}
	noun := s.head[clause]
	for k := range d.found[s.index] {
		if f := &d.found[s.index][k]; f.from <= noun && noun < f.to {
			noun = f.head
		}
	}
	m := d.mentionAt(s, noun)
	if m < 0 || d.mentions[m].Sentence != s.index {
		return
	}
	d.emit(s, p.from, p.to, p.head, d.mentions[m].Actor, schemas.Pronoun, m, d.of[m])
}

// expletive reports whether "it" at word i stands for nothing: "it is clear
// that", "it rains".
func (d *document) expletive(s *sentence, i int) bool {
	g := s.head[i]
	if g >= 0 {
		if x := s.child(g, "xcomp"); d.lexicon.attitudes[s.lower[g]] || x > g && d.lexicon.attitudes[s.lower[x]] {
			return false // "it remains sceptical that"
		}
	}
	if s.rel[i] == "expl" {
		// "It said that …": before an active verb that does not seem or happen the
		// parser is wrong.
		return g < 0 || s.words[g].UPOS != "VERB" || d.lexicon.seeming[s.lemma(g)] || d.lexicon.weather[s.lemma(g)] || s.passive(g)
	}
	if g < 0 || s.rel[i] != "nsubj" && s.rel[i] != "obj" {
		return false
	}
	if s.child(g, "csubj") >= 0 {
		return true
	}
	if s.lemma(g) == "come" && s.rel[i] == "nsubj" {
		for c := s.first[g]; c >= 0 && c < i; c = s.next[c] {
			if s.lower[c] == "when" {
				return true // "when it comes to"
			}
		}
	}
	clause := s.child(g, "ccomp", "xcomp", "advcl", "acl")
	return s.rel[i] == "nsubj" && clause > g && d.lexicon.seeming[s.lemma(g)] ||
		s.rel[i] == "obj" && clause > g && s.upos(clause) == "ADJ" ||
		s.rel[i] == "nsubj" && d.lexicon.weather[s.lemma(g)]
}

// antecedent returns the most salient entity that a pronoun can mean, nil for
// none.
func (d *document) antecedent(s *sentence, i int, form codebook.Pronoun) *entity {
	if form.Reflexive {
		// The subject of its own clause.
		for h, steps := s.head[i], 0; h >= 0 && steps < 4; h, steps = s.head[h], steps+1 {
			if m := d.mentionAt(s, s.child(h, "nsubj")); m >= 0 {
				if e := d.of[m]; d.agrees(e, form) {
					return e
				}
				break
			}
		}
	}
	if d.organ != nil && d.agrees(d.organ, form) && s.ofOrgan(i) {
		return d.organ
	}
	doer := -1
	if r := s.rel[i]; (r == "obj" || r == "iobj" || r == "obl") && s.head[i] >= 0 {
		doer = s.doer(s.head[i])
	}
	var best *entity
	weight := 0.0
	for k := len(d.recent) - 1; k >= 0; k-- {
		e := d.recent[k]
		if !d.agrees(e, form) {
			continue
		}
		w := e.salience(s.index)
		if e.at == s.index {
			if e.head > i {
				continue
			}
			if !form.Reflexive && !form.Possessive && (s.arguments(e.head, i) || e.head == doer) {
				continue
			}
			if s.left[e.head] <= i && i <= s.right[e.head] && !form.Possessive && !e.indoors {
				if c := s.clause(i); c < 0 || !s.within(c, e.head) {
					continue
				}
			}
			if form.Possessive && s.head[i] == e.head {
				continue
			}
		}
		if e.role == s.rel[i] {
			w += parallel
		}
		if form.Plural && !e.plural {
			w *= 0.5
		}
		if form.Plural && e.class == thing {
			w *= 0.4 // "they" are rather someone
			if g := s.head[i]; s.rel[i] == "nsubj" && g >= 0 && (d.lexicon.speaking[s.lemma(g)] || d.lexicon.acting[s.lemma(g)]) {
				w *= 0.3
			}
		}
		if e.place && !form.Plural {
			w *= 0.6
		}
		if e == d.organ {
			w *= 0.3 // no subject, but it is whom the clause speaks for
		}
		if w > weight {
			best, weight = e, w
		}
	}
	if best == nil && form.Gender == "f" {
		for _, e := range d.recent { // "India and her people"
			if d.home != nil && e.actor == d.home && !e.plural && (e.at < s.index || e.head < i) {
				best = e
			}
		}
	}
	return best
}

// heading returns the body that a sentence consists of, as where a resolution
// begins: "The Security Council,".
func (d *document) heading(s *sentence) *entity {
	n := len(s.tokens) - 1
	if n < 1 || s.lower[n] != "," {
		return nil
	}
	for i := range n {
		if m := d.mentionAt(s, i); m >= 0 && s.left[i] == 0 && s.right[i] >= n-1 && d.of[m] != nil && d.of[m].class == body {
			return d.of[m]
		}
	}
	return nil
}

// ofOrgan reports a pronoun for the subject that the clauses of a resolution lack:
// "Aware that it is …", "Decides to …, and expresses its intention".
func (s *sentence) ofOrgan(i int) bool {
	h := s.head[i]
	if h < 0 || s.head[h] < 0 || !((s.rel[i] == "nsubj" || s.rel[i] == "expl") && s.rel[h] == "ccomp" || s.deprel(i) == "nmod:poss" && s.rel[h] == "obj") {
		return false
	}
	verb := s.head[h]
	for s.rel[verb] == "conj" && s.head[verb] >= 0 && s.child(verb, "nsubj") < 0 && s.words[verb].XPOS == s.words[s.head[verb]].XPOS {
		verb = s.head[verb]
	}
	if s.head[verb] >= 0 || s.child(verb, "nsubj") >= 0 || verb > 3 || !s.capital[verb] {
		return false
	}
	switch s.words[verb].XPOS {
	case "VBZ", "NNS", "VBG", "VBN", "JJ":
		return true
	}
	return false
}

// clause returns the predicate of a relative clause that word i stands in, -1 for
// none.
func (s *sentence) clause(i int) int {
	for h, steps := i, 0; h >= 0 && steps < len(s.head); h, steps = s.head[h], steps+1 {
		if s.rel[h] == "acl" {
			return h
		}
	}
	return -1
}

// agrees reports whether number, gender and animacy let a pronoun mean an entity.
func (d *document) agrees(e *entity, form codebook.Pronoun) bool {
	switch form.Gender {
	case "m", "f":
		return e.class == person && !e.plural && !e.vague && (e.gender == 'a' || e.gender == form.Gender[0])
	case "n":
		return (e.class == body || e.class == thing) && !e.plural
	}
	if !form.Plural {
		return true
	}
	switch e.class {
	case people:
		return true
	case body:
		return e.plural || !e.place && (e.actor == nil || e.actor.Type != schemas.State)
	case thing:
		return e.plural
	}
	return e.vague || e.actor == nil && e.gender == 'a'
}
