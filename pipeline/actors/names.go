package actors

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// found is a name at words from up to but not including to of a sentence, its
// title included; the name proper begins at bare.
type found struct {
	from, bare, to int
	head           int
	actor          *codebook.Actor // nil for an unknown name
	kind           schemas.MentionKind
	short          bool
	hidden         bool            // part of a compound: no mention, but it makes the actor salient
	cited          bool            // in a reference to literature: an author
	weak           bool            // a capital where it does not act: no mention, unless a person bears its name
	title          byte            // gender of the title, 0 without one
	key            string          // of an unknown name: its words
	principal      *codebook.Actor // the state that ended an unknown name
}

// longestAt returns the bearers of the longest name that begins at token i, and
// where it ends.
func (f *Finder) longestAt(s *sentence, i, limit int) (best []name, to int) {
	to = i
	if !s.capital[i] && s.lower[i] != "the" && !f.lexicon.particles[s.lower[i]] {
		return nil, i
	}
	var buffer [128]byte
	text := buffer[:0]
	for j := i; j < limit; j++ {
		form := s.tokens[j].Form
		if j == i && form == "The" {
			form = "the"
		}
		if j > i && !s.glued(j) {
			text = append(text, ' ')
		}
		if strings.Contains(form, "’") {
			form = plain(form)
		}
		text = append(text, form...)
		if len(text) > f.lexicon.longest {
			break
		}
		if n, ok := f.lexicon.names[string(text)]; ok {
			best, to = n, j+1
		}
	}
	return best, to
}

// bearer chooses who is meant by a name on the document's day. Who bore it on
// that day comes before who bears it at any time; without a day, several dated
// bearers leave it open.
func (d *document) bearer(names []name) (name, bool) {
	if len(names) == 1 && (!names[0].alias.Dated() || d.doc.Published == nil) {
		return names[0], true
	}
	open := name{}
	for _, n := range names {
		switch {
		case !n.alias.Dated():
			open = n
		case d.doc.Published != nil && n.alias.Holds(*d.doc.Published):
			return n, true
		}
	}
	return open, open.actor != nil
}

// names finds the names of a sentence, known and unknown, in order.
func (d *document) names(s *sentence) []found {
	var out []found
	n := len(s.tokens)
	for i := 0; i < n; {
		if s.shouting {
			if bearers, to := d.longestAt(s, i, n); to > i {
				if b, ok := d.bearer(bearers); ok && b.actor != nil && b.kind != schemas.Demonym {
					out = d.known(s, out, found{from: i, bare: i, to: to}, b)
				}
				i = to
				continue
			}
			i++
			continue
		}
		if f, b, ok := d.elliptic(s, i); ok {
			out = d.known(s, out, f, b)
			i++
			continue
		}
		to := d.chunk(s, i)
		if to == i {
			if bearers, to := d.longestAt(s, i, n); to > i && d.chunk(s, min(i+1, n-1)) <= to { // not "the South" of "the South Korean"
				if b, ok := d.bearer(bearers); ok && b.actor != nil {
					out = d.known(s, out, found{from: i, bare: i, to: to}, b)
				}
				i = to
				continue
			}
			i++
			continue
		}
		out = d.split(s, out, i, to)
		i = to
		if len(out) > 0 { // a known name may go on: "United States of America"
			i = max(i, out[len(out)-1].to)
		}
	}
	// "Feng, Sample, & Testname, 2007": all are authors.
	for j := len(out) - 1; j >= 0; j-- {
		f := &out[j]
		f.cited = cited(s, f.to)
		if !f.cited && j+1 < len(out) && out[j+1].cited {
			to := f.to
			for to < out[j+1].from && (s.lower[to] == "," || s.lower[to] == "&" || s.lower[to] == "and") {
				to++
			}
			f.cited = to > f.to && to == out[j+1].from
		}
	}
	return out
}

