package extract

import (
	"cmp"
	"slices"
	"strings"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// connective is a connective with the words of its marker.
type connective struct {
	*codebook.Connective
	words []string
}

// connectivesOf returns the connectives, those with the longest markers first,
// and of the same marker those that want more first.
func connectivesOf(list []codebook.Connective) []connective {
	var out []connective
	for i := range list {
		out = append(out, connective{&list[i], strings.Fields(list[i].Marker)})
	}
	slices.SortStableFunc(out, func(a, b connective) int {
		if c := cmp.Compare(len(b.words), len(a.words)); c != 0 {
			return c
		}
		return cmp.Compare(len(b.Objects), len(a.Objects))
	})
	return out
}

// The shares of right conditions by kind, measured as for claims.
var conditionReliability = map[schemas.ConditionKind]float64{
	schemas.Hypothetical: 0.85,
	schemas.Exceptive:    0.75,
	schemas.Temporal:     0.6,
	schemas.Stipulated:   0.75,
	schemas.Exchange:     0.75,
}

// readConditions finds the conditions of all sentences. Claims and demands must
// have been read.
func (d *document) readConditions() {
	for _, s := range d.sentences {
		for w := 1; w <= s.len(); w++ {
			if end := s.conditionAt(w); end > w {
				w = end - 1
			}
		}
		s.inversions()
	}
}

// conditionAt reads the condition of the marker at word w and returns where the
// marker ends; w where there is none.
func (s *sentence) conditionAt(w int) int {
	for _, c := range s.connectives {
		if s.forms[w] != c.words[0] && (c.Through == "" || s.lemma(w) != c.words[0] || s.word(w).UPOS != "VERB") {
			continue
		}
		if w+len(c.words) > len(s.forms) || !slices.Equal(s.forms[w+1:w+len(c.words)], c.words[1:]) {
			continue
		}
		marker := span{w, w + len(c.words)}
		if why := s.condition(c, marker); why != "" {
			s.note("condition", w, codebook.Cue{Lemma: c.Marker, Frame: string(c.Kind)}, why)
			continue
		}
		s.note("condition", w, codebook.Cue{Lemma: c.Marker, Frame: string(c.Kind)}, "made")
		return marker.to
	}
	return w
}

// condition adds the row of a marker, or says why there is none.
func (s *sentence) condition(c connective, marker span) string {
	if before := marker.from - 1; before > 0 && (slices.Contains(c.Not, s.forms[before]) || slices.Contains(c.Not, s.lemma(before))) {
		return "the word before gives it another sense"
	}
	if c.Through != "" {
		return s.tied(c, marker)
	}
	if c.Reversed || c.Swapped {
		return s.predicate(c, marker)
	}
	if sp, k := s.madeSo(marker); k != 0 && c.Kind == schemas.Stipulated {
		s.addCondition(c.Connective, marker, s.trim(s.behind(k, marker)), sp)
		return ""
	}
	k, outer := s.governed(marker)
	if k == 0 {
		return "nothing follows that it could mark"
	}
	if r := s.rel(outer); (r == "ccomp" || r == "csubj" || r == "advcl" && outer > s.head(outer)) && s.asking[s.lemma(s.head(outer))] && s.forms[marker.to-1] == "if" {
		return "it stands for whether"
	}
	if s.clausal(k) && s.initial(marker) && (s.head(outer) == 0 || s.head(outer) < marker.from) {
		if main := s.divided(k, marker, s.hi[k]+1); main != 0 {
			s.addCondition(c.Connective, marker, s.trim(span{marker.to, main}), s.trim(span{main, s.hi[k] + 1}, "then"))
			return ""
		}
	}
	if s.head(outer) == 0 {
		return "it marks no adverbial clause"
	}
	if !s.takes(c, k, marker) {
		return "what follows is not what it takes"
	}
	if last := marker.to - 1; marker.from < last && s.forms[last] == "that" && s.rel(last) == "nsubj" {
		return "a relative clause follows"
	}
	if s.rel(outer) == "acl" && s.word(marker.from).XPOS == "VBG" {
		return "it describes a noun"
	}
	if sp := s.trim(s.behind(k, marker)); slices.Contains(c.NotBefore, s.lemma(k)) || !sp.empty() && slices.Contains(c.NotBefore, strings.ToLower(s.slice(s.extent(sp)))) {
		return "what follows makes no condition"
	}
	if s.isNoObject(c, k) {
		return "what follows is none of its objects"
	}
	if s.forms[marker.to-1] == "if" && !s.clausal(k) && (s.word(k).UPOS == "ADV" || s.forms[marker.to] == "only") {
		return "it grants something"
	}
	antecedent := s.yield(k)
	antecedent.from = max(antecedent.from, marker.to)
	if k < marker.from {
		antecedent = span{marker.to, s.hi[outer] + 1}
	}
	host := s.host(outer)
	if host == 0 {
		return "there is no consequent"
	}
	if s.forms[marker.from] == "when" && s.marked(k, "aux", "will") {
		return "it says when, not whether"
	}
	if c.Gating && !s.gates(k, host) && !(s.forms[marker.to-1] == "until" && s.present(k)) {
		return "its consequent is not yet to come, or told as past"
	}
	if c.Negated {
		negated, leads := s.negatedClause(host), s.initial(marker) && marker.from < host
		switch {
		case !negated && !leads:
			return "its consequent is not negated"
		case s.open(host), negated && (leads || s.present(host)), s.rel(host) == "xcomp" && s.open(s.head(host)):
		default:
			return "its consequent is not yet to come"
		}
	}
	whole := span{min(s.lo[outer], marker.from), s.hi[outer] + 1}
	consequent := s.consequent(host, whole)
	if !s.clausal(k) { // "in exchange for reforms, which sounds sensible"
		for _, r := range s.kids[k] {
			if s.word(r).Deprel == "acl:relcl" && s.form(s.lo[r]-1) == "," && s.lo[r]-1 > antecedent.from {
				antecedent.to = min(antecedent.to, s.lo[r]-1)
			}
		}
	}
	antecedent = s.trim(s.cutAtQuote(antecedent))
	if antecedent.empty() {
		return "nothing follows"
	}
	s.addCondition(c.Connective, marker, antecedent, consequent)
	return ""
}

// negatedClause reports a predicate with a negation beside it or in its subject
// or object ("no treaty can …").
func (s *sentence) negatedClause(h int) bool {
	if s.negated(h) {
		return true
	}
	for _, k := range s.kids[h] {
		if r := s.rel(k); (r == "nsubj" || r == "obj") && (s.marked(k, "det", "no") || s.marked(k, "amod", "little", "few") || s.marked(k, "det", "little", "few")) {
			return true
		}
	}
	return s.denying[s.lemma(h)] || s.rel(h) == "xcomp" && s.denying[s.lemma(s.head(h))]
}

// divided returns where the main clause begins that follows the antecedent k
// though the parser has it below k, or made k the root: behind the first comma
// after k that a clause of its own follows. It returns 0 for none.
func (s *sentence) divided(k int, marker span, end int) int {
	for w := max(k, marker.to) + 1; w+2 < end; w++ {
		if s.forms[w] != "," {
			continue
		}
		next := w + 1
		switch x := s.word(next); {
		case x.UPOS == "CCONJ" || x.UPOS == "SCONJ" || x.XPOS == "WDT" || x.XPOS == "WP" || x.XPOS == "WRB" || x.XPOS == "IN":
			continue
		case s.forms[next] == "then":
			return next
		}
		// A subject and a finite verb, an auxiliary before its subject, or an imperative.
		for v := next; v < min(next+9, end); v++ {
			x := s.word(v).XPOS
			if s.forms[v] == "," {
				break
			}
			if x == "MD" || x == "VBD" || x == "VBZ" || x == "VBP" || x == "VB" && v == next {
				if s.rel(v) != "acl" && s.word(v).Deprel != "acl:relcl" && s.rel(v) != "advcl" || v == next {
					return next
				}
			}
		}
	}
	return 0
}

// initial reports a marker that begins its clause.
func (s *sentence) initial(marker span) bool {
	before := marker.from - 1
	return before < 1 || isPunct(s.forms[before]) || s.word(before).UPOS == "CCONJ" || s.forms[before] == "that" || s.word(before).UPOS == "ADV" && before < 3
}

// governed returns the head of what a marker introduces, and of the whole
// adverbial, which is the same or a word of the marker above it.
func (s *sentence) governed(marker span) (k, outer int) {
	in := func(w int) bool { return w >= marker.from && w < marker.to }
	top := 0 // the word of the marker that hangs outside of it
	for w := marker.from; w < marker.to; w++ {
		if !in(s.head(w)) && (top == 0 || s.hi[w] > s.hi[top]) {
			top = w
		}
	}
	if r := s.rel(top); r == "advmod" || r == "obl" {
		for w := marker.from; w < marker.to; w++ {
			for _, c := range s.kids[w] {
				if c >= marker.to && s.rel(c) != "punct" && s.clausal(c) {
					return c, top // "as long as the truce holds", where all hangs on "long"
				}
			}
		}
	}
	switch h := s.head(top); {
	case h > 0 && slices.Contains([]string{"mark", "case", "advmod", "cc", "fixed"}, s.rel(top)) && s.hi[h] >= marker.to && (h >= marker.to || s.lo[h] >= marker.from):
		return h, h
	case h > marker.to && s.lo[h] <= marker.from && s.rel(top) != "root" && s.rel(top) != "obl":
		return h, h
	}
	for w := marker.from; w < marker.to; w++ {
		for _, c := range s.kids[w] {
			if !in(c) && c >= marker.to && s.rel(c) != "punct" {
				return c, top
			}
		}
	}
	// "on condition that …": the clause may hang on the word that the marker's does.
	if h := s.head(top); h > 0 {
		for _, c := range s.kids[h] {
			if s.lo[c] <= marker.to && s.hi[c] >= marker.to && c >= marker.to {
				return c, top
			}
		}
	}
	return 0, 0
}

// takes reports whether the phrase at k is one of those that the connective may
// stand before.
func (s *sentence) takes(c connective, k int, marker span) bool {
	for _, slot := range c.Antecedent {
		switch slot {
		case codebook.Clause:
			if s.clausal(k) {
				return true
			}
		case codebook.Gerund:
			if s.word(k).XPOS == "VBG" {
				return true
			}
		case codebook.Object:
			if s.clausal(k) || s.word(k).XPOS == "VBG" && s.word(k).UPOS == "VERB" {
				continue
			}
			if u := s.word(k).UPOS; s.timely(k) || (c.Kind == schemas.Temporal || c.Kind == schemas.Exceptive) && u != "NOUN" && u != "PROPN" {
				continue
			}
			return true
		}
	}
	return false
}

// clausal reports a head with a subject or an auxiliary of its own.
func (s *sentence) clausal(k int) bool {
	return s.child(k, "nsubj", "csubj", "expl", "cop", "aux") != 0 || s.word(k).UPOS == "VERB" && s.finite(k)
}

// timely reports a noun of time ("after three days") or a date.
func (s *sentence) timely(k int) bool {
	if s.word(k).UPOS == "NUM" {
		for _, c := range s.kids[k] {
			if s.months[s.lemma(c)] {
				return true
			}
		}
	}
	return s.times[s.lemma(k)] || s.months[s.lemma(k)]
}

// host returns the head of the clause that an adverbial hangs on.
func (s *sentence) host(outer int) int {
	h := s.head(outer)
	for h != 0 && !s.clausal(h) && s.word(h).UPOS != "VERB" && s.head(h) != 0 && s.rel(h) != "root" {
		if r := s.rel(h); r == "parataxis" || r == "ccomp" || r == "advcl" || r == "xcomp" {
			break
		}
		h = s.head(h)
	}
	return h
}

// gates reports whether the antecedent k opens or shuts the way to the
// consequent: that is yet to come, or is claimed or demanded, and neither is told
// as past.
func (s *sentence) gates(k, host int) bool {
	past := s.word(k).XPOS == "VBD" || s.past(k)
	if past && !s.hypothetical(host) && !(s.rel(host) == "xcomp" && s.hypothetical(s.head(host))) {
		return false // "they would meet only after it had changed" is reported speech
	}
	if s.open(host) || s.denying[s.lemma(host)] && !past && s.word(host).XPOS != "VBD" {
		return true
	}
	at := s.text.Tokens[host-1].Start
	for i := range s.rows.Demands {
		if d := &s.rows.Demands[i]; int(d.ActionStart) <= at && at < int(d.ActionEnd) {
			return true
		}
	}
	return false
}

// hypothetical reports a predicate with a modal of what is not so yet, or is reported.
func (s *sentence) hypothetical(h int) bool {
	return s.marked(h, "aux", "would", "should", "could", "might")
}

// present reports a finite predicate in the present tense. What is so until something
// comes about, depends on it, whatever its own tense.
func (s *sentence) present(k int) bool {
	for _, c := range s.kids[k] {
		if r := s.rel(c); r == "aux" || r == "cop" {
			if x := s.word(c).XPOS; x == "VBZ" || x == "VBP" {
				return true
			}
		}
	}
	x := s.word(k).XPOS
	return x == "VBZ" || x == "VBP"
}

// past reports a past auxiliary or copula: "was signed", "had left".
func (s *sentence) past(k int) bool {
	for _, c := range s.kids[k] {
		if r := s.rel(c); (r == "aux" || r == "cop") && s.word(c).XPOS == "VBD" {
			return true
		}
	}
	return false
}

// open reports a predicate that is modal, future, wanted or to be done.
func (s *sentence) open(h int) bool {
	for range 4 {
		for _, c := range s.kids[h] {
			if r := s.rel(c); (r == "aux" || r == "advmod") && (s.word(c).XPOS == "MD" || s.future[s.forms[c]] || s.deontic[s.forms[c]] || s.epistemic[s.forms[c]]) {
				return true
			}
		}
		switch {
		case s.word(h).XPOS == "VB" && s.child(h, "nsubj", "nsubj:pass", "aux") == 0 && s.head(h) == 0: // imperative
			return true
		case s.marked(h, "mark", "to") && s.marked(h, "aux", "have"): // "is said to have left"
			return false
		case s.marked(h, "mark", "to"), s.word(h).XPOS == "VB": // an infinitive or a subjunctive
			return true
		case s.marked(h, "aux:pass", "be") || s.marked(h, "aux", "be"), s.marked(h, "cop", "be"):
			return true
		case s.rel(h) == "xcomp" || s.rel(h) == "conj":
			h = s.head(h)
		case s.awaited[s.lemma(h)] && s.infinitive(h) != 0 && !s.past(h):
			return true
		default:
			return false
		}
	}
	return false
}

// consequent returns the words of the clause of host that are not part of the
// adverbial.
func (s *sentence) consequent(host int, adverbial span) span {
	if u := s.word(host).UPOS; u != "VERB" && !s.clausal(host) && s.hi[host]-s.lo[host]-(adverbial.to-adverbial.from) < 3 {
		return span{} // a heading or a speaker's name
	}
	sp := s.yield(host)
	// Other clauses beside the main one are not part of it.
	for _, k := range s.kids[host] {
		aside := false
		switch s.rel(k) {
		case "parataxis", "discourse", "vocative":
			aside = true
		case "conj":
			aside = s.ownSubject(k) != 0
		case "advcl":
			aside = s.lo[k] < host && s.hi[k] < host || s.marked(k, "mark", "but", "while", "whereas", "although", "though", "because", "as", "since")
		case "mark", "cc":
			if k < host && k == sp.from {
				sp.from++
			}
		}
		if !aside || s.lo[k] >= adverbial.from && s.hi[k] < adverbial.to {
			continue
		}
		switch {
		case s.hi[k] < host:
			sp.from = max(sp.from, s.hi[k]+1)
		case s.lo[k] > host:
			sp.to = min(sp.to, s.lo[k])
		}
	}
	switch {
	case adverbial.to <= sp.from || adverbial.from >= sp.to:
	case host >= adverbial.to:
		if before := adverbial.from - sp.from; before <= 3 || host-adverbial.to > before {
			sp.from = adverbial.to
		}
	case host < adverbial.from:
		sp.to = adverbial.from
	}
	if sp.from > host {
		sp.from = host
	}
	return s.trim(s.cutAtQuote(sp), "that", "and", "but", "then", "so")
}

// cutAtQuote ends a span where a quotation that it stands in ends.
func (s *sentence) cutAtQuote(sp span) span {
	if sp.empty() {
		return sp
	}
	x := s.extent(sp)
	q := s.quoteAt(x.start)
	if q == nil || q.start == x.start {
		return sp
	}
	for sp.to-1 > sp.from && s.text.Tokens[sp.to-2].End >= q.end {
		sp.to--
	}
	return sp
}

// predicate reads "The aid is conditional on reform" and "Reform is a condition
// for aid".
func (s *sentence) predicate(c connective, marker span) string {
	k, _ := s.governed(marker)
	if k == 0 || k < marker.to {
		return "nothing follows that it could mark"
	}
	h := marker.from
	for w := marker.from; w < marker.to; w++ {
		if u := s.word(w).UPOS; u == "VERB" || u == "ADJ" || u == "NOUN" {
			h = w
			break
		}
	}
	n := s.subject(h)
	if k := s.child(h, "compound"); n == 0 && c.Reversed && k == h-1 && s.word(h).UPOS == "NOUN" && s.head(h) == 0 {
		n = k // "Peace hangs on …", which the parser took for a noun
	}
	if n == 0 && (s.rel(h) == "amod" || s.rel(h) == "acl") {
		n = s.head(h)
	}
	if sp, _ := s.madeSo(marker); !sp.empty() {
		s.addCondition(c.Connective, marker, s.trim(s.behind(k, marker)), sp)
		return ""
	}
	if s.passive(h) {
		return "it is done to its subject"
	}
	if n == 0 {
		// "Whether the talks resume depends on …"
		for _, q := range s.kids[h] {
			if r := s.rel(q); q < h && (r == "csubj" || r == "advcl") && s.question(q) {
				s.addCondition(c.Connective, marker, s.trim(s.behind(k, marker)), s.trim(s.yield(q), "whether"))
				return ""
			}
		}
		return "it has no subject"
	}
	if !s.takes(c, k, marker) {
		return "what follows is not what it takes"
	}
	if s.isNoObject(c, k) {
		return "what follows is none of its objects"
	}
	if c.Reversed && s.someone(n) {
		return "someone relies on something"
	}
	after := s.behind(k, marker)
	subject := s.phrase(n)
	if c.Swapped {
		s.addCondition(c.Connective, marker, s.trim(subject), s.trim(after))
	} else {
		s.addCondition(c.Connective, marker, s.trim(after), s.trim(subject))
	}
	return ""
}

// isNoObject reports a noun that is none of those that the connective wants.
func (s *sentence) isNoObject(c connective, k int) bool {
	return len(c.Objects) > 0 && !s.clausal(k) && !slices.Contains(c.Objects, s.forms[k]) && !slices.Contains(c.Objects, s.lemma(k))
}

// tied reads "Brussels linked the aid to reform": the object is the consequent, what
// the preposition governs the antecedent.
func (s *sentence) tied(c connective, marker span) string {
	h := marker.from
	o, k := s.object(h), s.prepositional(h, c.Through)
	if o == 0 || k == 0 || s.word(h).UPOS != "VERB" || k < o && !s.passive(h) {
		return "it ties nothing to anything"
	}
	if s.someone(o) || s.someone(k) || !s.takes(c, k, span{k, k + 1}) {
		return "what it ties is no matter of condition"
	}
	if s.isNoObject(c, k) {
		return "what follows is none of its objects"
	}
	antecedent := s.yield(k)
	for _, m := range s.kids[k] {
		if r := s.rel(m); (r == "case" || r == "mark") && m < k {
			antecedent.from = max(antecedent.from, m+1)
		}
	}
	consequent := s.phrase(o)
	consequent.to = min(consequent.to, max(o+1, s.lo[k]))
	s.addCondition(c.Connective, marker, s.trim(antecedent), s.trim(consequent))
	return ""
}

// behind returns the words of the phrase of k behind the marker.
func (s *sentence) behind(k int, marker span) span {
	sp := s.yield(k)
	sp.from = max(sp.from, marker.to)
	if !s.clausal(k) {
		sp = s.withoutRemark(sp, k)
	}
	return sp
}

// madeSo returns what the subject makes conditional, "made its accession subject to
// guarantees", and the head of what it is made conditional on.
func (s *sentence) madeSo(marker span) (span, int) {
	for w := marker.from; w < marker.to; w++ {
		h := s.head(w)
		if r := s.rel(w); r != "xcomp" && r != "obj" || h == 0 || h > w || !s.making[s.lemma(h)] {
			continue
		}
		sp := span{s.lo[w], w}
		if s.rel(w) == "xcomp" {
			o := s.child(h, "obj")
			if o == 0 || o > w {
				continue
			}
			sp = s.phrase(o)
		}
		k, _ := s.governed(marker)
		if sp = s.trim(sp); k < marker.to || sp.empty() {
			continue
		}
		return sp, k
	}
	return span{}, 0
}

// someone reports a noun that stands for an actor rather than for what may come
// about: "Japan depends on gas" sets no condition, "Peace depends on trust" does.
func (s *sentence) someone(n int) bool {
	m := s.headed(n)
	return m != nil && m.Actor != nil || s.word(n).XPOS == "PRP" && s.forms[n] != "it"
}

// inversions reads "Should talks fail, …" and "Were they to fail, …".
func (s *sentence) inversions() {
	for w := 1; w < s.len(); w++ {
		if !slices.Contains([]string{"should", "were", "had"}, s.forms[w]) || w > 1 && !isPunct(s.forms[w-1]) && s.word(w-1).UPOS != "CCONJ" && !s.trails(w) {
			continue
		}
		inverted := &codebook.Connective{Marker: s.forms[w], Kind: schemas.Hypothetical, Polarity: schemas.Required}
		marker := span{w, w + 1}
		antecedent, consequent := s.inversion(marker)
		if antecedent.empty() || consequent.empty() {
			continue
		}
		s.note("condition", w, codebook.Cue{Lemma: inverted.Marker, Frame: "inversion"}, "made")
		s.addCondition(inverted, marker, antecedent, consequent)
	}
}

// trails reports an auxiliary at word w that stands before its subject behind the
// clause that depends on it: "… should talks fail", "would … were it to fail", "would
// have … had it failed".
func (s *sentence) trails(w int) bool {
	if w < 4 || w+2 > s.len() || s.form(s.len()) == "?" {
		return false
	}
	next := s.word(w + 1)
	nominal := slices.Contains([]string{"DET", "PRON", "PROPN", "NOUN", "ADJ", "NUM"}, next.UPOS)
	if s.forms[w] == "should" {
		return nominal || next.XPOS == "VBZ" // a plural taken for a verb: no verb in -s follows
	}
	would := false
	for v := w - 1; v > 0 && s.forms[v] != ";" && s.forms[v] != ":"; v-- {
		would = would || s.word(v).XPOS == "MD" && slices.Contains([]string{"would", "could", "might"}, s.forms[v])
	}
	if !would || !nominal {
		return false
	}
	for v := w + 2; v <= min(w+8, s.len()) && s.forms[v] != ","; v++ {
		if x := s.word(v).XPOS; x == "VBN" || s.forms[w] == "were" && x == "VB" && s.forms[v-1] == "to" {
			return true
		}
	}
	return false
}

// inversion returns both sides of the condition that an auxiliary before its
// subject makes, by the tree, or where the parser did not see it by the comma.
func (s *sentence) inversion(marker span) (antecedent, consequent span) {
	k := s.head(marker.from)
	if k == 0 || s.form(s.len()) == "?" {
		return span{}, span{}
	}
	if n := s.ownSubject(k); s.rel(k) == "advcl" && !s.marked(k, "mark", "if", "that") && n > marker.from && n < k {
		if host := s.host(k); host != 0 {
			return s.trim(span{marker.to, s.hi[k] + 1}), s.consequent(host, s.yield(k))
		}
	}
	if marker.from > 1 && s.trails(marker.from) {
		from, to := marker.from, marker.from
		for from > 1 && s.forms[from-1] != ";" && s.forms[from-1] != ":" && s.forms[from-1] != "but" && s.forms[from-1] != "that" {
			from--
		}
		for to <= s.len() && s.forms[to] != "," && s.forms[to] != ";" && s.forms[to] != "." {
			to++
		}
		return s.trim(span{marker.to, to}), s.trim(span{from, marker.from})
	}
	if marker.from > 1 {
		return span{}, span{}
	}
	main := s.divided(marker.to, marker, s.len()+1)
	if main == 0 {
		return span{}, span{}
	}
	for w := main; w <= s.len(); w++ {
		if s.word(w).XPOS == "MD" {
			return s.trim(span{marker.to, main}), s.trim(span{main, s.len() + 1})
		}
	}
	return span{}, span{}
}

// addCondition adds a row, with the claim or demand that the condition governs.
func (s *sentence) addCondition(c *codebook.Connective, marker, antecedent, consequent span) {
	if antecedent.empty() {
		return
	}
	// A clause is taken with its connective, as it is one constituent with it; a
	// noun phrase without.
	if antecedent.from == marker.to && s.clausal(s.top(antecedent)) {
		antecedent.from = marker.from
	}
	m, a := s.extent(marker), s.extent(antecedent)
	row := schemas.Condition{
		DocID:           s.doc.ID,
		SentenceID:      int32(s.index),
		Kind:            c.Kind,
		MarkerStart:     offset(m.start),
		MarkerEnd:       offset(m.end),
		MarkerLemma:     c.Marker,
		AntecedentStart: int32(a.start),
		AntecedentEnd:   int32(a.end),
		Antecedent:      s.slice(a),
		Polarity:        c.Polarity,
		Rule:            string(c.Kind) + ":" + strings.ReplaceAll(c.Marker, " ", "-"),
		Confidence:      conditionReliability[c.Kind],
	}
	x := extent{-1, -1}
	if !consequent.empty() {
		x = s.extent(consequent)
		row.ConsequentStart, row.ConsequentEnd, row.Consequent = offset(x.start), offset(x.end), s.slice(x)
	}
	row.ConditionID = schemas.ID(s.doc.ID, "conditions", m.start, m.end, a.start, a.end, x.start, x.end)
	s.govern(&row, m)
	s.rows.Conditions = append(s.rows.Conditions, row)
}

// govern links a condition to the smallest claim and demand around its marker,
// or whose content it directly follows, and names who sets it.
func (s *sentence) govern(row *schemas.Condition, marker extent) {
	around := func(start, end int32) bool {
		return int(start) <= marker.start && marker.start <= int(end)+2
	}
	size := int32(1 << 30)
	for i := range s.rows.Claims {
		if c := &s.rows.Claims[i]; around(c.ContentStart, c.ContentEnd) && c.ContentEnd-c.ContentStart < size {
			size, row.ClaimID, row.SetterID = c.ContentEnd-c.ContentStart, c.ClaimID, c.SourceID
		}
	}
	size = 1 << 30
	for i := range s.rows.Demands {
		if d := &s.rows.Demands[i]; around(d.ActionStart, d.ActionEnd) && d.ActionEnd-d.ActionStart < size {
			size, row.DemandID, row.SetterID = d.ActionEnd-d.ActionStart, d.DemandID, d.DemanderID
		}
	}
}
