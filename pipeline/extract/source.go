package extract

import (
	"slices"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// party is who says, demands or is to act: a phrase, and the actor that it
// means where that is known.
type party struct {
	head    int  // word
	span    span // its phrase, without clauses and asides
	mention *actors.Mention
	name    string
}

func (p *party) id() string {
	if p.mention == nil || p.mention.Actor == nil {
		return ""
	}
	return p.mention.Actor.ID
}

func (p *party) principal() string {
	if p.mention == nil || p.mention.Actor == nil {
		return ""
	}
	return p.mention.Actor.Principal
}

// as returns the id, principal and name of the party, or of the mention where
// there is one.
func (p *party) as(m *actors.Mention) (id, principal, name string) {
	if m != nil {
		return m.Actor.ID, m.Actor.Principal, m.Actor.Name
	}
	return p.id(), p.principal(), p.name
}

// subject returns the word that does what the predicate h says: its own subject,
// or that of the clause which h is part of by coordination, control or raising
// (Chierchia 1984; enhanced UD, Schuster & Manning 2016), or what h modifies.
func (s *sentence) subject(h int) int {
	for range 8 {
		if n := s.ownSubject(h); n != 0 {
			return n
		}
		up := s.head(h)
		switch rel := s.word(h).Deprel; {
		case up == 0:
			return 0
		case s.rel(h) == "conj":
		case s.rel(h) == "xcomp":
			// Whom one urges to act acts, whom one promises something does not.
			if o := s.child(up, "obj", "iobj"); o != 0 && !s.passive(up) && !s.subjectControl(up) {
				return o
			}
		case s.rel(h) == "advcl", s.rel(h) == "ccomp" && !s.finite(h), s.rel(h) == "parataxis" && !s.finite(h):
		case rel == "acl":
			return up
		case rel == "acl:relcl":
			return 0
		default:
			return 0
		}
		h = up
	}
	return 0
}

// ownSubject returns the subject that hangs on h itself, or 0.
func (s *sentence) ownSubject(h int) int {
	subject := 0
	for _, k := range s.kids[h] {
		if d := s.word(k).Deprel; (d == "nsubj" || d == "nsubj:pass" || d == "nsubj:outer") && (subject == 0 || k < h) {
			subject = k // of two, that beside the verb
		}
	}
	if subject != 0 {
		return subject
	}
	// "It said that …": an expletive that was resolved is none.
	if k := s.child(h, "expl"); k != 0 && k < h && s.headed(k) != nil && s.headed(k).Actor != nil {
		return k
	}
	return s.strayedSubject(h)
}

// strayedSubject returns an actor before the finite verb h that the parser did not
// see as its subject: nothing but adverbs stands between, and no preposition before.
func (s *sentence) strayedSubject(h int) int {
	if s.word(h).UPOS != "NOUN" && !s.finite(h) || s.passive(h) {
		return 0
	}
	for w := h - 1; w >= max(s.lo[h], 1); w-- {
		switch u := s.word(w).UPOS; {
		case s.forms[w] == "," && w == h-1: // "Oslo, for its part, fears …"
			before := w - 1
			for before > max(1, w-6) && s.forms[before] != "," {
				before--
			}
			if s.forms[before] != "," {
				return 0
			}
			w = before
		case (u == "NOUN" || u == "PROPN") && (s.form(h+1) == "that" || s.form(h+1) == "whether" || s.form(h+2) == "whether") && (s.word(h).XPOS == "NNS" || s.word(h).XPOS == "VBZ") && !s.marked(w, "case"):
			return w // "Neither side disputes that …", which the parser took for a noun
		case len(s.mention[w]) > 0:
			m := s.headed(w)
			if m == nil || s.marked(w, "case") || m.From > 0 && s.word(m.From).UPOS == "ADP" {
				return 0
			}
			return w
		case u != "ADV" && u != "ADJ" && u != "AUX" && u != "PART":
			return 0
		}
	}
	return 0
}

// subjectControl reports verbs whose object does not do what the infinitive says.
func (s *sentence) subjectControl(h int) bool {
	return s.undertaking[s.lemma(h)]
}

func (s *sentence) passive(h int) bool {
	return s.marked(h, "nsubj") && s.child(h, "nsubj:pass") != 0 || s.child(h, "aux:pass") != 0
}

// participle reports a past participle that modifies a noun: "sanctions imposed
// by the Council".
func (s *sentence) participle(h int) bool {
	return s.rel(h) == "acl" && s.word(h).XPOS == "VBN"
}

func (s *sentence) finite(h int) bool {
	if s.marked(h, "aux") || s.marked(h, "cop") {
		return !s.marked(h, "mark", "to")
	}
	x := s.word(h).XPOS
	return x == "VBD" || x == "VBZ" || x == "VBP"
}

// agent returns the head of the by-phrase of a passive, or 0.
func (s *sentence) agent(h int) int {
	for _, k := range s.kids[h] {
		if s.word(k).Deprel == "obl:agent" || s.rel(k) == "obl" && s.marked(k, "case", "by") {
			return k
		}
	}
	return 0
}

// party returns the phrase with the head n as a party.
func (s *sentence) party(n int) party {
	p := party{head: n, span: s.phrase(n)}
	p.mention = s.mentionOf(n, p.span)
	if p.mention == nil || p.mention.Actor == nil {
		for _, k := range s.kids[n] { // "his colleague Ann Sample"
			if m := s.headed(k); m != nil && m.Actor != nil && m.Actor.Type == schemas.Person && s.rel(k) == "appos" && k > n {
				p.mention = m
			}
		}
	}
	switch {
	case p.mention != nil && p.mention.Actor != nil:
		p.name = p.mention.Actor.Name
	default:
		p.name = s.slice(s.extent(p.span))
	}
	return p
}

// phrase returns the words of a noun phrase, up to the first clause, apposition
// or aside behind its head.
func (s *sentence) phrase(n int) span {
	sp := s.yield(n)
	for _, k := range s.kids[n] {
		cut := false
		switch s.rel(k) {
		case "acl", "appos", "parataxis", "punct", "ccomp", "advcl", "xcomp", "obl", "cop", "nsubj", "aux", "dep":
			cut = true
		case "case", "mark", "cc":
			if k < n {
				sp.from = max(sp.from, k+1)
			} else if s.rel(k) == "case" { // the 's of a possessor
				sp.to = min(sp.to, k)
			}
		}
		if cut && k > n {
			sp.to = min(sp.to, s.lo[k])
		}
		if cut && k < n {
			sp.from = max(sp.from, s.hi[k]+1)
		}
	}
	if n < sp.from || n >= sp.to {
		return span{n, n + 1}
	}
	if sp = s.trim(sp); sp.empty() {
		return span{n, n + 1}
	}
	return sp
}

// mentionOf returns the mention that the phrase with head n is, or that it
// speaks for ("the Polish government"), or nil. For a relative pronoun it is
// that of the noun before.
func (s *sentence) mentionOf(n int, phrase span) *actors.Mention {
	if m := s.headed(n); m != nil {
		return m
	}
	if x := s.word(n).XPOS; x == "WP" || x == "WDT" || s.forms[n] == "that" {
		for h := range s.tree.Ancestors(n) {
			if s.word(h).Deprel == "acl:relcl" && s.head(h) != 0 {
				return s.mentionOf(s.head(h), s.phrase(s.head(h)))
			}
		}
		for w := n - 1; w > 0; w-- { // else the noun directly before it
			if !isPunct(s.forms[w]) {
				return s.headed(w)
			}
		}
	}
	if s.voices[s.lemma(n)] {
		for _, k := range s.kids[n] {
			rel := s.word(k).Deprel
			if rel == "nmod:poss" || s.rel(k) == "compound" || s.rel(k) == "amod" || s.rel(k) == "nmod" && s.marked(k, "case", "of", "from") {
				if m := s.headed(k); m != nil && m.Actor != nil {
					return m
				}
			}
		}
	}
	return nil
}

// headed returns the longest mention whose head is n, or which covers n up to its
// end, or nil.
func (s *sentence) headed(n int) *actors.Mention {
	var best *actors.Mention
	for _, m := range s.mention[n] {
		if (m.Head == n || m.To == n) && (best == nil || m.To-m.From > best.To-best.From || best.Actor == nil && m.Actor != nil) {
			best = m
		}
	}
	if best == nil && len(s.mention[n]) > 0 {
		for _, m := range s.mention[n] {
			if m.Kind == schemas.Name || m.Kind == schemas.Alias {
				return m
			}
		}
	}
	return best
}

// sourceOf returns who is the source of the cue at word h, or the demander.
func (s *sentence) sourceOf(h int, part codebook.Part, light bool) (party, bool) {
	switch part {
	case codebook.Verb:
		if s.passive(h) || s.participle(h) {
			if a := s.agent(h); a != 0 {
				return s.party(a), true
			}
			return party{}, false
		}
		return s.partyAt(s.subject(h))
	case codebook.Adjective:
		return s.partyAt(s.subject(h))
	case codebook.Noun:
		return s.holder(h, light)
	}
	return party{}, false
}

// partyAt returns the party of a subject; expletives and "this" are none.
func (s *sentence) partyAt(n int) (party, bool) {
	if n == 0 || s.rel(n) == "expl" && s.headed(n) == nil || slices.Contains([]string{"there", "this", "what", "you", "nothing", "everything", "something"}, s.forms[n]) {
		return party{}, false
	}
	return s.party(n), true
}

// holder returns whose the noun at h is: the possessor, the one of whom or by
// whom it is, the actor named before it, or the subject of the verb that it
// hangs on.
func (s *sentence) holder(h int, light bool) (party, bool) {
	if k := s.child(h, "nmod:poss"); k != 0 {
		return s.party(k), true
	}
	for _, k := range s.kids[h] {
		if s.rel(k) == "nmod" && s.marked(k, "case", "by", "from", "among") {
			return s.party(k), true
		}
	}
	for _, k := range s.kids[h] {
		if r := s.rel(k); k < h && (r == "compound" || r == "amod" || r == "nmod") && s.headed(k) != nil {
			return s.party(k), true
		}
	}
	if !light {
		return party{}, false
	}
	switch s.rel(h) {
	case "obj", "obl", "xcomp", "nsubj:pass", "nsubj":
		v := s.head(h)
		if s.rel(h) == "nsubj" && s.word(h).Deprel != "nsubj:pass" {
			return party{}, false
		}
		if s.light[s.lemma(v)] {
			if s.passive(v) {
				return s.partyAt(s.agent(v))
			}
			if n := s.subject(v); n != h {
				return s.partyAt(n)
			}
		}
	case "conj":
		return s.holder(s.head(h), light)
	case "acl", "nmod":
	default:
		if s.child(h, "cop") != 0 {
			return s.partyAt(s.ownSubject(h))
		}
	}
	return party{}, false
}

// firstPerson reports whether a party is the one who speaks.
func (s *sentence) firstPerson(p party) bool {
	return slices.Contains([]string{"i", "we", "me", "us", "my", "our"}, s.forms[p.head])
}
