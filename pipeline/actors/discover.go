package actors

import (
	"slices"
	"strings"
	"unicode"

	"demarche/pipeline/codebook"
	"demarche/schemas"

	"golang.org/x/text/unicode/norm"
)

// profile is what a document says of an unknown name.
type profile struct {
	key       string
	words     []string
	short     *codebook.Actor // whose short name it is, if the codebook has one
	count     int
	person    int
	adjective int // uses as an adjective: "Christian"
	place     int
	body      int
	titled    bool
	title     byte
	first     *found
	firstIn   *sentence
	principal *codebook.Actor
}

// discover tells who the unknown names of the document mean.
func (d *document) discover() {
	d.gender, d.own, d.called = make(map[*codebook.Actor]byte), make(map[string]*codebook.Actor), make(map[string]*codebook.Actor)
	named := make(map[*codebook.Actor]int)   // how often
	direct := make(map[*codebook.Actor]bool) // by name, not by that of the people or the capital
	present := make(map[string]bool)         // principals of those named, and they themselves
	profiles := make(map[string]*profile)
	var order []*profile
	for i, s := range d.sentences {
		for j := range d.found[i] {
			f := &d.found[i][j]
			if f.weak {
				continue
			}
			if f.actor != nil && (!f.short || f.title != 0) {
				f.short = false
				if !f.hidden {
					named[f.actor]++
					direct[f.actor] = direct[f.actor] || f.kind == schemas.Name || f.kind == schemas.Alias
					present[f.actor.ID], present[f.actor.Principal] = true, true
				}
				if f.actor.Type == schemas.Person {
					d.introduce(f.actor, f.title)
				}
				continue
			}
			key := f.key
			if f.actor != nil {
				key = d.shortKey(s, f)
			}
			p := profiles[key]
			if p == nil {
				p = &profile{key: f.key, words: strings.Fields(d.shortText(s, f)), short: f.actor, first: f, firstIn: s, principal: f.principal}
				if f.key != "" {
					p.words = strings.Fields(f.key)
				}
				profiles[key] = p
				order = append(order, p)
			}
			d.observe(p, s, f)
		}
	}
	d.seats(direct)
	d.headlines(profiles, &order)
	// Longer names first: they tell whom the shorter ones mean.
	long := slices.Clone(order)
	slices.SortStableFunc(long, func(a, b *profile) int { return len(b.words) - len(a.words) })
	meant := make(map[*profile]*codebook.Actor)
	for _, p := range long {
		if p.short != nil {
			p.short = d.shortBearer(p, named)
			if a := d.called[plain(strings.Join(p.words, " "))]; a != nil && a.Type == schemas.Person && p.short.Type == schemas.Person && named[p.short] == 0 {
				meant[p] = a // of the same surname
				continue
			}
			if named[p.short] > 0 || p.short.Type == schemas.Office && present[p.short.Principal] ||
				p.short.Type == schemas.Person && (p.person > p.place || p.person == p.place && p.count > 1 && present[p.short.Principal]) {
				meant[p] = p.short
				d.introduce(p.short, p.title)
			} else if p.short.Type == schemas.Office && len(p.words) == 1 {
				p.key = p.words[0]
				meant[p] = d.body(p, schemas.Office) // some Congress
			}
			continue
		}
		meant[p] = d.whole(p, profiles)
	}
	d.coordinate(profiles, meant)
	namesakes := d.namesakes()
	for i, s := range d.sentences {
		kept := make([]found, 0, len(d.found[i]))
		for _, f := range d.found[i] {
			if f.to == f.from+1 && f.actor != nil && f.actor.Type == schemas.State && !f.hidden {
				if a := namesakes[s.tokens[f.from].Form]; a != nil {
					f.actor, f.kind, f.weak = a, schemas.Alias, false
				}
			}
			switch {
			case f.weak:
				continue
			case f.actor == nil:
				p := profiles[f.key]
				f.actor = meant[p]
				if f.actor == nil {
					if inner := d.knownWithin(s, f); inner != nil {
						kept = append(kept, inner...)
						continue
					}
				} else if plain(f.key) != plain(f.actor.Name) {
					f.kind = schemas.Alias
				}
			case f.short:
				f.actor = meant[profiles[d.shortKey(s, &f)]]
				if f.actor == nil {
					continue
				}
			}
			kept = append(kept, f)
		}
		d.found[i] = kept
	}
	d.openings()
	d.home = d.commonest()
	d.affiliate()
}

