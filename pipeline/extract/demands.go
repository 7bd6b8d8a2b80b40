package extract

import (
	"slices"
	"strings"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// demandReliability is the share of right demands by slot.
var demandReliability = map[codebook.Slot]float64{
	codebook.ObjectTo: 0.85,
	codebook.Clause:   0.75,
	codebook.To:       0.75,
	codebook.Object:   0.7,
	codebook.List:     0.8,

	codebook.ObjectDone: 0.7,
	codebook.Deed:       0.65,
}

const demandReliabilityElse = 0.65

// readDemands finds the demands of all sentences.
func (d *document) readDemands() {
	for _, s := range d.sentences {
		for w := 1; w <= s.len(); w++ {
			for _, cue := range s.demands[s.forms[w]] {
				if s.isCue(w, cue.Cue) && s.demand(w, cue) {
					break
				}
			}
		}
	}
	d.within()
}

// organ returns the body in whose name the text speaks: that which opens it and
// whose resolution the following clauses are, or that of the sentence before.
func (d *document) organ(s *sentence) *party {
	if s.form(s.len()) == "," || s.index == 0 || d.sentences[s.index-1].organ == nil {
		for w := 1; w <= min(6, s.len()); w++ {
			if len(s.mention[w]) > 0 && s.form(w+1) == "," && s.lo[w] <= 2 {
				p := s.party(w)
				if p.mention != nil {
					p.head, p.span = 0, span{} // it stands in no other sentence
					return &p
				}
			}
		}
	}
	if s.index > 0 {
		return d.sentences[s.index-1].organ
	}
	return nil
}

// demand adds the rows of a cue at word w, one for each action, and reports
// whether there are any.
func (s *sentence) demand(w int, cue *codebook.DemandCue) bool {
	if cue.Part == codebook.Modal {
		return s.obligation(w, cue)
	}
	if len(cue.Aux) > 0 && !s.marked(w, "aux", cue.Aux...) {
		return false
	}
	light := cue.Part == codebook.Noun
	demander, known := s.sourceOf(w, cue.Part, light)
	if cue.Frame == "assign" {
		if s.recipient(w) == 0 {
			s.note("demand", w, cue.Cue, "nobody is given it")
			return false
		}
		demander, known = s.partyAt(s.subject(s.head(w)))
	}
	if s.organ != nil && s.operative(w) {
		demander, known = *s.organ, true
	}
	if !known && !s.passive(w) {
		s.note("demand", w, cue.Cue, "its demander cannot be told")
		return false
	}
	if s.negated(w) {
		s.note("demand", w, cue.Cue, "it is negated")
		return false
	}
	for _, slot := range cue.Action {
		sp, k := s.fill(w, s.rest(w, cue.Cue), cue.Part, slot)
		if slot == codebook.List {
			sp, k = s.list(w)
		}
		if sp.empty() || k == s.head(w) {
			continue
		}
		if slot == codebook.Object && (cue.Part != codebook.Verb || s.passive(w) && !known || s.idle(k)) {
			continue
		}
		if slot == "for" || slot == "against" || slot == "on" {
			sp = s.onward(w, sp)
		}
		to := party{}
		toKnown := false
		switch slot {
		case codebook.ObjectTo:
			if o := s.object(w); o != 0 {
				to, toKnown = s.partyAt(o)
			}
			sp = s.yield(k)
			if s.passive(k) { // "ordered the town to be evacuated"
				sp, to, toKnown = s.join(s.object(w), k), party{}, false
			}
		case codebook.Clause:
			to, toKnown = s.actor(k)
		}
		if !toKnown {
			to, toKnown = s.addressee(w, k, cue)
		}
		if slot == "for" || slot == codebook.To {
			// "called for the base to close", "called on Oslo to act"
			if n := s.ownSubject(k); n != 0 {
				to, toKnown = s.party(n), true
			} else if slot == "for" && s.infinitiveWithin(k) {
				to, toKnown = s.party(k), true
			} else if i := s.infinitive(w); i != 0 && slot == "for" && i > k {
				to, toKnown = s.party(k), true
				sp.to = max(sp.to, s.hi[i]+1)
			} else if slot == "for" && s.marked(k, "mark", "to") {
				for v := sp.from; v < k && !toKnown; v++ { // the parser hung it elsewhere
					if s.headed(v) != nil {
						to, toKnown = s.party(v), true
					}
				}
			}
		}
		if !toKnown && (slot == codebook.Object || slot == "for" || slot == codebook.List) {
			to, toKnown = s.doer(k, demander)
		}
		found := false
		for _, a := range s.actions(k, sp, slot) {
			found = s.addDemand(w, cue, slot, demander, known, to, toKnown, a) || found
		}
		if found {
			return true
		}
	}
	s.note("demand", w, cue.Cue, "none of its slots is filled")
	return false
}

// onward adds to a phrase those that hang on the verb at w and go on where it ends:
// "pleaded for [300 billion] from public budgets".
func (s *sentence) onward(w int, sp span) span {
	for _, k := range s.kids[w] {
		if s.rel(k) == "obl" && s.word(k).Deprel == "obl" && s.lo[k] == sp.to && s.form(sp.to) != "," && !s.timely(k) &&
			s.marked(k, "case", "from", "for", "of", "on", "to", "in", "against", "with", "over", "about", "between") {
			sp.to = s.hi[k] + 1
		}
	}
	return sp
}

// obligation reads "The Parties shall destroy their stocks".
func (s *sentence) obligation(w int, cue *codebook.DemandCue) bool {
	h := s.head(w)
	if h == 0 || s.rel(w) != "aux" || s.passive(h) || s.child(h, "cop") != 0 {
		s.note("demand", w, cue.Cue, "nobody is to act")
		return false
	}
	to, known := s.actor(h)
	if !known || to.id() == "" && !s.voices[s.lemma(to.head)] || s.firstPerson(to) {
		s.note("demand", w, cue.Cue, "who is to act is no actor")
		return false
	}
	demander, told := party{}, false
	if x := s.extent(span{w, w + 1}); s.organ != nil {
		demander, told = *s.organ, true
	} else if c := s.claimAround(x); c != nil {
		demander, told = party{mention: c.source.mention, name: c.source.name}, c.known
	}
	sp := s.yield(h)
	sp.from = min(w+1, h)
	for _, k := range s.kids[h] {
		if r := s.rel(k); r == "advcl" && k > h || r == "parataxis" || r == "conj" && s.ownSubject(k) != 0 {
			sp.to = min(sp.to, max(s.lo[k], h+1))
		}
	}
	found := false
	for _, a := range s.actions(h, sp, codebook.To) {
		found = s.addDemand(w, cue, codebook.Around, demander, told, to, true, a) || found
	}
	return found
}

// claimAround returns the claim with the smallest content that holds x, or nil.
func (d *document) claimAround(x extent) *candidate {
	var best *candidate
	for i := range d.made {
		c := &d.made[i]
		y := extent{int(c.row.ContentStart), int(c.row.ContentEnd)}
		if y.holds(x) && (best == nil || c.row.ContentEnd-c.row.ContentStart < best.row.ContentEnd-best.row.ContentStart) {
			best = c
		}
	}
	return best
}

// operative reports a clause of a resolution: a verb in the third person without
// a subject of its own, at the beginning of its sentence or behind "and" in a
// sentence that begins so.
func (s *sentence) operative(w int) bool {
	for _, k := range s.kids[w] {
		if s.rel(k) == "nsubj" && k < w {
			return false
		}
	}
	if s.operativeStart(w) {
		return true
	}
	before := s.form(w - 1)
	if x := s.word(w).XPOS; x != "VBZ" && x != "NNS" || before != "and" && before != "," && s.form(w-2) != "and" {
		return false
	}
	for v := 1; v <= min(5, s.len()); v++ {
		if s.operativeStart(v) && (s.word(v).XPOS == "VBZ" || s.word(v).XPOS == "NNS") {
			return true
		}
	}
	return false
}

// operativeStart reports a capitalised word before which there is at most a number.
func (s *sentence) operativeStart(w int) bool {
	for v := 1; v < w; v++ {
		if f := s.forms[v]; !isPunct(f) && len(f) > 2 && s.word(v).UPOS != "NUM" && s.word(v).UPOS != "ADV" {
			return false
		}
	}
	return w <= 4 && capitalised(s.text.Tokens[w-1].Form)
}

// actor returns who does what a clause says: its subject, or the agent.
func (s *sentence) actor(k int) (party, bool) {
	if s.passive(k) {
		if a := s.agent(k); a != 0 {
			return s.party(a), true
		}
		return party{}, false
	}
	if n := s.ownSubject(k); n != 0 && s.rel(n) != "expl" {
		p := s.party(n)
		return p, p.mention != nil || s.word(n).UPOS != "NOUN" || s.speaks(n)
	}
	return party{}, false
}

// recipient returns who is given the object at w: the indirect object, or the
// first of two objects.
func (s *sentence) recipient(w int) int {
	if s.rel(w) != "obj" {
		return 0
	}
	if k := s.child(s.head(w), "iobj"); k != 0 {
		return k
	}
	if k := s.child(s.head(w), "obj"); k < w {
		return k
	}
	return 0
}

// addressee returns who is to act, by the slots of the cue.
func (s *sentence) addressee(w, action int, cue *codebook.DemandCue) (party, bool) {
	if cue.Frame == "assign" {
		return s.partyAt(s.recipient(w))
	}
	for _, slot := range cue.Addressee {
		if _, k := s.fill(w, s.rest(w, cue.Cue), cue.Part, slot); k != 0 && k != action && !s.within(k, action) {
			p := s.party(k)
			if p.mention != nil || s.word(k).UPOS == "PROPN" || s.speaks(k) || slot == codebook.Object || slot == "on" || slot == "upon" {
				return p, true
			}
		}
	}
	return party{}, false
}

// doer returns the actor whose act an action noun is ("U.S. cooperation"), if it
// is not the demander.
func (s *sentence) doer(k int, demander party) (party, bool) {
	for _, c := range s.kids[k] {
		r := s.rel(c)
		own := r == "nmod" && (s.word(c).Deprel == "nmod:poss" || s.marked(c, "case", "by", "from"))
		if !own && r != "compound" && r != "amod" {
			continue
		}
		if p := s.party(c); p.id() != "" && p.id() != demander.id() && p.id() != demander.principal() {
			return p, true
		}
	}
	return party{}, false
}

// idle reports objects that are no action: pronouns, numbers, people.
func (s *sentence) idle(k int) bool {
	u := s.word(k).UPOS
	return u == "PRON" || u == "PROPN" || u == "NUM" || s.people[s.lemma(k)] || s.handed[s.lemma(k)]
}

// list returns the items behind the colon that follows what w governs ("demanded
// three things: …"), and the head of the first.
func (s *sentence) list(w int) (span, int) {
	o := s.child(w, "obj", "obl")
	if o == 0 {
		return span{}, 0
	}
	for colon := o + 1; colon < s.len(); colon++ {
		if s.forms[colon] != ":" {
			continue
		}
		for k := colon + 1; k <= s.len(); k++ {
			if u := s.word(k).UPOS; s.head(k) <= colon && (u == "NOUN" || u == "VERB" || u == "PROPN") {
				return span{colon + 1, max(s.hi[k], s.hi[w]) + 1}, k
			}
		}
	}
	return span{}, 0
}

// infinitiveWithin reports an infinitive that hangs on the noun k or on one
// coordinated with it.
func (s *sentence) infinitiveWithin(k int) bool {
	if s.infinitive(k) != 0 {
		return true
	}
	for _, c := range s.kids[k] {
		if s.rel(c) == "conj" && s.infinitive(c) != 0 {
			return true
		}
	}
	return false
}

// actions splits what is demanded into its coordinated actions.
func (s *sentence) actions(k int, sp span, slot codebook.Slot) []span {
	heads := s.conjuncts(k, k, sp, slot)
	slices.Sort(heads)
	var out []span
	for i, h := range heads {
		part := sp
		if i > 0 {
			part.from = s.lo[h]
		}
		if i+1 < len(heads) {
			part.to = s.lo[heads[i+1]]
		}
		if part = s.item(s.withoutRemark(part, h), slot); !part.empty() {
			out = append(out, part)
		}
	}
	return out
}

// conjuncts returns k and what is coordinated with it as an action of its own. In
// a list an item may hang below the one before, where the parser went astray; it
// is known by its determiner.
func (s *sentence) conjuncts(k, at int, sp span, slot codebook.Slot) []int {
	heads := []int{at}
	if at != k && s.rel(at) != "conj" {
		heads = nil
	}
	for _, c := range s.kids[at] {
		if c < sp.from || c >= sp.to {
			continue
		}
		if slot == codebook.Clause && c > at && s.marked(c, "mark", "that") && (s.form(s.lo[c]) == "," || s.form(s.lo[c]-1) == "," || s.form(s.lo[c]) == "and" || s.form(s.lo[c]-1) == "and") {
			heads = append(heads, s.conjuncts(c, c, sp, slot)...) // "that … be withdrawn, that … be held"
			continue
		}
		if s.rel(c) == "appos" && c > at && s.child(c, "det") != 0 && s.child(at, "det") != 0 && (s.child(c, "conj") > c || s.child(at, "conj") > c) {
			heads = append(heads, s.conjuncts(c, c, sp, slot)...) // "a truce, the lifting of … and the release of …"
			continue
		}
		if s.rel(c) != "conj" {
			if slot == codebook.List && c > at {
				heads = append(heads, s.conjuncts(k, c, sp, slot)...)
			}
			continue
		}
		like := s.word(c).UPOS == s.word(k).UPOS || s.word(k).UPOS == "VERB" && s.marked(c, "mark", "to")
		switch {
		case slot == codebook.List:
			like = like && (at == k || s.form(s.lo[c]) == s.form(s.lo[k]) || s.child(c, "det") != 0)
		case s.word(k).UPOS != "VERB":
			// Nouns in a row are one action unless each is spelt out ("the lifting of …").
			like = like && (s.child(c, "nmod") != 0 && s.child(k, "nmod") != 0 || s.child(c, "det") != 0 && s.child(k, "det") != 0)
		}
		if like {
			heads = append(heads, s.conjuncts(k, c, sp, slot)...)
		}
	}
	return heads
}

// item takes off what joins an action to those beside it.
func (s *sentence) item(sp span, slot codebook.Slot) span {
	for {
		sp = s.trim(sp)
		switch {
		case sp.empty():
			return sp
		case slices.Contains([]string{"and", "or", "to", "that"}, s.forms[sp.from]):
			sp.from++
		case slices.Contains([]string{"and", "or"}, s.forms[sp.to-1]):
			sp.to--
		default:
			return sp
		}
	}
}

func (s *sentence) addDemand(w int, cue *codebook.DemandCue, slot codebook.Slot, demander party, known bool, to party, toKnown bool, action span) bool {
	head := s.top(action)
	if slot == "for" && (s.headed(head) != nil || s.speaks(head)) {
		for v := head + 1; v < action.to; v++ { // "called for Israel to halt"
			if s.word(v).UPOS == "VERB" && s.marked(v, "mark", "to") {
				head = v
				break
			}
		}
	}
	if slot == codebook.ObjectDone {
		for v := action.to - 1; v > head; v-- { // "wants the embargo lifted"
			if x := s.word(v).XPOS; x == "VBN" && s.rel(v) != "acl" || x == "VBD" && s.rel(v) == "xcomp" {
				head = v
				break
			}
		}
	}
	c, a := s.extent(span{w, s.rest(w, cue.Cue) + 1}), s.extent(action)
	row := schemas.Demand{
		DocID:       s.doc.ID,
		SentenceID:  int32(s.index),
		CueStart:    offset(c.start),
		CueEnd:      offset(c.end),
		CueLemma:    cue.Lemma,
		ActionStart: int32(a.start),
		ActionEnd:   int32(a.end),
		Action:      s.slice(a),
		ActionLemma: s.word(head).Lemma,
		Direction:   cue.Direction,
		Strength:    cue.Strength,
		Plover:      cue.Plover,
		Rule:        cue.Frame + ":" + strings.ReplaceAll(string(slot), " ", "-"),
		Confidence:  demandReliabilityElse,
	}
	row.ActionPlover = s.book.Plover[s.lemma(head)]
	if v, ok := demandReliability[slot]; ok {
		row.Confidence = v
	}
	if s.stopping[s.lemma(head)] || s.stopping[s.forms[head]] || s.negated(head) || s.form(action.from-1) == "not" || s.form(action.from-2) == "not" {
		row.Direction = schemas.Stop
	}
	s.note("demand", w, cue.Cue, "made by "+row.Rule+": "+row.Action)
	// One row for each actor of a coordinated demander and addressee.
	demanders, addressees := []*actors.Mention{nil}, []*actors.Mention{nil}
	if known {
		demanders = append(demanders, s.partners(demander)...)
	}
	if toKnown {
		addressees = append(addressees, s.partners(to)...)
	}
	for i, from := range demanders {
		for j, whom := range addressees {
			r := row
			if known {
				r.DemanderID, r.DemanderPrincipal, r.DemanderName = demander.as(from)
			}
			if id, principal, name := to.as(whom); toKnown && (id == "" || id != r.DemanderID) {
				r.AddresseeID, r.AddresseePrincipal, r.AddresseeName = id, principal, name
			}
			r.DemandID = schemas.ID(s.doc.ID, "demands", c.start, c.end, a.start, a.end)
			if i+j > 0 {
				r.DemandID = schemas.ID(s.doc.ID, "demands", c.start, c.end, a.start, a.end, i, j)
			}
			s.rows.Demands = append(s.rows.Demands, r)
		}
	}
	return true
}

// top returns the word of a span that governs the others.
func (s *sentence) top(sp span) int {
	for w := sp.from; w < sp.to; w++ {
		if h := s.head(w); (h < sp.from || h >= sp.to) && s.rel(w) != "punct" && s.rel(w) != "mark" && s.rel(w) != "case" {
			return w
		}
	}
	return sp.from
}

// within links each demand to the smallest claim whose content holds it.
func (d *document) within() {
	for i := range d.rows.Demands {
		r := &d.rows.Demands[i]
		size := int32(1 << 30)
		for j := range d.rows.Claims {
			c := &d.rows.Claims[j]
			if c.ContentStart <= *r.CueStart && r.ActionEnd <= c.ContentEnd && c.ContentEnd-c.ContentStart < size {
				size, r.ClaimID = c.ContentEnd-c.ContentStart, c.ClaimID
			}
		}
	}
}