// elliptic finds a name whose last words stand only in the one that it is
// coordinated with: "North" in "North and South Korea".
func (d *document) elliptic(s *sentence, i int) (found, name, bool) {
	if i+3 >= len(s.tokens) || !s.capital[i] || !s.capital[i+2] || s.lower[i+1] != "and" && s.lower[i+1] != "or" {
		return found{}, name{}, false
	}
	bearers, to := d.longestAt(s, i+2, len(s.tokens))
	if to < i+4 || bearers[0].actor == nil || len(d.lexicon.names[plain(s.tokens[i].Form)]) > 0 {
		return found{}, name{}, false
	}
	rest := s.tokens[i].Form + " " + d.text(s, i+3, to)
	if b, ok := d.bearer(d.lexicon.names[plain(rest)]); ok && b.actor != nil && b.actor.Type == bearers[0].actor.Type {
		if b.kind == schemas.Name {
			b.kind = schemas.Alias
		}
		return found{from: i, bare: i, to: i + 1}, b, true
	}
	return found{}, name{}, false
}

// chunk returns the end of the run of capitalised words that begins at i, i where
// none does.
func (d *document) chunk(s *sentence, i int) int {
	if !d.nameWord(s, i) {
		return i
	}
	to, body := i+1, d.lexicon.endings[s.tokens[i].Form] != ""
	for to < len(s.tokens) {
		form := s.tokens[to].Form
		switch {
		case s.hyphen(to) && s.glued(to) && s.glued(to+1) && utf8.RuneCountInString(form) == 1 && to+1 < len(s.tokens) && s.capital[to-1] &&
			isWord(s.tokens[to+1].Form):
			if w := s.lower[to+1]; !s.capital[to+1] && (len(w) > 6 || strings.HasSuffix(w, "ed") || d.lexicon.joined[w]) {
				return to // "U.S.-led", "Moscow-backed"
			}
			to += 2
		case d.nameWord(s, to):
			body = body || d.lexicon.endings[form] != ""
			to++
		case d.lexicon.particles[form] && to+1 < len(s.tokens) && d.nameWord(s, to+1):
			to += 2
		case d.numeral(s, i, to):
			return to + 1 // "Elizabeth II"
		case form == "the" && to+1 < len(s.tokens) && d.lexicon.epithets[s.tokens[to+1].Form] && d.lexicon.given[s.tokens[to-1].Form] != 0:
			return to + 2 // "Peter the Great"
		case form == "&" && to+1 < len(s.tokens) && s.capital[to+1]:
			if end := d.chunk(s, to+1); cited(s, end) {
				return to // "Sample & Testname, 2010"
			}
			to += 2
		case body && d.lexicon.links[form] && to+1 < len(s.tokens):
			next := to + 1
			if s.lower[next] == "the" && next+1 < len(s.tokens) {
				next++
			}
			if !d.nameWord(s, next) || s.upos(next) == "PRON" {
				return to
			}
			to = next + 1
		case body && form == "and" && to+1 < len(s.tokens) && d.nameWord(s, to+1) && d.coordinated(s, i, to):
			to += 2
		case s.lower[to] == "'" && s.glued(to) && to+1 < len(s.tokens) && !s.glued(to+1) && s.capital[to+1] && d.lexicon.endings[s.tokens[to+1].Form] != "" &&
			s.plural(to-1):
			to += 2 // "Workers' Party"
		case s.lower[to] == "'s" && to+1 < len(s.tokens) && s.capital[to+1] && (d.lexicon.owners[s.lower[to-1]] || to > i+1 && d.lexicon.owners[s.lower[to-2]]):
			to += 2
		default:
			return to
		}
	}
	return to
}

// numeral reports whether word to is the number of the ruler whose name begins at i:
// "Pope Sixtus V". An "I" may speak.
func (d *document) numeral(s *sentence, i, to int) bool {
	form := s.tokens[to].Form
	if strings.Trim(form, "IVX") != "" || s.glued(to) {
		return false
	}
	if form == "I" && to+1 < len(s.tokens) && s.upos(to+1) != "PUNCT" && s.upos(to+1) != "ADP" {
		return false
	}
	words, _ := d.title(s, i, to)
	return words > 0 && i+words < to || d.lexicon.given[s.tokens[to-1].Form] != 0
}