// knownWithin returns the actors of the codebook that the name of no actor holds:
// "Expo Japan 2016", "the NATO Fellowship". A place keeps them to itself, "the
// Norway Strait", "New Mexico".
func (d *document) knownWithin(s *sentence, f found) []found {
	l := d.lexicon
	if l.towns[f.key] != 0 {
		return nil
	}
	var out []found
	for i := f.from; i < f.to; i++ {
		bearers, to := d.longestAt(s, i, f.to)
		if to == i {
			if l.given[s.tokens[i].Form] != 0 || l.geography[s.lower[i]] {
				return nil
			}
			continue
		}
		b, ok := d.bearer(bearers)
		if !ok || b.actor == nil || b.short || b.kind != schemas.Name && b.kind != schemas.Alias {
			return nil
		}
		out = append(out, found{from: i, bare: i, to: to, head: s.top(i, to), actor: b.actor, kind: b.kind})
		i = to - 1
	}
	return out
}

// coordinate makes persons of the names of two words and more, of which the text says
// nothing else, that stand in a row with persons.
func (d *document) coordinate(profiles map[string]*profile, meant map[*profile]*codebook.Actor) {
	for i, s := range d.sentences {
		persons := make(map[int]bool) // by head
		for _, f := range d.found[i] {
			if a := f.actor; a != nil && a.Type == schemas.Person || f.actor == nil && meant[profiles[f.key]] != nil && meant[profiles[f.key]].Type == schemas.Person {
				persons[f.head] = true
			}
		}
		if len(persons) == 0 {
			continue
		}
		rows := make(map[int]int) // persons less others, by the first head of the row
		for _, f := range d.found[i] {
			if persons[f.head] {
				rows[s.firstOf(f.head)]++
			} else {
				rows[s.firstOf(f.head)]--
			}
		}
		for _, f := range d.found[i] {
			p := profiles[f.key]
			row := s.firstOf(f.head)
			inRow := f.head != row || s.child(row, "conj") >= 0
			if f.actor == nil && meant[p] == nil && inRow && rows[row] >= 0 && d.mayBePerson(s, &f, p) {
				meant[p] = d.person(p)
			}
		}
	}
}

// mayBePerson reports whether nothing speaks against taking an unknown name of two
// words and more for that of a person.
func (d *document) mayBePerson(s *sentence, f *found, p *profile) bool {
	return f.to > f.bare+1 && len(p.words) <= 4 && p.place <= p.person && p.body == 0 && d.lexicon.towns[p.key] == 0 &&
		d.lexicon.endings[p.words[len(p.words)-1]] == "" && !d.hasOf(s, f.bare, f.to)
}

// namesakes returns the persons of the document whose surname is that of a state or
// a capital, by that name: "Jordan" after "Anna Jordan". Where the text says "in
// Jordan" too, it stays the state's.
func (d *document) namesakes() map[string]*codebook.Actor {
	persons := make(map[string]*codebook.Actor)
	for i := range d.sentences {
		for _, f := range d.found[i] {
			if f.actor != nil && f.actor.Type != schemas.Person || f.to != f.bare+2 {
				continue
			}
			word := d.sentences[i].tokens[f.to-1].Form
			bearers := d.lexicon.names[word]
			if len(bearers) == 0 || bearers[0].actor == nil || bearers[0].actor.Type != schemas.State || bearers[0].kind == schemas.Demonym {
				continue
			}
			for _, a := range []*codebook.Actor{f.actor, d.own[slug(f.key)]} {
				if a != nil && a.Type == schemas.Person && strings.HasSuffix(a.Name, " "+word) {
					persons[word] = a
				}
			}
		}
	}
	if len(persons) == 0 {
		return nil
	}
	for i, s := range d.sentences {
		for _, f := range d.found[i] {
			if f.to == f.from+1 && (s.rel[f.head] == "obl" || s.rel[f.head] == "nmod") && d.lexicon.inside[s.preposition(f.head)] {
				delete(persons, s.tokens[f.from].Form)
			}
		}
	}
	return persons
}

