package extract

import (
	"slices"

	"demarche/pipeline/codebook"
)

// fill returns what stands in a slot of the cue at word h, and the heads of what
// stands there.
func (s *sentence) fill(h, last int, part codebook.Part, slot codebook.Slot) (span, int) {
	switch slot {
	case codebook.Clause:
		return s.clause(h, last, part)
	case codebook.Whether:
		for _, k := range s.kids[h] {
			if r := s.rel(k); (r == "ccomp" || r == "advcl" || r == "acl" || r == "csubj") && s.question(k) && (k > h || r == "csubj") {
				return s.yield(k), k
			}
		}
	case codebook.To:
		if k := s.infinitive(h); k != 0 && (s.form(s.lo[k]-1) != "," && s.forms[s.lo[k]] != "," || s.prepositional(h, "on") != 0 || s.prepositional(h, "upon") != 0) {
			return s.yield(k), k
		}
		// "remains hesitant to join": the infinitive may hang on the verb.
		if up := s.head(h); part == codebook.Adjective && s.rel(h) == "xcomp" {
			if k := s.infinitive(up); k > h {
				return s.yield(k), k
			}
		}
	case codebook.Gerund:
		for _, k := range s.kids[h] {
			if r := s.rel(k); k > h && (r == "xcomp" || r == "ccomp" || r == "obj" || r == "csubj") && s.word(k).XPOS == "VBG" && s.word(k).UPOS != "NOUN" && !s.marked(k, "case") {
				return s.yield(k), k
			}
		}
	case codebook.Object:
		// "takes issue with the wording": the cue's last word is the preposition.
		if o := s.head(last); last > h && o > last && (s.rel(last) == "case" || s.rel(last) == "mark") {
			return span{last + 1, s.hi[o] + 1}, o
		}
		if o := s.object(h); o != 0 {
			return s.predicated(h, o), o
		}
	case codebook.ObjectTo:
		if o, k := s.object(h), s.infinitive(h); o != 0 && k != 0 && (k > o || s.passive(h)) && (s.form(s.lo[k]-1) != "," || s.child(o, "appos") != 0 && s.hi[o] >= s.lo[k]-2) && s.form(s.lo[k]) != "," {
			return s.join(o, k), k
		}
	case codebook.ObjectDone:
		for _, k := range s.kids[h] {
			done := s.word(k).XPOS == "VBN" || s.word(k).XPOS == "VBD" && s.rel(k) == "xcomp" // no tense there
			if k < h || !done || s.rel(k) != "xcomp" && s.rel(k) != "ccomp" || s.marked(k, "aux") {
				continue
			}
			if o := max(s.child(h, "obj"), s.ownSubject(k)); o > h && o < k {
				return s.join(o, k), k
			}
		}
		if o := s.child(h, "obj"); o > h { // the participle may hang on the noun
			if k := s.child(o, "acl"); k > o && s.hi[k] == s.hi[o] && s.word(k).XPOS == "VBN" && s.agent(k) == 0 {
				return s.join(o, k), k
			}
		}
	case codebook.Deed:
		if o := s.object(h); o > h && s.deeds[s.lemma(o)] {
			return s.predicated(h, o), o
		}
	case codebook.ObjectIs:
		if o, k := s.object(h), s.child(h, "xcomp"); o != 0 && k > h && !s.marked(k, "mark", "to") {
			return s.join(o, k), k
		}
	case codebook.ObjectAs:
		// "refers to them as rebels": the cue's last word is the object's preposition.
		if o := s.head(last); last > h && o > last && s.rel(last) == "case" {
			if k := s.prepositional(h, "as"); k > o {
				return span{last + 1, s.hi[k] + 1}, k
			}
		}
		o, k := s.object(h), s.prepositional(h, "as")
		if o != 0 && k != 0 {
			return s.join(o, k), k
		}
		if k != 0 && s.rel(h) == "acl" && s.ownSubject(h) != 0 { // "an offer that Oslo regards as a trap"
			sp := s.yield(k)
			for _, c := range s.kids[k] {
				if s.rel(c) == "case" && s.forms[c] == "as" {
					sp.from = max(sp.from, c+1)
				}
			}
			return sp, k
		}
	case codebook.ObjectOf:
		if o := s.object(h); o != 0 && (last == h || s.rel(last) != "case") {
			for _, prep := range []string{"of", "for", "with", "over", "about", "on", "to", "as", "against"} {
				if k := s.prepositional(h, prep); k > o || k != 0 && s.passive(h) {
					return s.join(o, k), k
				}
			}
		}
	case codebook.Subject:
		k := s.child(h, "xcomp", "ccomp", "csubj")
		if k == 0 {
			k = s.infinitive(h)
		}
		if k != 0 && s.passive(h) {
			if n := s.ownSubject(h); n != 0 {
				return s.join(n, k), k
			}
			return s.yield(k), k
		}
	case codebook.Around:
		return s.around(h, part)
	default:
		if prep := slot.Preposition(); prep != "" {
			if k := s.prepositional(h, prep); k != 0 && !s.timely(k) {
				sp := s.yield(k)
				for _, c := range s.kids[k] {
					if r := s.rel(c); (r == "case" || r == "mark") && c < k && s.forms[c] == prep {
						sp.from = max(sp.from, c+1)
					}
				}
				return sp, k
			}
		}
	}
	return span{}, 0
}