// coordinated reports whether "and" at word i joins parts of one name: what
// stands before it hangs on an "of" or is no name of its own.
func (d *document) coordinated(s *sentence, from, i int) bool {
	of := false
	for j := from; j < i; j++ {
		of = of || d.lexicon.links[s.lower[j]]
	}
	next := s.tokens[i+1].Form
	if !of || d.lexicon.titles[next] != 0 {
		return false
	}
	bearers, _ := d.longestAt(s, i+1, len(s.tokens))
	before, _ := d.longestAt(s, i-1, i)
	return bearers == nil && before == nil && s.words[i+1].UPOS != "VERB"
}

// nameWord reports whether token i can be a word of a name.
func (d *document) nameWord(s *sentence, i int) bool {
	if !s.capital[i] || !isWord(s.tokens[i].Form) {
		return false
	}
	if d.lexicon.calendar[s.tokens[i].Form] {
		// "Theresa May", "Mr. May", but not "Palm Beach Tuesday".
		if i == 0 || d.lexicon.given[s.tokens[i-1].Form] == 0 && d.lexicon.titles[strings.TrimSuffix(s.tokens[i-1].Form, ".")] == 0 {
			return false
		}
	}
	switch s.upos(i) {
	case "PROPN":
		return true
	case "PRON", "DET", "ADP", "CCONJ", "SCONJ", "AUX", "INTJ", "PART", "ADV":
		return i > 0 && s.upos(i) == "ADV" && s.words[i].XPOS == "NNP"
	case "ADJ", "NOUN", "X", "NUM", "VERB":
		if i > 0 && s.upos(i-1) != "PUNCT" || s.words[i].XPOS == "NNP" {
			return s.upos(i) != "VERB" || s.words[i].XPOS == "NNP"
		}
		// The first word of a sentence: a name only where one goes on.
		return s.upos(i) != "VERB" && i+1 < len(s.tokens) && s.capital[i+1] && s.upos(i+1) == "PROPN"
	}
	return false
}

func isWord(form string) bool {
	r, _ := utf8.DecodeRuneInString(form)
	return unicode.IsLetter(r)
}

// split takes a run of capitalised words apart: states before titles, titles
// before names, known names, and unknown ones.
func (d *document) split(s *sentence, out []found, i, to int) []found {
	l := d.lexicon
	for i < to {
		// A title and a name that the codebook has as one.
		bearers, end := d.longestAt(s, i, len(s.tokens))
		b, ok := d.bearer(bearers)
		known := end > i && ok
		switch {
		case known && end >= to:
			if b.actor != nil {
				out = d.known(s, out, found{from: i, bare: i, to: end}, b)
			}
			return out
		case known && b.actor == nil:
			i = end
			continue
		case end > i && !ok:
			// A dated alias of which nobody is the bearer: the title and an unknown name.
			known = false
		}
		if known && b.actor != nil && b.kind == schemas.Demonym && end+1 == to && d.lexicon.countries[s.lower[end]] {
			b.kind = schemas.Alias // "the Greek State"
			return d.known(s, out, found{from: i, bare: i, to: to}, b)
		}
		if words, gender := d.title(s, i, to); words > 0 && i+words < to {
			f := found{from: i, bare: i + words, to: to, title: gender}
			for more := 1; more > 0 && f.bare < to; {
				more, gender = d.title(s, f.bare, to)
				if f.bare+more >= to {
					break
				}
				f.bare += more
				if more > 0 && f.title == 'a' {
					f.title = gender
				}
			}
			if whole := d.text(s, i, to); l.towns[whole] != 0 || l.towns[strings.Replace(whole, "St. ", "Saint ", 1)] != 0 {
				return out // "St. Louis"
			}
			if l.endings[s.tokens[to-1].Form] == "" && !d.hasOf(s, f.bare, to) {
				rest, restEnd := d.longestAt(s, f.bare, len(s.tokens))
				if b, ok := d.bearer(rest); restEnd >= to && ok && b.actor != nil && b.actor.Type == schemas.Person {
					f.to = restEnd
					return d.known(s, out, f, b)
				}
				return d.unknown(s, out, f)
			}
		}
		if known && b.actor != nil && !s.hyphenated(end) {
			if b.actor.Type == schemas.Person || !d.extends(s, b, i, end, to) {
				out = d.known(s, out, found{from: i, bare: i, to: end}, b)
				i = end
				continue
			}
			if b.actor.Type == schemas.State && end == i+1 && d.lexicon.given[s.tokens[i].Form] != 0 && b.kind == schemas.Name {
				if words, _ := d.title(s, end, to); words == 0 && d.personAfter(s, end, to) {
					return d.unknown(s, out, found{from: i, bare: i, to: to}) // "Chad Michael Sample"
				}
			}
			if b.actor.Type == schemas.State && d.personAfter(s, end, to) {
				out = d.known(s, out, found{from: i, bare: i, to: end}, b)
				i = end
				continue
			}
		}
		if s.hyphenated(end) && known && b.actor != nil && b.actor.Type == schemas.State {
			// "U.S.-ROK alliance": every state of it is salient, none is named.
			for j := i; j < to; j++ {
				if bearers, e := d.longestAt(s, j, to); e > j && (s.hyphenated(j) || s.hyphenated(e)) {
					if b, ok := d.bearer(bearers); ok && b.actor != nil {
						out = append(out, found{from: j, bare: j, to: e, head: s.top(j, e), actor: b.actor, kind: b.kind, hidden: true})
					}
					j = e - 1
				}
			}
			return out
		}
		// "Texas Sen. Ann Sample", "Democratic Governor Sample".
		if at := d.titleWithin(s, i, to); at > i {
			out = d.unknown(s, out, found{from: i, bare: i, to: at})
			i = at
			continue
		}
		return d.unknown(s, out, found{from: i, bare: i, to: to})
	}
	return out
}