// shortBearer returns the actor that a short name of several means: one that the text
// names and whose name ends in the same word, else the one that it names more often
// than all other actors, else the first.
func (d *document) shortBearer(p *profile, named map[*codebook.Actor]int) *codebook.Actor {
	most := 0
	for _, n := range named {
		most = max(most, n)
	}
	best, rank := p.short, -1
	for _, b := range d.lexicon.names[plain(strings.Join(p.words, " "))] {
		if !b.short {
			return p.short
		}
		r := 0
		switch alike := strings.HasSuffix(b.actor.Name, " "+p.words[len(p.words)-1]); {
		case alike:
			r = 1 + 2*named[b.actor]
		case named[b.actor] == most:
			r = 2
		}
		if r > rank {
			best, rank = b.actor, r
		}
	}
	return best
}

// shortKey is the key of the profile of a name that the codebook calls short.
func (d *document) shortKey(s *sentence, f *found) string {
	return "\x00" + d.shortText(s, f)
}

// shortText is a short name as the codebook writes it.
func (d *document) shortText(s *sentence, f *found) string {
	text := d.text(s, f.bare, f.to)
	if rest, ok := strings.CutPrefix(text, "The "); ok {
		return "the " + rest
	}
	return text
}

// openings finds the names of known persons that open a sentence and that the
// tagger took for common nouns.
func (d *document) openings() {
	for i, s := range d.sentences {
		if len(s.tokens) < 2 || !s.capital[0] || s.shouting || len(d.found[i]) > 0 && d.found[i][0].from == 0 {
			continue
		}
		for end := min(len(s.tokens), 7); end > 1; end-- {
			if a := d.own[slug(d.text(s, 0, end))]; a != nil && a.Type == schemas.Person && isWord(s.tokens[end-1].Form) &&
				(len(d.found[i]) == 0 || d.found[i][0].from >= end) {
				d.found[i] = slices.Insert(d.found[i], 0, found{to: end, actor: a, kind: schemas.Name, head: s.top(0, end)})
				break
			}
		}
		if len(d.found[i]) > 0 && d.found[i][0].from == 0 {
			continue
		}
		a := d.called[plain(s.tokens[0].Form)]
		if a == nil || a.Type != schemas.Person || s.upos(0) != "NOUN" && s.upos(0) != "X" && s.upos(0) != "ADJ" && s.upos(0) != "PROPN" {
			continue
		}
		f := found{bare: 0, to: 1, actor: a, kind: schemas.Alias, head: 0}
		d.found[i] = slices.Insert(d.found[i], 0, f)
	}
}

// commonest returns the state that most names of states mean, nil for none.
func (d *document) commonest() *codebook.Actor {
	counts := make(map[*codebook.Actor]int)
	all := 0
	var best *codebook.Actor
	for i := range d.found {
		for _, f := range d.found[i] {
			if f.actor != nil && f.actor.Type == schemas.State && !f.hidden && f.kind != schemas.Demonym {
				all++
				counts[f.actor]++
				if best == nil || counts[f.actor] > counts[best] {
					best = f.actor
				}
			}
		}
	}
	if best == nil || counts[best]*2 <= all {
		return nil
	}
	return best
}

// seats gives a capital that several states had in their time to the one of them
// that the document names.
func (d *document) seats(named map[*codebook.Actor]bool) {
	for i, s := range d.sentences {
		for j := range d.found[i] {
			f := &d.found[i][j]
			if f.kind != schemas.Metonym || f.weak || f.actor == nil || named[f.actor] {
				continue
			}
			for _, other := range d.lexicon.names[plain(d.text(s, f.bare, f.to))] {
				if other.actor != nil && named[other.actor] {
					f.actor = other.actor
					break
				}
			}
		}
	}
}

