package actors

import (
	"slices"
	"strings"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// phrase is a name, a nominal or a pronoun, as follow comes upon it.
type phrase struct {
	from, to, head int
	name           *found
	pronoun        string
	address        bool // "Mr. Chair"
}

// follow goes through the document and tells which phrases speak of the same
// entity.
func (d *document) follow() {
	d.headed = make([][]int, len(d.sentences))
	byActor := make(map[*codebook.Actor]*entity)
	byLemma := make(map[string][]*entity)
	var phrases []phrase
	for i, s := range d.sentences {
		d.forget(i)
		clear(d.rows)
		phrases = d.phrases(s, phrases[:0])
		for _, p := range phrases {
			switch {
			case p.name != nil:
				d.named(s, p, byActor)
			case p.pronoun != "":
				d.pronoun(s, p)
			default:
				d.nominal(s, p, byActor, byLemma)
			}
		}
		if d.organ == nil {
			d.organ = d.heading(s)
		}
	}
}

// phrases returns what of a sentence may speak of someone or something, in the
// order of the heads.
func (d *document) phrases(s *sentence, out []phrase) []phrase {
	taken := make([]bool, len(s.tokens))
	names := make([]bool, len(s.tokens)) // a person's name begins there
	before := -1                         // the head of the phrase before
	for j := range d.found[s.index] {
		f := &d.found[s.index][j]
		if f.actor == nil && f.hidden {
			continue
		}
		if f.actor == nil {
			if words, _ := d.title(s, f.bare, f.to); words == f.to-f.bare || d.lexicon.people[s.noun(f.to-1)] || f.to == f.from+1 && d.collective(s, f.from) {
				if words == f.to-f.bare && f.bare > f.from { // "Mr. President"
					for i := f.from; i < f.to; i++ {
						taken[i] = true
					}
					out = append(out, phrase{from: f.from, to: f.to, head: f.to - 1, address: true})
				}
				continue // "the President", "the Court": a nominal
			}
		}
		for i := f.from; i < f.to; i++ {
			taken[i] = true
		}
		names[f.from] = f.actor != nil && f.actor.Type == schemas.Person
		out = append(out, phrase{from: f.from, to: f.to, head: f.head, name: f})
	}
	for i := range s.tokens {
		if taken[i] {
			continue
		}
		switch s.upos(i) {
		case "PRON", "DET":
			pronoun, personal := d.lexicon.pronouns[s.lower[i]]
			relative := d.lexicon.relatives[s.lower[i]] && strings.HasPrefix(s.words[i].XPOS, "W")
			if personal || relative {
				before = i
			}
			if relative || personal && pronoun.Person == 3 {
				out = append(out, phrase{from: i, to: i + 1, head: i, pronoun: s.lower[i]})
				continue
			}
			if s.upos(i) == "DET" || !d.lexicon.people[s.lower[i]] {
				continue // but "everyone" heads a phrase
			}
		case "NOUN", "PROPN":
		default:
			continue
		}
		if r := s.rel[i]; r == "compound" || r == "flat" || r == "goeswith" || r == "fixed" || !isWord(s.tokens[i].Form) {
			continue
		}
		if i+1 < len(s.tokens) && names[i+1] && !s.plural(i) && d.lexicon.people[s.noun(i)] {
			continue // part of the name that follows: "analyst Ann Sample"
		}
		if s.hyphen(i+1) && s.glued(i+1) && s.glued(i+2) && s.upos(i+2) == s.upos(i) {
			continue // the first part of "Director-General"
		}
		from := s.phraseStart(i, before, taken)
		for from == i && i-2 > before && s.hyphen(i-1) && s.glued(i-1) && s.glued(i) && !taken[i-2] {
			from = i - 2
		}
		before = i
		out = append(out, phrase{from: from, to: i + 1, head: i})
	}
	slices.SortStableFunc(out, func(a, b phrase) int { return a.head - b.head })
	return out
}

// collective reports whether the word is the noun of a body that the text speaks
// of before: "the Church".
func (d *document) collective(s *sentence, i int) bool {
	l, noun := d.lexicon, s.noun(i)
	return l.definite[s.determiner(i)] && (l.groups[noun] || l.takers[noun] != nil || l.bodies[noun] != "")
}

// phraseStart returns where the phrase of the noun i begins: with its determiner
// and adjectives, behind the possessor, which is a phrase of its own, and behind
// other phrases.
func (s *sentence) phraseStart(i, before int, taken []bool) int {
	for c := s.first[i]; c >= 0 && c < i; c = s.next[c] {
		switch s.rel[c] {
		case "det", "amod", "compound", "nummod":
		default:
			continue
		}
		if slices.Contains(taken[s.left[c]:i], true) {
			continue
		}
		from := max(s.left[c], before+1)
		for from < i && (s.rel[from] == "case" || s.rel[from] == "punct" || s.rel[from] == "cc" || s.rel[from] == "mark") {
			from++
		}
		return from
	}
	return i
}

// named notes a mention by name.
func (d *document) named(s *sentence, p phrase, byActor map[*codebook.Actor]*entity) {
	f := p.name
	if f.actor == nil { // a name of no actor, perhaps of a place
		e := &entity{class: thing, gender: 'n', place: true, proper: true, mention: -1, at: s.index}
		d.touch(e, s, p.head, false)
		return
	}
	if a := f.actor; d.own[a.ID] == a && a.Principal == "" && (a.Type == schemas.Office || a.Type == schemas.Government) {
		f.actor = d.owned(s, f)
	}
	e := byActor[f.actor]
	if e == nil {
		e = d.apposed(s, p.head)
		if e == nil || e.actor != nil || f.actor.Type != schemas.Person || e.class != person {
			e = &entity{mention: -1, at: s.index}
		}
		e.actor = f.actor
		e.class, e.plural = classOf(f.actor)
		e.gender = 'a'
		byActor[f.actor] = e
	}
	if g := d.gender[f.actor]; g != 0 {
		e.gender = g
	}
	if t := f.actor.Type; (t == schemas.Party || t == schemas.ArmedGroup) && s.plural(p.head) {
		e.plural = true // "the Republicans"
	}
	e.proper = true
	if f.hidden {
		d.touch(e, s, p.head, true)
		return
	}
	if f.bare > f.from {
		for i := f.from; i < f.bare; i++ {
			e.call(s.lemma(i))
		}
	}
	if f.from > 0 && f.actor.Type == schemas.Person && d.lexicon.people[s.noun(f.from-1)] {
		e.call(s.noun(f.from - 1))
	}
	if f.kind == schemas.Demonym && !d.noun(s, f) {
		// An adjective: a mention, but weak.
		e.mention = d.emit(s, f.from, f.to, p.head, f.actor, f.kind, -1, e)
		d.touch(e, s, p.head, true)
		return
	}
	if f.kind == schemas.Demonym && s.plural(p.head) {
		// The people, not the state: "Americans".
		other := &entity{actor: f.actor, class: people, plural: true, gender: 'a', mention: -1, at: s.index, lemma: s.lower[p.head]}
		other.mention = d.emit(s, f.from, f.to, p.head, f.actor, f.kind, -1, other)
		d.touch(other, s, p.head, false)
		return
	}
	antecedent := e.mention
	e.mention = d.emit(s, f.from, f.to, p.head, f.actor, f.kind, d.shortForm(f, antecedent), e)
	d.touch(e, s, p.head, false)
	d.line(s, p.head, e)
}

// line adds the entity headed by word i to the row of phrases that it stands in, so
// that "they" can take up "Peru and Chile".
func (d *document) line(s *sentence, i int, e *entity) {
	first := s.firstOf(i)
	m := d.mentionAt(s, first)
	if first == i || m < 0 {
		return
	}
	row := d.rows[first]
	if row == nil {
		row = &entity{class: people, plural: true, gender: 'a', mention: -1, at: s.index, members: []*entity{d.of[m]}}
		d.rows[first] = row
	}
	if slices.Contains(row.members, e) {
		return
	}
	row.members = append(row.members, e)
	if c := s.child(i, "cc"); c >= 0 && d.lexicon.adding[s.lower[c]] {
		d.touch(row, s, first, false)
	}
}

// owned returns the office of the state that owns one by the tree: "Ruritania's
// Foreign Ministry", "its Foreign Ministry".
func (d *document) owned(s *sentence, f *found) *codebook.Actor {
	for c := s.first[f.head]; c >= 0 && c < f.head; c = s.next[c] {
		m := d.mentionAt(s, c)
		if s.deprel(c) != "nmod:poss" || m < 0 {
			continue
		}
		state := d.mentions[m].Actor
		if state == nil || state.Type != schemas.State {
			continue
		}
		return d.office(slug(state.ID+" "+f.actor.Name), f.actor.Name+" of "+state.Name, f.actor.Type, state)
	}
	return f.actor
}

// shortForm returns the mention that a short form takes up: names in full take up
// none.
func (d *document) shortForm(f *found, antecedent int) int {
	if f.kind == schemas.Alias {
		return antecedent
	}
	return -1
}

// noun reports whether a demonym is a noun here: "the Germans", "a German said".
func (d *document) noun(s *sentence, f *found) bool {
	h := f.head
	if s.upos(h) == "ADJ" {
		h = s.firstOf(h) // "the African and Indian communities"
	}
	switch s.rel[h] {
	case "amod", "compound", "nmod":
		return s.plural(f.head) && s.rel[h] == "nmod"
	}
	return true
}

func (e *entity) call(lemma string) {
	if e.roles == nil {
		e.roles = make(map[string]bool)
	}
	e.roles[lemma] = true
}

// apposed returns the entity that word i is an apposition of, or that i is said
// to be, nil for none.
func (d *document) apposed(s *sentence, i int) *entity {
	h := -1
	switch s.rel[i] {
	case "appos":
		h = s.head[i]
	default:
		if s.child(i, "cop") >= 0 && (s.determiner(i) != "" || s.plural(i) || d.lexicon.people[s.noun(i)]) {
			h = s.child(i, "nsubj")
			for c := s.first[i]; c >= 0; c = s.next[c] {
				if d.lexicon.negations[s.lower[c]] {
					return nil
				}
			}
		}
	}
	if m := d.mentionAt(s, h); m >= 0 && h <= i {
		return d.of[m]
	}
	return nil
}

// namedAfter returns the person whose name follows a noun as its apposition: "the
// foreign minister, Ann Sample".
func (d *document) namedAfter(s *sentence, h int) *codebook.Actor {
	for j := range d.found[s.index] {
		f := &d.found[s.index][j]
		if f.actor != nil && f.actor.Type == schemas.Person && !f.hidden && d.post(s, f) == h {
			return f.actor
		}
	}
	return nil
}

// post returns the noun before a person's name of which the name is the apposition,
// -1 for none. The tree may hang the name on what the noun governs: "the foreign
// minister of Peru, Ann Sample".
func (d *document) post(s *sentence, f *found) int {
	h := s.head[f.head]
	if s.rel[f.head] != "appos" || h < 0 || h > f.from {
		return -1
	}
	for steps := 0; steps < 3 && !d.lexicon.people[s.noun(h)]; steps++ {
		if s.rel[h] != "nmod" || s.head[h] < 0 {
			return -1
		}
		h = s.head[h]
	}
	if !d.lexicon.people[s.noun(h)] || s.plural(h) || s.upos(h) == "PRON" {
		return -1
	}
	return h
}

// nominal notes a phrase headed by a common noun.
func (d *document) nominal(s *sentence, p phrase, byActor map[*codebook.Actor]*entity, byLemma map[string][]*entity) {
	l, h := d.lexicon, p.head
	lemma := s.noun(h)
	plural := s.plural(h)
	class := thing
	switch {
	case p.address:
		class = person
	case l.people[lemma] && (plural || s.upos(h) == "PRON"):
		class = people
	case l.people[lemma]:
		class = person
	case l.groups[lemma], l.takers[lemma] != nil, l.bodies[lemma] != "":
		class = body
	}
	determiner := s.determiner(h)
	definite := l.definite[determiner]
	modifiers := d.modifiers(s, p)

	// A bare noun of no one's body: "in office".
	bare := !plural && determiner == "" && len(modifiers) == 0 && s.child(h, "nmod") < 0
	if class == body && bare && l.bodies[lemma] == "" && (lemma != "country" || d.home == nil || s.preposition(h) == "from" || s.preposition(h) == "by" || h > 1 && s.lemma(h-2) == lemma) {
		class = thing // "country by country", but "party over country"
	}
	if ids := l.members[lower(d.text(s, p.from, p.to))]; ids != nil {
		var members []*codebook.Actor
		for _, id := range ids {
			members = append(members, l.acts[id])
		}
		d.several(s, p, members, byActor)
		return
	}
	// "At home and abroad".
	if d.home != nil && l.homes[lemma] && h > 0 && s.lower[h-1] == "at" && h+2 < len(s.tokens) && l.adding[s.lower[h+1]] && l.abroad[s.lower[h+2]] {
		e := d.entityOf(d.home, s, byActor)
		e.mention = d.emit(s, p.from, p.to, h, d.home, schemas.Nominal, e.mention, e)
		d.touch(e, s, h, true)
		return
	}
	// "The two countries".
	if t, ok := l.sides[lemma]; ok && plural && d.pair(s, p, t, byActor) {
		return
	}
	// "The South Korean government", "Russian officials".
	if t, ok := l.bodies[lemma]; ok && class != thing && (plural || !l.inPlural[lemma]) {
		if state, from := d.owner(s, p); state != nil {
			d.bodyOf(s, p, t, lemma, state, from, byActor)
			return
		}
		if other, from := d.represented(s, p, t); other != nil {
			d.bodyOf(s, p, t, lemma, other, from, byActor)
			return
		}
		if t == schemas.Government && d.ledBy(s, p, lemma, byActor) {
			return
		}
	}
	var e *entity
	if l.countries[lemma] && !plural {
		if state, from := d.owner(s, p); state != nil && from < h && byActor[state] != nil { // "the Greek state"
			e = byActor[state]
			p.from = d.withdraw(s, min(from, p.from), h)
		}
	}
	if e == nil && class == body && !plural {
		if a := d.nameBefore(s, h, lemma); a != nil {
			e = d.entityOf(a, s, byActor)
		}
	}
	if e == nil && class == person {
		if a := d.namedAfter(s, h); a != nil {
			e = d.entityOf(a, s, byActor)
		}
	}
	switch {
	case e == nil && class != thing:
		if e = d.apposed(s, h); e != nil && (e.class == thing || class == person && e.class == people) {
			e = nil
		}
	}
	if e == nil && (definite || determiner == "" && plural || s.child(h, "nmod") < 0 && determiner != "a" && determiner != "an") {
		e = d.sameWords(s, h, lemma, class, plural, definite, modifiers, byLemma)
	}
	if (e == nil || e.actor == nil) && l.countries[lemma] && !plural {
		if state := d.homeland(s, h, determiner, modifiers); state != nil {
			e = d.entityOf(state, s, byActor)
		}
	}
	if (e == nil || e.actor == nil && l.countries[lemma]) && definite && class != thing {
		if other := d.taken(s, p, lemma, class, plural, modifiers, byActor); other != nil {
			e = other
		}
	}
	if e == nil {
		e = &entity{class: class, plural: plural, gender: 'a', lemma: lemma, modify: modifiers, mention: -1, at: s.index}
		switch class {
		case thing:
			e.gender = 'n'
		case person, people:
			e.gender = l.gender(lemma)
		case body:
			e.gender = 'n'
		}
		e.vague = s.upos(h) == "PRON"
		byLemma[lemma] = append(byLemma[lemma], e)
	} else if class == person && e.gender == 'a' {
		if g := l.gender(lemma); g != 'a' {
			e.gender = g
		}
	}
	if class == thing {
		d.touch(e, s, h, false)
		return
	}
	if e.class == person || e.class == body {
		e.call(lemma)
	}
	antecedent := e.mention
	e.mention = d.emit(s, p.from, p.to, h, e.actor, schemas.Nominal, antecedent, e)
	d.touch(e, s, h, false)
	d.line(s, h, e)
}

// nameBefore returns the organisation whose name stands before the noun for what it
// is: "NATO" in "the NATO alliance", "Yonhap" in "the Yonhap news agency".
func (d *document) nameBefore(s *sentence, h int, lemma string) *codebook.Actor {
	for j := range d.found[s.index] {
		f := &d.found[s.index][j]
		if f.actor == nil || f.hidden || f.to > h || f.to < h-1 || s.head[f.head] != h || s.rel[f.head] != "compound" {
			continue
		}
		if slices.Contains(d.lexicon.takers[lemma], f.actor.Type) && f.actor.Type != schemas.State {
			return f.actor
		}
	}
	return nil
}

// modifiers returns the words that tell the nominal from others of its noun.
func (d *document) modifiers(s *sentence, p phrase) []string {
	var out []string
	for c := s.first[p.head]; c >= 0; c = s.next[c] {
		switch s.rel[c] {
		case "amod", "compound", "nummod":
			if c < p.head {
				out = append(out, s.lemma(c))
			}
		case "nmod":
			if c > p.head || s.upos(c) != "PRON" {
				out = append(out, s.lemma(c))
			}
		case "acl":
			out = append(out, s.lemma(c))
		}
	}
	return out
}

// sameWords returns an earlier entity that the same noun named.
func (d *document) sameWords(s *sentence, h int, lemma string, c class, plural, definite bool, modifiers []string, byLemma map[string][]*entity) *entity {
	same := byLemma[lemma]
	for i := len(same) - 1; i >= 0 && i >= len(same)-12; i-- {
		e := same[i]
		if e.class != c || e.plural != plural || s.index-e.at > 40 || e.commands(s, h) || e.vague {
			continue
		}
		if !subset(modifiers, e.modify) || !definite && len(modifiers) != len(e.modify) {
			continue
		}
		return e
	}
	return nil
}

func subset(a, b []string) bool {
	for _, w := range a {
		if !slices.Contains(b, w) {
			return false
		}
	}
	return true
}

// taken returns the most salient entity that a definite noun can take up.
func (d *document) taken(s *sentence, p phrase, lemma string, c class, plural bool, modifiers []string, byActor map[*codebook.Actor]*entity) *entity {
	if plural || len(modifiers) > 0 {
		return nil
	}
	types := d.lexicon.takers[lemma]
	var best *entity
	weight := 0.0
	for _, e := range d.recent {
		if e.commands(s, p.head) || e.at == s.index && e.head == p.head {
			continue
		}
		fits := false
		switch {
		case c == person:
			fits = e.class == person && e.roles[lemma]
		case e.actor != nil:
			fits = slices.Contains(types, e.actor.Type) && !e.plural
		}
		if !fits {
			continue
		}
		if w := e.salience(s.index); w > weight {
			best, weight = e, w
		}
	}
	// "The Indian communities of this country": an adjective names no country to take up.
	if (best == nil || best.indoors) && d.lexicon.countries[lemma] && d.home != nil {
		return d.entityOf(d.home, s, byActor)
	}
	return best
}

// entityOf returns the entity of an actor, a new one where the text has not spoken
// of it.
func (d *document) entityOf(a *codebook.Actor, s *sentence, byActor map[*codebook.Actor]*entity) *entity {
	e := byActor[a]
	if e == nil {
		e = &entity{actor: a, gender: 'a', mention: -1, at: s.index}
		e.class, e.plural = classOf(a)
		byActor[a] = e
	}
	return e
}

// homeland returns the state that a noun such as "country" means by who owns it or
// who is said to be one: "our great country", "their country", "we as a nation".
func (d *document) homeland(s *sentence, h int, determiner string, modifiers []string) *codebook.Actor {
	if form, ok := d.lexicon.pronouns[determiner]; ok && form.Person == 1 || determiner == "" && len(modifiers) == 0 && s.preposition(h) != "as" && s.child(h, "nmod") < 0 {
		return d.home
	}
	of := -1
	for c := s.first[h]; c >= 0 && c < h; c = s.next[c] {
		if s.deprel(c) == "nmod:poss" {
			of = c
		}
	}
	if s.preposition(h) == "as" && len(modifiers) == 0 {
		for v, steps := s.head[h], 0; v >= 0 && of < 0 && steps < 4; v, steps = s.head[v], steps+1 {
			if of = s.child(v, "nsubj"); of < 0 && s.upos(v) == "PRON" {
				of = v // "we as a nation"
			}
		}
		if of >= 0 && d.lexicon.pronouns[s.lower[of]].Person == 1 {
			return d.home
		}
	}
	if m := d.mentionAt(s, of); m >= 0 {
		return d.stateOf(d.mentions[m].Actor)
	}
	return nil
}

// stateOf returns the state that an actor is or speaks for, nil for none.
func (d *document) stateOf(a *codebook.Actor) *codebook.Actor {
	for steps := 0; a != nil && a.Type != schemas.State && steps < 8; steps++ {
		a = d.lexicon.acts[a.Principal]
	}
	if a != nil && a.Type != schemas.State {
		return nil
	}
	return a
}

// owner returns the state beside a noun, and where the phrase begins with it:
// "South Korean", "Poland's", "of France".
func (d *document) owner(s *sentence, p phrase) (*codebook.Actor, int) {
	for j := range d.found[s.index] {
		f := &d.found[s.index][j]
		if f.actor == nil || f.hidden || f.actor.Type != schemas.State {
			continue
		}
		if f.to <= p.head && f.to >= p.from-1 && s.head[f.head] == p.head && (s.rel[f.head] == "amod" || s.rel[f.head] == "compound" || s.deprel(f.head) == "nmod:poss") {
			return f.actor, f.from
		}
		if f.from > p.head && s.head[f.head] == p.head && s.rel[f.head] == "nmod" && s.preposition(f.head) == "of" {
			return f.actor, p.from
		}
	}
	return nil, 0
}

// represented returns for whom a body or an official acts where that is no state
// named beside it, and where the phrase begins: "its foreign ministry", "Sample's
// office", "NATO officials", "a delegate from Peru", "a spokesman for its army".
func (d *document) represented(s *sentence, p phrase, t schemas.ActorType) (*codebook.Actor, int) {
	for c := s.first[p.head]; c >= 0 && c < p.head; c = s.next[c] {
		m := d.mentionAt(s, c)
		if m < 0 || s.deprel(c) != "nmod:poss" {
			continue
		}
		owner := d.mentions[m].Actor
		if owner != nil && owner.Type == schemas.Person && d.lexicon.people[s.noun(p.head)] {
			continue // "his adviser" acts for him, not for his state
		}
		if a := d.actsFor(owner); a != nil && (t != schemas.Group || a.Type == schemas.State) {
			return a, c
		}
	}
	if t == schemas.Group {
		return nil, 0
	}
	for j := range d.found[s.index] {
		f := &d.found[s.index][j]
		if f.actor == nil || f.hidden || s.head[f.head] != p.head {
			continue
		}
		before := f.to <= p.head && s.rel[f.head] == "compound" && f.actor.Type != schemas.Person
		if before || f.from > p.head && s.rel[f.head] == "nmod" && d.lexicon.actingFor[s.preposition(f.head)] {
			if a := d.actsFor(f.actor); a != nil {
				return a, min(f.from, p.from)
			}
		}
	}
	for c := s.first[p.head]; c >= 0; c = s.next[c] {
		if c > p.head && s.preposition(c) == "in" && d.lexicon.seated[s.noun(p.head)] {
			if bearers, _ := d.longestAt(s, c, len(s.tokens)); len(bearers) == 1 && bearers[0].kind == schemas.Metonym && bearers[0].actor.Type == schemas.State {
				return bearers[0].actor, p.from
			}
		}
		if c < p.head || s.rel[c] != "nmod" || !d.lexicon.actingFor[s.preposition(c)] || d.lexicon.bodies[s.noun(c)] == "" {
			continue
		}
		if state, _ := d.owner(s, phrase{from: s.left[c], to: c + 1, head: c}); state != nil {
			return state, p.from
		}
	}
	return nil, 0
}

// actsFor returns for whom those act who belong to an actor: the state of a person or
// a government, else the actor itself; nil where there is none.
func (d *document) actsFor(a *codebook.Actor) *codebook.Actor {
	switch {
	case a == nil:
		return nil
	case a.Type == schemas.Person, a.Type == schemas.Government, a.Type == schemas.Group:
		return d.lexicon.acts[a.Principal]
	case a.Type == schemas.Other:
		return nil
	}
	return a
}

// ledBy notes a government named by who leads it, "the Sample administration", and
// reports whether it is one.
func (d *document) ledBy(s *sentence, p phrase, lemma string, byActor map[*codebook.Actor]*entity) bool {
	for j := range d.found[s.index] {
		f := &d.found[s.index][j]
		if f.actor == nil || f.actor.Type != schemas.Person || f.to != p.head || s.head[f.head] != p.head || s.rel[f.head] != "compound" {
			continue
		}
		name := d.text(s, f.bare, f.to) + " " + lemma
		id := slug(name)
		a := d.lexicon.acts[id]
		if a == nil {
			a = d.own[id]
		}
		if a == nil {
			a = &codebook.Actor{ID: id, Name: name, Type: schemas.Government, Principal: f.actor.Principal}
			d.own[id] = a
		}
		e := byActor[a]
		if e == nil {
			e = &entity{actor: a, class: body, gender: 'n', proper: true, mention: -1, at: s.index}
			byActor[a] = e
		}
		e.call(lemma)
		d.takeBack(s, f.from, f.to)
		e.mention = d.emit(s, f.from, p.to, p.head, a, schemas.Name, -1, e)
		d.touch(e, s, p.head, false)
		return true
	}
	return false
}

// bodyOf notes a mention of a government, an office or a group of a state.
func (d *document) bodyOf(s *sentence, p phrase, t schemas.ActorType, lemma string, state *codebook.Actor, from int, byActor map[*codebook.Actor]*entity) {
	var words []string
	for c := s.first[p.head]; c >= 0 && c < p.head; c = s.next[c] {
		if s.rel[c] == "amod" && d.lexicon.ranks[s.lower[c]] || s.rel[c] == "compound" && s.lower[c] != s.tokens[c].Form || s.rel[c] == "compound" && s.upos(c) == "NOUN" {
			inName := false
			for j := range d.found[s.index] {
				f := &d.found[s.index][j]
				inName = inName || f.from <= c && c < f.to
			}
			if !inName {
				words = append(words, s.lower[c])
			}
		}
	}
	plural := s.plural(p.head)
	noun := s.lower[p.head]
	words = append(words, noun)
	phrase := strings.Join(words, " ")
	if t == schemas.Office && plural {
		t = schemas.Group
	}
	var a *codebook.Actor
	if d.lexicon.people[lemma] && !plural {
		if a = d.namedAfter(s, p.head); a != nil {
			d.entityOf(a, s, byActor)
		}
	}
	if a == nil {
		a = d.office(slug(state.ID+" "+phrase), phrase+" of "+state.Name, t, state)
	}
	e := byActor[a]
	if e == nil {
		e = &entity{actor: a, class: body, plural: plural, gender: 'n', mention: -1, at: s.index, lemma: lemma}
		switch {
		case plural:
			e.class, e.gender = people, 'a'
		case d.lexicon.people[lemma]:
			e.class, e.gender = person, d.lexicon.gender(lemma)
		}
		if other := d.apposed(s, p.head); other != nil && other.class == e.class && other.actor != nil && other.actor.Type == schemas.Person {
			e, a = other, other.actor
		} else {
			byActor[a] = e
		}
	}
	e.call(lemma)
	// The state's adjective gives way to the mention of its body; its name is a
	// mention of its own.
	antecedent := e.mention
	if from < p.head {
		from = d.withdraw(s, from, p.head)
	} else {
		from = p.from
	}
	// Phrases do not overlap, whatever the tree.
	for i := len(d.mentions) - 1; i >= 0; i-- {
		m := &d.mentions[i]
		if m.Sentence >= 0 && m.Sentence < s.index {
			break
		}
		if m.Sentence == s.index && m.From < p.to && m.To > from {
			from = min(m.To, p.head)
		}
	}
	e.mention = d.emit(s, from, p.to, p.head, a, schemas.Nominal, antecedent, e)
	d.touch(e, s, p.head, false)
}

// office returns the actor of an id, a new one that belongs to owner or to whom owner
// belongs where there is none.
func (d *document) office(id, name string, t schemas.ActorType, owner *codebook.Actor) *codebook.Actor {
	if a := d.lexicon.acts[id]; a != nil {
		return a
	}
	if d.own[id] == nil {
		principal := owner.ID
		if owner.Type != schemas.State && owner.Principal != "" {
			principal = owner.Principal
		}
		d.own[id] = &codebook.Actor{ID: id, Name: name, Type: t, Principal: principal}
	}
	return d.own[id]
}

// withdraw takes back the adjective of the sentence within [from, to), and returns
// where what is left of the phrase begins.
func (d *document) withdraw(s *sentence, from, to int) int {
	for i := len(d.mentions) - 1; i >= 0 && (d.mentions[i].Sentence == s.index || d.mentions[i].Sentence < 0); i-- {
		m := &d.mentions[i]
		if m.Sentence < 0 || m.From < from || m.To > to {
			continue
		}
		switch {
		case m.Kind == schemas.Demonym:
			d.takeBack(s, m.From, m.To)
			return from
		case s.possessive(m.To - 1):
			return m.To + 1
		}
		return m.To
	}
	return from
}

// takeBack undoes the mention of the sentence at [from, to).
func (d *document) takeBack(s *sentence, from, to int) {
	for i := len(d.mentions) - 1; i >= 0 && (d.mentions[i].Sentence == s.index || d.mentions[i].Sentence < 0); i-- {
		m := &d.mentions[i]
		if m.Sentence < 0 || m.From != from || m.To != to {
			continue
		}
		if e := d.of[i]; e.mention == i {
			e.mention = m.Antecedent
		}
		if d.headed[s.index][m.Head-1] == i+1 {
			d.headed[s.index][m.Head-1] = 0
		}
		for k := i + 1; k < len(d.mentions); k++ {
			if d.mentions[k].Antecedent == i {
				d.mentions[k].Antecedent = m.Antecedent
			}
		}
		m.Sentence = -1 // dropped by ordered
		return
	}
}

// lastMention is the index of an entity's last mention within the reach of
// pronouns, -1 where it has none.
func (d *document) lastMention(e *entity) int {
	if e.mention < 0 || e.at-d.mentions[e.mention].Sentence > window {
		return -1
	}
	return e.mention
}

// pair resolves "the two countries" to the two last actors of the type, and
// reports whether it could.
func (d *document) pair(s *sentence, p phrase, t schemas.ActorType, byActor map[*codebook.Actor]*entity) bool {
	l := d.lexicon
	first := s.lower[p.from]
	if !l.pairs[first] && p.from > 0 && l.pairs[s.lower[p.from-1]] {
		first = s.lower[p.from-1]
	}
	two := l.pairs[first]
	for c := s.first[p.head]; c >= 0 && c < p.head; c = s.next[c] {
		two = two || l.pairs[s.lower[c]]
	}
	// "Both sides", "the two sides", but not "two sides".
	if !two || first != "both" && !l.definite[s.determiner(p.head)] {
		return false
	}
	// Those last mentioned themselves come before the parts of compounds.
	candidates := slices.Clone(d.recent)
	slices.SortStableFunc(candidates, func(a, b *entity) int { return d.lastMention(a) - d.lastMention(b) })
	var members []*codebook.Actor
	for i := len(candidates) - 1; i >= 0 && len(members) < 2; i-- {
		e := candidates[i]
		a := e.actor
		if a == nil || e.plural {
			continue
		}
		if t == schemas.State {
			a = d.stateOf(a)
		}
		if a == nil || a.Type != t {
			continue
		}
		if !slices.Contains(members, a) {
			members = append(members, a)
		}
	}
	if len(members) < 2 {
		return false
	}
	slices.Reverse(members)
	d.several(s, p, members, byActor)
	return true
}

// several notes a phrase that stands for several actors.
func (d *document) several(s *sentence, p phrase, members []*codebook.Actor, byActor map[*codebook.Actor]*entity) {
	both := &entity{class: people, plural: true, gender: 'a', lemma: s.lemma(p.head), mention: -1, at: s.index}
	for i, a := range members {
		e := d.entityOf(a, s, byActor)
		both.members = append(both.members, e)
		m := d.emit(s, p.from, p.to, p.head, a, schemas.Nominal, e.mention, both)
		d.mentions[m].Member = i
		if i == 0 {
			both.mention = m
		}
		d.touch(e, s, p.head, true)
	}
	d.touch(both, s, p.head, false)
}