// titleWithin returns where in a run of capitalised words a title with a name
// begins, i where none does.
func (d *document) titleWithin(s *sentence, i, to int) int {
	if d.lexicon.endings[s.tokens[to-1].Form] != "" || d.hasOf(s, i, to) {
		return i
	}
	for at := i + 1; at < to-1; at++ {
		if words, _ := d.title(s, at, to); words > 0 && at+words < to && isWord(s.tokens[at+words].Form) {
			return at
		}
	}
	return i
}

func (d *document) hasOf(s *sentence, from, to int) bool {
	for i := from; i < to; i++ {
		if d.lexicon.links[s.lower[i]] {
			return true
		}
	}
	return false
}

// extends reports whether the capitalised words after a known name make a longer
// name of it: "Korea National Diplomatic Academy", "South Australia".
func (d *document) extends(s *sentence, b name, from, end, to int) bool {
	if s.hyphen(end) {
		return true
	}
	if b.kind == schemas.Metonym || b.short {
		return true
	}
	bearers, next := d.longestAt(s, end, len(s.tokens))
	if next >= to {
		if _, ok := d.bearer(bearers); ok {
			return false
		}
	}
	return true
}

// personAfter reports whether a title with a name, or a known person, follows.
func (d *document) personAfter(s *sentence, i, to int) bool {
	if bearers, end := d.longestAt(s, i, to); end == to {
		b, ok := d.bearer(bearers)
		return ok && b.actor != nil && b.actor.Type != schemas.State
	}
	if to-i > 1 && to-i <= 3 && d.lexicon.given[s.tokens[i].Form] != 0 && d.lexicon.endings[s.tokens[to-1].Form] == "" && d.lexicon.towns[d.text(s, i, to)] == 0 {
		return true
	}
	words, _ := d.title(s, i, to)
	return words > 0 && d.lexicon.endings[s.tokens[to-1].Form] == "" && !d.hasOf(s, i, to)
}

// title returns how many words at i are a title, and its gender.
func (d *document) title(s *sentence, i, to int) (words int, gender byte) {
	var buffer [64]byte
	text := buffer[:0]
	for j := i; j < to && j < i+d.lexicon.longestTitle; j++ {
		if j > i && !s.glued(j) {
			text = append(text, ' ')
		}
		text = append(text, nameCase(strings.TrimSuffix(s.tokens[j].Form, "."))...)
		if g, ok := d.lexicon.titles[string(text)]; ok {
			words, gender = j-i+1, g
		}
	}
	return words, gender
}