// headlines finds in headlines the persons that open a run of names by their given
// name, and the unknown names that the text has elsewhere.
func (d *document) headlines(profiles map[string]*profile, order *[]*profile) {
	for i, s := range d.sentences {
		if !s.shouting {
			continue
		}
		taken := make([]bool, len(s.tokens)+1)
		for _, f := range d.found[i] {
			for j := f.from; j < f.to; j++ {
				taken[j] = true
			}
		}
		for j := 0; j < len(s.tokens); j++ {
			form := s.tokens[j].Form
			if taken[j] || s.upos(j) != "PROPN" || strings.ToUpper(form) == form {
				continue
			}
			to := 0
			for end := min(len(s.tokens), j+5); end > j && to == 0; end-- {
				if p := profiles[d.text(s, j, end)]; p != nil && !taken[end-1] {
					to = end
				}
			}
			if to == 0 && d.lexicon.given[form] != 0 {
				end := j + 1
				for end < len(s.tokens) && end < j+3 && !taken[end] && s.upos(end) == "PROPN" && s.capital[end] {
					end++
				}
				if end > j+1 && d.lexicon.endings[s.tokens[end-1].Form] == "" && d.lexicon.towns[d.text(s, j, end)] == 0 {
					to = end
				}
			}
			if to == 0 {
				continue
			}
			f := found{from: j, bare: j, to: to, head: s.top(j, to), kind: schemas.Name, key: d.text(s, j, to)}
			if profiles[f.key] == nil {
				p := &profile{key: f.key, words: strings.Fields(f.key), first: &f, firstIn: s, count: 1}
				profiles[f.key] = p
				*order = append(*order, p)
			}
			d.found[i] = append(d.found[i], f)
			j = to - 1
		}
		slices.SortStableFunc(d.found[i], func(a, b found) int { return a.from - b.from })
	}
}

// whole is actor, but for names that hold another: "Rival Ann Sample" at the
// beginning of a sentence, "Ann Sample Speaks" in a headline.
func (d *document) whole(p *profile, profiles map[string]*profile) *codebook.Actor {
	if n := len(p.words); n > 2 && n < 6 && !p.titled && d.lexicon.endings[p.words[n-1]] == "" {
		parts := [][]string{p.words[:n-1]}
		if d.lexicon.given[p.words[0]] == 0 {
			parts = [][]string{p.words[1:], p.words[2:], p.words[:n-1]}
		}
		for _, part := range parts {
			if len(part) < 2 {
				continue
			}
			key := strings.Join(part, " ")
			if bearers := d.lexicon.names[plain(key)]; len(bearers) == 1 && bearers[0].actor != nil && bearers[0].actor.Type == schemas.Person {
				d.introduce(bearers[0].actor, 0)
				return bearers[0].actor
			}
			if other := profiles[key]; other != nil && other.short == nil && d.lexicon.given[part[0]] != 0 {
				return d.actor(other)
			}
		}
	}
	return d.actor(p)
}