// join returns the words from the phrase of the object to the end of what is
// said of it.
func (s *sentence) join(o, k int) span {
	a, b := s.yield(o), s.yield(k)
	return span{min(a.from, b.from), max(a.to, b.to)}
}

// object returns the object of h, in the passive its subject, or 0.
func (s *sentence) object(h int) int {
	whom := s.child(h, "iobj")
	if whom != 0 && s.infinitive(h) == 0 {
		whom = 0
	}
	if o := s.child(h, "obj"); o != 0 && (o > h || whom == 0) {
		if x := s.word(o).XPOS; x == "WDT" || x == "WP" {
			return 0 // it stands for the noun that the clause is about
		}
		return o
	}
	if whom != 0 {
		return whom // "asked the parties to talk"
	}
	if n := s.child(h, "nsubj:pass"); n != 0 && s.passive(h) {
		return n
	}
	return 0
}

// predicated returns the object and what the verb goes on to say of it.
func (s *sentence) predicated(h, o int) span {
	sp := s.yield(o)
	if o < h {
		return sp
	}
	for _, k := range s.kids[h] {
		if k < o {
			continue
		}
		switch s.rel(k) {
		case "xcomp", "ccomp", "iobj", "dep", "obj":
		case "acl":
		case "obl":
			if s.word(k).Deprel != "obl" || !s.marked(k, "case", "of", "for", "with", "about", "over", "on", "to", "as", "against", "from", "into", "toward", "towards", "between", "than") {
				continue
			}
		case "advcl":
			if s.marked(k, "mark") && !s.marked(k, "mark", "to", "for", "of", "as", "than", "by") {
				continue
			}
		default:
			continue
		}
		if s.lo[k] <= sp.to+3 {
			sp.to = max(sp.to, s.hi[k]+1)
		}
	}
	return sp
}

// infinitive returns the head of the infinitive that h takes, or 0.
func (s *sentence) infinitive(h int) int {
	for _, k := range s.kids[h] {
		switch s.rel(k) {
		case "xcomp", "ccomp", "advcl", "acl", "csubj", "obj":
			if k > h && s.marked(k, "mark", "to") && s.word(k).XPOS != "VBG" && !s.marked(k, "mark", "in") {
				return k
			}
		}
	}
	// "were asked more than once to leave": it may hang on the adverb.
	for _, c := range s.kids[h] {
		if r := s.rel(c); c > h && (r == "obl" || r == "advmod") && (s.word(c).UPOS == "ADV" || s.times[s.lemma(c)]) {
			for _, k := range s.kids[c] {
				if s.rel(k) == "acl" && s.marked(k, "mark", "to") && s.word(k).XPOS == "VB" {
					return k
				}
			}
		}
	}
	// "repeated its invitation to visit": it may hang on the verb.
	if up := s.head(h); s.rel(h) == "obj" && s.word(h).UPOS == "NOUN" && s.light[s.lemma(up)] {
		for _, k := range s.kids[up] {
			if s.lo[k] == h+1 && s.marked(k, "mark", "to") && s.word(k).XPOS == "VB" {
				return k
			}
		}
	}
	// "urged the opposition to publish its plan": the parser may hang it on whom
	// one urges.
	if o := s.child(h, "obj", "iobj"); o > h && (len(s.mention[o]) > 0 || s.speaks(o)) {
		for _, k := range s.kids[o] {
			if s.word(k).Deprel == "acl" && s.lo[k] == o+1 && s.marked(k, "mark", "to") {
				return k
			}
		}
	}
	return 0
}