// known adds a name of the codebook, if it stands for the actor here.
func (d *document) known(s *sentence, out []found, f found, b name) []found {
	if s.lower[f.from] == "the" && f.bare == f.from && f.to > f.from+1 && !b.short {
		f.from++
		f.bare++
	}
	f.actor, f.kind, f.short, f.head = b.actor, b.kind, b.short, s.top(f.from, f.to)
	joined := s.hyphenated(f.from) || s.hyphenated(f.to)
	switch {
	case s.glued(f.to) && s.tokens[f.to].Form == "$":
		return out // "US$ 10"
	case b.kind == schemas.Demonym && d.language(s, f):
		return out
	case joined && b.actor.Type != schemas.Person:
		f.hidden = true
	case f.from > 0 && s.capital[f.from-1] && s.upos(f.from-1) == "PROPN" && !s.shouting && b.actor.Type == schemas.State &&
		s.rel[f.from-1] != "punct" && !d.foundBefore(out, f.from) && d.lexicon.titles[s.tokens[f.from-1].Form] == 0:
		return out // "George Washington", "New Mexico"
	case b.kind == schemas.Metonym && !d.acts(s, f):
		f.weak = true
	}
	return append(out, f)
}

// language reports whether a demonym is the name of a language: a bare singular
// that stands beside no noun.
func (d *document) language(s *sentence, f found) bool {
	rel := s.rel[s.firstOf(f.head)]
	if s.upos(f.head) == "ADJ" && rel != "obj" && rel != "obl" && rel != "nmod" || s.plural(f.head) {
		return false
	}
	switch rel {
	case "amod", "compound", "flat":
		return f.to < len(s.tokens) && s.head[f.head] >= 0 && s.lemma(s.head[f.head]) == "language"
	}
	return s.determiner(f.head) == "" || s.child(f.head, "amod", "compound") >= 0
}

// foundBefore reports whether the last name found ends where another begins.
func (d *document) foundBefore(out []found, from int) bool {
	return len(out) > 0 && out[len(out)-1].to == from
}

// unknown adds a name that the codebook lacks.
func (d *document) unknown(s *sentence, out []found, f found) []found {
	if s.hyphen(f.from+1) && f.to > f.from+1 && s.glued(f.from+1) && len(s.tokens[f.from].Form) == 1 {
		return out // "D-Texas", "F-16"
	}
	if f.to > f.from && d.lexicon.notNames[s.tokens[f.to-1].Form] && f.title == 0 {
		return out
	}
	f.head, f.kind = s.top(f.from, f.to), schemas.Name
	if f.to == f.from+1 && d.commonNoun(s, f.from) {
		return out
	}
	// "Bank of Ruritania": the state at the end is a mention of its own.
	f.key = d.text(s, f.bare, f.to)
	for i := f.bare + 1; i < f.to-1; i++ {
		if s.lower[i] != "of" {
			continue
		}
		at := i + 1
		if s.lower[at] == "the" {
			at++
		}
		if bearers, end := d.longestAt(s, at, len(s.tokens)); end == f.to {
			if b, ok := d.bearer(bearers); ok && b.actor != nil && b.actor.Type == schemas.State && b.kind != schemas.Demonym {
				whole := f.to
				if d.lexicon.countries[s.lower[i-1]] { // "the Republic of Ruritania"
					state := found{from: i - 1, bare: i - 1, to: whole}
					if state.from > f.bare {
						at = state.from
						for i > f.bare+1 && (s.lower[i-1] != "of" || i > at) {
							i--
						}
						i--
					} else {
						return d.known(s, out, state, b)
					}
				}
				f.to = i
				f.head = s.top(f.from, f.to)
				f.principal = b.actor
				return d.known(s, append(out, f), found{from: at, bare: at, to: whole}, b)
			}
		}
	}
	return append(out, f)
}

func (d *document) text(s *sentence, from, to int) string {
	return d.doc.Text.Slice(s.tokens[from].Start, s.tokens[to-1].End)
}