// observe adds to a profile what one place says.
func (d *document) observe(p *profile, s *sentence, f *found) {
	l, h := d.lexicon, f.head
	p.count++
	if s.upos(h) == "ADJ" && f.to == f.bare+1 {
		p.adjective++
	}
	if f.title != 0 {
		p.titled, p.title = true, f.title
	}
	// What holds of the first of a row holds of all.
	first := s.firstOf(h)
	rel, deprel, governor := s.rel[first], s.deprel(first), s.head[first]
	before := ""
	if f.from > 0 {
		before = s.lower[f.from-1]
	}
	switch {
	case rel == "nsubj" && governor >= 0 && l.speaking[s.lemma(governor)] && s.upos(governor) != "NOUN":
		p.person += 2
	case rel == "nsubj" && governor >= 0 && (l.acting[s.lemma(governor)] || l.attitudes[s.lower[governor]]):
		p.person++
	case rel == "nsubj" && governor >= 0 && l.people[s.lemma(governor)] && (s.upos(governor) == "NOUN" || s.upos(governor) == "PROPN"):
		p.person += 2
	case rel == "appos" && governor >= 0 && l.people[s.lemma(governor)]:
		p.person += 2
	case rel == "flat" && governor >= 0 && l.people[s.lemma(governor)]:
		p.person += 2
	case s.possessive(f.to - 1):
		p.person++
	case governor >= 0 && l.undergoing[s.lemma(governor)] && (deprel == "nsubj:pass" || rel == "obj") && before != "the":
		p.person++ // "was born", "elected Anna Sample"
	case rel == "nmod" && s.preposition(first) == "of" && governor >= 0 && l.kin[s.lemma(governor)]:
		p.person += 2 // "the sister of Anna Sample"
	case rel == "nmod" && before == "as" && governor >= 0 && s.plural(governor) && l.people[s.lemma(governor)]:
		p.person += 2 // "directors such as Anna Sample"
	case rel == "obl" && s.preposition(first) == "by" && governor >= 0 && s.passive(governor) && f.to > f.bare+1 &&
		(l.speaking[s.lemma(governor)] || l.living[s.lemma(governor)] || l.undergoing[s.lemma(governor)]):
		p.person++
	case deprel == "nsubj" && governor >= 0 && s.upos(governor) == "VERB" && l.living[s.lemma(governor)] && before != "the":
		p.person++
	}
	if a := s.child(h, "appos"); a >= 0 && l.people[s.lemma(a)] && a > f.to-1 {
		p.person += 2
	}
	if f.from > 0 && l.people[s.lemma(f.from-1)] && s.upos(f.from-1) == "NOUN" && !s.plural(f.from-1) && f.from-1 > 0 {
		p.person += 2 // "analyst Anna Sample"
	}
	if f.to+1 < len(s.tokens) && (s.lower[f.to] == "who" || s.lower[f.to] == "," && s.lower[f.to+1] == "who") {
		p.person += 2
	}
	if (rel == "obl" || rel == "nmod") && l.places[s.preposition(first)] {
		p.place++
		if l.inside[s.preposition(first)] {
			p.place++
		}
	}
	if f.to+1 < len(s.tokens) && s.lower[f.to] == "," && s.capital[f.to+1] && s.rel[h] != "nsubj" {
		if names, to := d.longestAt(s, f.to+1, len(s.tokens)); to > f.to+1 && names[0].actor != nil && names[0].kind == schemas.Name {
			p.place += 2 // "Springfield, France"
		}
	}
	if before == "the" && s.rel[h] != "compound" {
		p.body++
		p.person--
	}
	if before == "(" && f.from > 2 && f.to < len(s.tokens) && s.lower[f.to] == ")" && !s.capital[f.from-2] && isAcronym(p.key) && !l.groups[s.lemma(f.from-2)] {
		p.place += 4 // "intercontinental ballistic missile (ICBM)"
	}
	if f.cited || before == "by" && f.from == 1 && f.to+1 >= len(s.tokens) { // a line "By Anna Sample"
		p.person += 3
	}
}

// cited reports whether what follows a name makes it a person's: "et al.", "and
// colleagues", a year in brackets, "(born".
func cited(s *sentence, i int) bool {
	word := func(i int) string {
		if i < len(s.tokens) {
			return s.lower[i]
		}
		return ""
	}
	if w := word(i + 1); word(i) == "(" && (w == "born" || w == "née" || w == "nee" || w == "né" || w == "b" || w == "b.") {
		return true
	}
	inside := func() bool {
		for j := i - 1; j >= 0; j-- {
			switch s.lower[j] {
			case "(":
				return true
			case ")":
				return false
			}
		}
		return false
	}
	year := func(w string) bool { return len(w) == 4 && (w[:2] == "19" || w[:2] == "20") }
	if year(word(i)) && strings.ContainsAny(word(i+1), ";),") && inside() {
		return true // "(see Sample 2014; …"
	}
	return word(i) == "and" && word(i+1) == "colleagues" || word(i) == "et" && strings.HasPrefix(word(i+1), "al") || word(i) == "(" && year(word(i+1)) || word(i) == "," && year(word(i+1)) && (word(i+2) != "," || inside())
}