// infinitival reports an infinitive clause; "they are to meet" is none.
func (s *sentence) infinitival(k int) bool {
	if !s.marked(k, "mark", "to") {
		return false
	}
	for _, c := range s.kids[k] {
		if x := s.word(c).XPOS; s.rel(c) == "aux" && (x == "VBP" || x == "VBZ" || x == "VBD" || x == "MD") {
			return false
		}
	}
	return true
}

// prepositional returns the head of the phrase with the preposition that hangs
// on h, or on the light verb that governs h, or 0.
func (s *sentence) prepositional(h int, prep string) int {
	for _, k := range s.kids[h] {
		switch s.rel(k) {
		case "obl", "nmod", "advcl", "xcomp", "acl", "ccomp", "iobj", "obj":
			if k > h && (s.marked(k, "case", prep) || s.marked(k, "mark", prep) && (prep != "to" || s.word(k).XPOS == "VBG")) {
				return k
			}
		}
	}
	// "expressed doubts on the timing": the phrase may hang on the verb.
	if r := s.rel(h); (r == "obj" || r == "nsubj") && s.word(h).UPOS == "NOUN" && s.light[s.lemma(s.head(h))] {
		for _, k := range s.kids[s.head(h)] {
			if r := s.rel(k); k > h && (r == "obl" || r == "advcl") && (s.marked(k, "case", prep) || s.marked(k, "mark", prep) && prep != "to") {
				return k
			}
		}
	}
	return 0
}

// question reports a clause that begins with a question word or "whether".
func (s *sentence) question(k int) bool {
	for _, c := range s.kids[k] {
		if f := s.forms[c]; f == "whether" || f == "if" {
			return true
		}
	}
	w := s.lo[k]
	if isPunct(s.forms[w]) {
		w++
	}
	switch s.word(w).XPOS {
	case "WRB", "WP", "WDT", "WP$":
		return true
	}
	return s.form(w+1) != "" && slices.Contains([]string{"WP", "WDT"}, s.word(w+1).XPOS) && s.word(w).UPOS == "ADP"
}

// clause returns the finite clause that h takes: its complement, or, where h
// stands behind or within what it attributes, the clause around it.
func (s *sentence) clause(h, last int, part codebook.Part) (span, int) {
	for _, k := range s.kids[h] {
		if k > h && s.marked(k, "mark", "that") {
			switch s.rel(k) {
			case "ccomp", "acl", "advcl", "csubj", "xcomp":
				return s.yield(k), k
			}
		}
		// "the claim that the talks had failed": no relative clause, for it lacks nothing.
		if s.word(h).UPOS == "NOUN" && s.rel(k) == "acl" && s.behindItsSource(h, k) && s.lacksNothing(k) {
			return s.yield(k), k
		}
	}
	// "told the council that": the clause may hang on the one who is told.
	for _, o := range s.kids[h] {
		if r := s.rel(o); o < h || part != codebook.Verb || r != "obj" && r != "iobj" && r != "obl" {
			continue
		}
		for _, k := range s.kids[o] {
			if (s.rel(k) == "acl" || s.rel(k) == "ccomp") && (s.marked(k, "mark", "that") || s.lacksNothing(k) && s.lo[k] == o+1) {
				return s.yield(k), k
			}
		}
	}
	if last > h { // "made it clear that": the clause may hang on the last word
		if sp, k := s.clause(last, last, part); k != 0 && k != s.head(h) {
			return sp, k
		}
	}
	for _, k := range s.kids[h] {
		switch s.rel(k) {
		case "ccomp":
			if !s.question(k) && !s.infinitival(k) {
				return s.yield(k), k
			}
		case "csubj":
			if part == codebook.Adjective && !s.question(k) && !s.infinitival(k) {
				return s.yield(k), k
			}
		}
	}
	if part == codebook.Noun {
		// "The idea is that …"
		if s.word(h).Deprel == "nsubj" || s.word(h).Deprel == "nsubj:outer" {
			if p := s.head(h); s.marked(p, "mark", "that") || s.child(p, "ccomp") != 0 && s.child(p, "cop") == 0 && s.lemma(p) == "be" {
				return span{s.hi[h] + 1, s.hi[p] + 1}, p
			}
		}
		return span{}, 0
	}
	o := s.child(h, "obj", "xcomp")
	if inverted := o > h && s.lo[o] == h+1 && isPunct(s.form(h-1)); part == codebook.Verb && (o == 0 || inverted) {
		if sp, k := s.outside(h); k != 0 {
			return sp, k
		}
		// "He said: the talks have failed."
		if k := s.child(h, "parataxis"); k > h && s.rel(k) == "parataxis" && s.finite(k) && (s.form(s.lo[k]-1) == ":" || s.form(s.lo[k]-1) == "," || opens(s.form(s.lo[k]))) {
			return s.yield(k), k
		}
	}
	return span{}, 0
}