// commonNoun reports whether a capitalised word is a noun that takes up someone
// rather than a name: "the Secretary", "our Nation".
func (d *document) commonNoun(s *sentence, i int) bool {
	l, w := d.lexicon, s.lower[i]
	if l.endings[s.tokens[i].Form] != "" || l.given[s.tokens[i].Form] != 0 {
		return false
	}
	if s.plural(i) && l.sides[singular(w)] != "" {
		return true
	}
	return (l.people[w] || l.countries[w] || l.takers[w] != nil || l.bodies[w] != "") && s.determiner(i) != ""
}

// actsAs reports a predicate that no place can have.
func (d *document) actsAs(s *sentence, v int) bool {
	l, lemma := d.lexicon, s.lemma(v)
	return l.speaking[lemma] || l.acting[lemma] || l.attitudes[s.lower[v]] ||
		s.child(v, "ccomp") >= 0 || s.child(v, "xcomp") >= 0 && s.upos(v) == "VERB" ||
		s.child(v, "obj") > v && s.upos(v) == "VERB" && !l.townly[lemma]
}

// acts reports whether a capital stands for those who sit there: it does or
// feels what no place can, owns a standpoint, or is party to something.
func (d *document) acts(s *sentence, f found) bool {
	l, h := d.lexicon, f.head
	if f.to+1 < len(s.tokens) && s.lower[f.to] == "," && s.capital[f.to+1] && s.child(h, "conj") < 0 && s.rel[h] != "conj" {
		bearers, end := d.longestAt(s, f.to+1, len(s.tokens))
		if end > f.to+1 && bearers[0].kind == schemas.Name || d.lexicon.towns[s.tokens[f.to+1].Form] == 'r' || s.tokens[f.to+1].Form == "D.C." {
			return false // "Lima, Peru", "Washington, D.C."
		}
	}
	// Coordinated with another: what holds of the first holds of all.
	h = s.firstOf(h)
	governor := s.head[h]
	p := s.preposition(f.head)
	if p == "" {
		p = s.preposition(h)
	}
	if s.possessive(f.to-1) && governor >= 0 {
		return l.standpoints[s.lemma(governor)] || l.bodies[s.lemma(governor)] != ""
	}
	// "anathema to Lima, which maintains that …"
	if r := s.child(f.head, "acl"); r > f.head && s.deprel(r) == "acl:relcl" {
		if n := s.child(r, "nsubj"); n >= 0 && n < r && s.lower[n] == "which" && s.deprel(n) == "nsubj" && d.actsAs(s, r) {
			return true
		}
	}
	for _, words := range l.asides { // "Lima, for its part, …"
		if to := f.to + 1 + len(words); to < len(s.tokens) && s.lower[f.to] == "," && slices.Equal(s.lower[f.to+1:to], words) {
			return true
		}
	}
	if s.lower[max(f.from-1, 0)] == "for" && f.from == 1 && f.to < len(s.tokens) && s.lower[f.to] == "," {
		return true // "For Lima, the plan is a trap."
	}
	switch s.rel[h] {
	case "nsubj":
		if governor < 0 {
			return false
		}
		if s.deprel(h) == "nsubj:pass" {
			return l.attitudes[s.lower[governor]] || l.speaking[s.lemma(governor)] || l.acting[s.lemma(governor)]
		}
		return d.actsAs(s, governor)
	case "iobj":
		return true
	case "obj":
		return governor >= 0 && (l.speaking[s.lemma(governor)] || l.swaying[s.lemma(governor)] || s.child(governor, "xcomp", "ccomp") >= 0)
	case "obl", "nmod":
		switch {
		case l.partners[p]:
			return true
		case p == "to":
			return governor >= 0 && (s.rel[governor] == "according" || l.speaking[s.lemma(governor)] || l.addressed[s.lemma(governor)])
		case p == "of":
			return governor >= 0 && (l.standpoints[s.lemma(governor)] || l.speaking[s.lemma(governor)])
		}
		return f.from > 1 && s.lower[f.from-1] == "to" && s.lower[f.from-2] == "according"
	case "compound":
		return false
	}
	return false
}