// actor makes the actor of an unknown name, nil where it seems to be none.
func (d *document) actor(p *profile) *codebook.Actor {
	l := d.lexicon
	if a := d.called[plain(p.key)]; a != nil {
		return a
	}
	if len(p.words) > 1 {
		id := slug(p.key)
		if a := l.acts[id]; a != nil {
			return a
		}
		if a := d.own[id]; a != nil && a.Type == schemas.Person {
			return a // in other capitals
		}
	}
	head := p.words
	length := 0 // without particles
	for _, w := range p.words {
		if !l.particles[w] {
			length++
		}
	}
	for i, w := range p.words {
		if i > 0 && l.links[w] {
			head = p.words[:i]
			break
		}
	}
	last := head[len(head)-1]
	if len(head) > 1 && strings.Trim(last, "IVX") == "" {
		last = head[len(head)-2] // "Aleksei I"
	}
	if p.adjective*2 > p.count && !p.titled {
		return nil
	}
	if len(last) == 1 || len(p.words) > 1 && l.towns[p.key] != 0 && l.given[p.words[0]] == 0 && !p.titled {
		return nil
	}
	if t := l.endings[last]; t != "" && !p.titled {
		if len(p.words) == 1 && t != schemas.Office && t != schemas.Party && t != schemas.IGO {
			return nil // "Energy", "the University"
		}
		if len(p.words) == 1 && p.body+p.person == 0 {
			return nil
		}
		return d.body(p, t)
	}
	if t := l.endings[p.words[0]]; t != "" && len(head) < len(p.words) {
		return d.body(p, t)
	}
	if !p.titled && !slices.ContainsFunc(p.words, func(w string) bool { return len(w) > 2 || len(w) == 2 && w[1] != '.' }) {
		return nil // initials alone
	}
	if words, _ := d.title(p.firstIn, p.first.bare, p.first.to); words == p.first.to-p.first.bare {
		return nil // a title alone: a nominal
	}
	gender := l.given[p.words[0]]
	if bearers := l.names[p.words[0]]; gender != 0 && len(p.words) > 1 && l.given[p.words[1]] == 0 && p.person <= p.place && len(bearers) == 1 &&
		bearers[0].actor != nil && bearers[0].actor.Type == schemas.State && bearers[0].kind == schemas.Name {
		gender = 0 // "Kenya Vision"
	}
	if first, _, ok := strings.Cut(p.words[0], "-"); ok && gender == 0 && len(p.words) > 1 {
		gender = l.given[first] // "Anna-Maria Sample"
	}
	initial := len(p.words) > 1 && len(p.words[0]) == 2 && p.words[0][1] == '.'
	if town := l.towns[p.key]; town != 0 || gender == 0 && !p.titled && len(head) == len(p.words) && (l.towns[last] != 0 || l.towns[p.words[0]] != 0 && p.person < 3) {
		p.place += 3
	}
	hyphenated := len(p.words) > 1 && slices.ContainsFunc(p.words, func(w string) bool {
		_, after, ok := strings.Cut(w, "-")
		return ok && after != "" && unicode.IsLower([]rune(after)[0])
	})
	acronym := len(p.words) == 1 && isAcronym(p.key)
	switch {
	case p.titled && p.title != 0 && len(head) == len(p.words) && length <= 4:
		return d.person(p)
	case len(p.words) > 1 && length <= 4 && len(head) == len(p.words) && (gender != 0 || initial || hyphenated) && p.body == 0 && p.place <= p.person+2:
		return d.person(p)
	case len(p.words) > 1 && length <= 4 && len(head) == len(p.words) && p.body == 0 && p.person > p.place:
		return d.person(p)
	case acronym:
		if a := d.called[p.key]; a != nil {
			return a
		}
		if l.notNames[p.key] || p.place > p.person+p.body || p.person+p.body < 1 {
			return nil
		}
		return d.body(p, schemas.Other)
	case len(p.words) == 1 && p.firstIn.words[p.first.head].XPOS == "NNPS" && (p.place == 0 && l.people[singular(lower(p.key))] || p.person > p.place):
		id := slug(p.key)
		if d.own[id] == nil {
			d.own[id] = &codebook.Actor{ID: id, Name: p.key, Type: schemas.Group}
		}
		return d.own[id]
	case len(p.words) == 1 && gender != 0 && p.body == 0 && p.person >= p.place && (p.person > 0 || p.count > 1):
		return d.person(p)
	case len(p.words) == 1 && p.body == 0 && p.person > p.place+1:
		return d.person(p)
	}
	return nil
}