// behindItsSource reports a clause that stands behind the noun h, or behind the phrase
// that says whose the noun is or to whom: "a demand from Oslo that …".
func (s *sentence) behindItsSource(h, k int) bool {
	at := h + 1
	for _, n := range s.kids[h] {
		if s.rel(n) == "nmod" && s.lo[n] == at && n < k && s.marked(n, "case", "from", "by", "of", "to") {
			at = s.hi[n] + 1
		}
	}
	return s.lo[k] == at
}

// lacksNothing reports a clause that begins with "that" and has a subject besides,
// as content clauses do and few relative ones.
func (s *sentence) lacksNothing(k int) bool {
	n := s.ownSubject(k)
	return s.form(s.lo[k]) == "that" && n != 0 && n != s.lo[k]
}

// outside returns the clause that an inserted or trailing attribution at h stands
// in: "The talks, Oslo said, have failed." / "…, as Oslo said."
func (s *sentence) outside(h int) (span, int) {
	up := s.head(h)
	switch {
	case up == 0:
		return span{}, 0
	case s.rel(h) == "parataxis" && s.ownSubject(h) != 0 && h > s.lo[up]:
	case s.rel(h) == "advcl" && s.marked(h, "mark", "as") && s.ownSubject(h) != 0:
	default:
		return span{}, 0
	}
	return s.without(up, h), up
}

// without returns the words of the subtree of top, less those of the part at one
// of its ends.
func (s *sentence) without(top, part int) span {
	sp := s.yield(top)
	from, to := s.lo[part], s.hi[part]+1
	// Punctuation and conjunctions beside the part go with it.
	before, after := from-sp.from, sp.to-to
	switch {
	case before <= 1 && after > 0:
		sp.from = to
	case after <= 1 && before > 0:
		sp.to = from
	case s.word(part).Deprel == "parataxis" && after < before/3 && !opens(s.form(to)) && !opens(s.form(to+1)):
		sp.to = from
	}
	return sp
}

// around returns the clause that the cue at h is part of: for adverbs and
// phrases the clause without them, for verbs such as "seem" the whole clause.
func (s *sentence) around(h int, part codebook.Part) (span, int) {
	if part == codebook.Verb {
		if s.child(h, "xcomp", "ccomp", "csubj", "advcl", "obl") == 0 {
			return span{}, 0 // "A ship appeared"
		}
		return s.yield(h), h
	}
	up := s.head(h)
	if up == 0 {
		return span{}, 0
	}
	for s.word(up).UPOS != "VERB" && s.word(up).UPOS != "AUX" && s.child(up, "cop") == 0 && s.head(up) != 0 && part != codebook.Adverb {
		up = s.head(up)
	}
	if part == codebook.Adverb {
		return s.yield(up), up
	}
	if root := s.kids[0][0]; s.lo[h] <= s.lo[root]+1 || s.hi[h] >= s.hi[root]-1 {
		up = root // at either end of the sentence it speaks of all of it
	}
	return s.without(up, h), up
}
