package extract

import (
	"slices"
	"strings"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// Guesses of the share of right conditions; not calibrated.
var conditionConfidence = map[schemas.ConditionKind]float64{
	schemas.Hypothetical: 0.7,
	schemas.Exceptive:    0.7,
	schemas.Temporal:     0.5,
	schemas.Stipulated:   0.7,
	schemas.Exchange:     0.6,
}

// readConditions finds the conditions of the sentence. Its claims and demands
// must have been read.
func (s *sentence) readConditions() {
	for i := 0; i < len(s.tokens); i++ {
		for _, m := range s.connectives.at(s.words, i) {
			if s.readCondition(m) {
				i = m.to - 1
				break
			}
		}
	}
}

// readCondition reads the condition of a connective and reports whether there is
// one.
func (s *sentence) readCondition(m match[codebook.Connective]) bool {
	if s.otherSense(m) {
		return false
	}
	start := s.clauseStart(m.from)
	antecedent := span{m.to, s.antecedentEnd(m.to)}
	consequent := span{start, m.from}
	if consequent = s.item(consequent); consequent.from >= consequent.to {
		// "If A, B": the consequent follows.
		consequent = s.trim(span{antecedent.to, s.mainEnd(antecedent.to)})
	}
	if antecedent = s.trim(antecedent); antecedent.from >= antecedent.to {
		return false
	}
	c := m.value
	switch {
	case c.Modal && !s.anyOf(s.modals, s.main(consequent)):
		return false
	case c.Clause && !s.clausal(antecedent):
		return false
	case len(c.Objects) > 0 && !slices.Contains(c.Objects, s.words[antecedent.to-1]):
		return false
	}
	s.addCondition(c, m.span, antecedent, consequent)
	return true
}

// otherSense reports whether a connective's word is used otherwise: "as if",
// "even if", "asked if", "at once".
func (s *sentence) otherSense(m match[codebook.Connective]) bool {
	before := s.word(m.from - 1)
	switch m.value.Marker {
	case "if":
		return before == "as" || before == "even" || asking[before] || s.word(m.to) == "not" || s.word(m.to) == "any"
	case "once":
		return before == "at" || before == "than" || relative(before) || s.word(m.to) == "again" || s.word(m.to) == "more"
	case "provided":
		return finite[before] || formsOfBe[before]
	}
	return false
}

// clauseStart guesses where the clause that a connective at token i belongs to
// begins: at the content or action that it stands in, else behind the last comma
// with a conjunction, semicolon or "that".
func (s *sentence) clauseStart(i int) int {
	from := s.clauseOne()
	if claim, demand := s.around(i); demand != nil {
		from = s.tokenAt(demand.ActionStart)
	} else if claim != nil && int32(s.tokens[i].Start) < claim.ContentEnd {
		from = s.tokenAt(claim.ContentStart)
	}
	for j := i - 1; j >= from; j-- {
		switch w := s.words[j]; {
		case w == ";" || w == ":" || w == "—" && !s.joins(j):
			return j + 1
		case w == "," && (turns[s.word(j+1)] || s.word(j+1) == "and"):
			if j+2 >= i {
				return i // ", and if": a clause of its own
			}
			return j + 2
		case w == "that" && j == i-1, w == "and" && j == i-1, w == "," && j == i-1:
			return s.insertion(i, j)
		}
	}
	return from
}

// clauseOne returns the first token after the number of the clause.
func (s *sentence) clauseOne() int {
	i := 0
	for i+1 < len(s.tokens) && s.numbering(i) && (isPunct(s.words[i]) || isPunct(s.words[i+1])) {
		i++
	}
	return i
}

// insertion tells for a connective that follows a comma or conjunction at token
// j whether its clause precedes ("A, if B") or follows ("…, if A, B").
func (s *sentence) insertion(i, j int) int {
	end := s.antecedentEnd(i + 1)
	if s.word(end) == "," && s.words[j] != "," {
		return i
	}
	return s.clauseStart(j)
}

// antecedentEnd guesses where an antecedent at token i ends: at a comma or what
// else ends a clause.
func (s *sentence) antecedentEnd(i int) int {
	for j := i; j < len(s.tokens); j++ {
		if w := s.words[j]; isPunct(w) && !s.joins(j) && w != "'" {
			return j
		}
	}
	return len(s.tokens)
}

// mainEnd guesses where the main clause after an antecedent ends.
func (s *sentence) mainEnd(i int) int {
	for j := i + 1; j < len(s.tokens); j++ {
		switch w := s.words[j]; {
		case w == ";" || w == ":" || w == "—" && !s.joins(j):
			return j
		case w == "," && turns[s.word(j+1)]:
			return j
		}
	}
	return len(s.tokens)
}

// around returns the smallest claim and demand of the sentence that a connective
// at token i stands in, or directly behind.
func (s *sentence) around(i int) (*schemas.Claim, *schemas.Demand) {
	at, behind := int32(s.tokens[i].Start), int32(-1)
	if i > 0 {
		behind = int32(s.tokens[i-1].End)
	}
	var claim *schemas.Claim
	for j := range s.rows.Claims {
		c := &s.rows.Claims[j]
		if c.ContentStart <= at && (at < c.ContentEnd || behind == c.ContentEnd) && (claim == nil || c.ContentStart > claim.ContentStart) {
			claim = c
		}
	}
	var demand *schemas.Demand
	for j := range s.rows.Demands {
		d := &s.rows.Demands[j]
		if d.ActionStart <= at && (at < d.ActionEnd || behind == d.ActionEnd) && (demand == nil || d.ActionStart > demand.ActionStart) {
			demand = d
		}
	}
	return claim, demand
}

// tokenAt returns the token that begins at an offset.
func (s *sentence) tokenAt(start int32) int {
	i := 0
	for s.tokens[i].Start < int(start) {
		i++
	}
	return i
}

func (s *sentence) anyOf(words set, sp span) bool {
	return slices.ContainsFunc(s.words[sp.from:sp.to], func(w string) bool { return words[w] })
}

// clausal reports whether a span looks like a subject and a verb.
func (s *sentence) clausal(sp span) bool {
	for i := sp.from; i < sp.to; i++ {
		w := s.words[i]
		past := strings.HasSuffix(w, "ed")
		present := strings.HasSuffix(w, "s") && i > sp.from && (s.mention[i-1] != nil || pronouns[s.words[i-1]]) && s.mention[i] == nil
		if finite[w] || s.modals[w] || past || present {
			return i > sp.from
		}
	}
	return false
}

// main returns a clause up to its first "that".
func (s *sentence) main(sp span) span {
	for i := sp.from; i < sp.to; i++ {
		if s.words[i] == "that" {
			return span{sp.from, i}
		}
	}
	return sp
}

func (s *sentence) addCondition(c codebook.Connective, marker, antecedent, consequent span) {
	markerStart, markerEnd := s.offsets(marker)
	start, end := s.offsets(antecedent)
	row := schemas.Condition{
		DocID:           s.doc.ID,
		SentenceID:      int32(s.index),
		Kind:            c.Kind,
		MarkerStart:     offset(markerStart),
		MarkerEnd:       offset(markerEnd),
		MarkerLemma:     c.Marker,
		AntecedentStart: int32(start),
		AntecedentEnd:   int32(end),
		Antecedent:      s.text(antecedent),
		Polarity:        c.Polarity,
		Rule:            "pattern:" + string(c.Kind),
		Confidence:      conditionConfidence[c.Kind],
	}
	consequentStart, consequentEnd := -1, -1
	if consequent.from < consequent.to {
		consequentStart, consequentEnd = s.offsets(consequent)
		row.ConsequentStart, row.ConsequentEnd = offset(consequentStart), offset(consequentEnd)
		row.Consequent = s.text(consequent)
	}
	row.ConditionID = schemas.ID(s.doc.ID, "conditions", markerStart, markerEnd, start, end, consequentStart, consequentEnd)
	claim, demand := s.around(marker.from)
	if claim != nil {
		row.ClaimID, row.SetterID = claim.ClaimID, claim.SourceID
	}
	if demand != nil {
		row.DemandID, row.SetterID = demand.DemandID, demand.DemanderID
	}
	s.rows.Conditions = append(s.rows.Conditions, row)
}

// asking are the words after which "if" means "whether".
var asking = setOf(strings.Fields("ask asks asked asking wonder wonders wondered know knows knew see sees question questioned say says saying tell sure clear"))