// singular takes the ending off a plural: "kurd".
func singular(w string) string { return strings.TrimSuffix(w, "s") }

// person makes a person of a name.
func (d *document) person(p *profile) *codebook.Actor {
	id := slug(p.key)
	name := p.key
	if !strings.ContainsFunc(name, unicode.IsLower) { // a label in capitals
		words := strings.Fields(name)
		for i, w := range words {
			words[i] = nameCase(w)
		}
		name = strings.Join(words, " ")
		if a := d.called[name]; a != nil {
			return a
		}
	}
	if a := d.lexicon.acts[id]; a != nil && a.Type == schemas.Person {
		d.introduce(a, p.title)
		return a
	}
	// "Ann B. Sample" is Ann Sample.
	plainName := withoutInitials(p.words)
	if a := d.called[plainName]; a != nil {
		return a
	}
	if bearers := d.lexicon.names[plainName]; len(bearers) == 1 && bearers[0].actor != nil && bearers[0].actor.Type == schemas.Person {
		d.introduce(bearers[0].actor, p.title)
		return bearers[0].actor
	}
	a := d.own[id]
	if a == nil {
		a = &codebook.Actor{ID: id, Name: name, Type: schemas.Person}
		d.own[id] = a
	}
	if len(p.words) > 1 {
		d.called[plainName] = a
	}
	d.introduce(a, p.title)
	return a
}

// withoutInitials joins the words of a name that are no initials.
func withoutInitials(words []string) string {
	var out []string
	for i, w := range words {
		if i == 0 || len(w) != 2 || w[1] != '.' {
			out = append(out, w)
		}
	}
	return plain(strings.Join(out, " "))
}

// introduce lets the words of a person's name stand for it from now on.
func (d *document) introduce(a *codebook.Actor, title byte) {
	words := strings.Fields(a.Name)
	if len(words) > 1 {
		last := words[len(words)-1]
		if w := strings.TrimSuffix(last, "."); w == "Jr" || w == "Sr" || strings.Trim(w, "IVX") == "" {
			last = strings.TrimSuffix(words[len(words)-2], ",")
		} else if d.lexicon.epithets[w] && words[len(words)-2] == "the" {
			last = words[0]
		}
		for _, w := range []string{last, words[0]} {
			if d.lexicon.towns[w] != 0 && d.lexicon.given[words[0]] == 0 {
				continue // "York Minster"
			}
			if d.called[plain(w)] == nil && len(w) > 1 && !strings.HasSuffix(w, ".") {
				d.called[plain(w)] = a
			}
		}
	}
	if a.Gender != "" {
		d.gender[a] = a.Gender[0]
		return
	}
	gender := title
	if gender == 0 || gender == 'a' {
		gender = d.lexicon.given[words[0]]
	}
	if gender == 'm' || gender == 'f' {
		if d.gender[a] == 0 {
			d.gender[a] = gender
		}
	}
}

// body makes an organisation of a name. A state at its beginning or its end is
// its principal, if it is an office or a government.
func (d *document) body(p *profile, t schemas.ActorType) *codebook.Actor {
	if a := d.initials(p.key); a != nil {
		return a
	}
	s, f := p.firstIn, p.first
	a := &codebook.Actor{Name: p.key, Type: t}
	rest := p.key
	if names, end := d.longestAt(s, f.bare, f.to); end > f.bare && end < f.to {
		if b, ok := d.bearer(names); ok && b.actor != nil && b.actor.Type == schemas.State {
			p.principal = b.actor
			rest = strings.TrimSpace(d.text(s, end, f.to))
		}
	}
	for i := f.bare + 1; i < f.to && p.principal == nil; i++ {
		if s.lower[i] == "of" || s.lower[i] == "the" {
			if names, end := d.longestAt(s, i+1, f.to); end == f.to {
				if b, ok := d.bearer(names); ok && b.actor != nil && b.actor.Type == schemas.State {
					p.principal = b.actor
				}
			}
		}
	}
	if t == schemas.Office && len(p.words) == 2 && p.words[1] == "Administration" {
		if leader := d.called[p.words[0]]; leader != nil { // that of a person
			a.Type, a.Principal = schemas.Government, leader.Principal
		}
	}
	if f.principal != nil {
		p.principal = f.principal
		a.Name = p.key
	}
	a.ID = slug(a.Name)
	if p.principal != nil && (t == schemas.Office || t == schemas.Government) {
		a.Principal = p.principal.ID
		if rest != p.key {
			a.ID = slug(p.principal.ID + " " + rest)
		}
	}
	if known := d.own[a.ID]; known != nil {
		return known
	}
	if known := d.lexicon.acts[a.ID]; known != nil {
		return known
	}
	d.own[a.ID] = a
	if short := initialsOf(p.key); len(short) >= 2 {
		if d.called[short] == nil {
			d.called[short] = a
		}
	}
	return a
}

// initials returns the organisation whose initials an acronym has.
func (d *document) initials(acronym string) *codebook.Actor {
	if !isAcronym(acronym) {
		return nil
	}
	return d.called[acronym]
}

func initialsOf(s string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' }) {
		if r := []rune(w)[0]; unicode.IsUpper(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isAcronym(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			n++
		case r != '.' && r != '&' && !unicode.IsDigit(r):
			return false
		}
	}
	return n >= 2 && n <= 6
}

// slug is a name as an id: lower case letters and digits, joined by hyphens.
func slug(s string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(unicode.ToLower(r))
		case !unicode.IsMark(r) && r != '.' && r != '\'' && r != '’':
			hyphen = true
		}
	}
	return b.String()
}

// affiliate tells whom the discovered persons speak for: the state before their
// title, or whom the words beside their name name.
func (d *document) affiliate() {
	for i, s := range d.sentences {
		for j := range d.found[i] {
			f := &d.found[i][j]
			if f.actor == nil || f.actor.Type != schemas.Person || d.own[f.actor.ID] != f.actor || f.actor.Principal != "" {
				continue
			}
			if j > 0 && d.found[i][j-1].to == f.from && f.title != 0 {
				d.speaksFor(f.actor, d.found[i][j-1].actor)
			}
			if h := d.post(s, f); h >= 0 {
				d.affiliateBefore(s, f, h)
			}
			for c := s.first[f.head]; c >= 0 && f.actor.Principal == ""; c = s.next[c] {
				if c < f.to || s.rel[c] != "appos" && s.rel[c] != "nmod" && s.rel[c] != "conj" {
					continue
				}
				if s.rel[c] != "nmod" && !d.lexicon.people[s.lemma(c)] {
					continue
				}
				for k := range d.found[i] {
					g := &d.found[i][k]
					if g.from >= f.to && s.within(g.head, c) && g.actor != f.actor {
						d.speaksFor(f.actor, g.actor)
						break
					}
				}
			}
		}
	}
}

// affiliateBefore tells for whom a person speaks by the noun h that the name is an
// apposition of: "Peru's foreign minister, Ann Sample".
func (d *document) affiliateBefore(s *sentence, f *found, h int) {
	office := d.lexicon.bodies[s.noun(h)] != ""
	for k := range d.found[s.index] {
		g := &d.found[s.index][k]
		if g.to > f.from || g.actor == f.actor {
			continue
		}
		c := g.head
		for c >= 0 && s.head[c] != h {
			c = s.head[c]
		}
		if c >= 0 && (c < h && s.rel[c] != "appos" || office && s.rel[c] == "nmod" && d.lexicon.actingFor[s.preposition(c)]) {
			d.speaksFor(f.actor, g.actor)
			return
		}
	}
}

// speaksFor makes the last principal of an actor that of a person.
func (d *document) speaksFor(person, a *codebook.Actor) {
	if a == nil || a.Type == schemas.Person || a.Type == schemas.Media {
		return
	}
	for steps := 0; a.Principal != "" && steps < 8; steps++ {
		next := d.lexicon.acts[a.Principal]
		if next == nil {
			break
		}
		a = next
	}
	person.Principal = a.ID
}
