package extract

import (
	"slices"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// Guesses of the share of right demands, by pattern; not calibrated.
var demandConfidence = map[codebook.Frame]float64{
	codebook.SomeoneTo: 0.7,
	codebook.ActorTo:   0.7,
	codebook.That:      0.65,
	codebook.Noun:      0.6,
}

// readDemand reads the demands of a cue, one for each coordinated action, and
// reports whether there are any.
func (s *sentence) readDemand(m match[codebook.DemandCue]) bool {
	cue := m.value
	demander, between, ok := s.source(m.span)
	if !ok || passive(s.words[m.from], between) || s.negated(between) || !s.agrees(m.span, cue.Lemma, demander, between) {
		return false
	}
	c, ok := s.complement(m.to, cue.Takes)
	if !ok {
		return false
	}
	s.last = demander
	found := false
	for _, action := range s.actions(c) {
		direction := cue.Direction
		if c.negated || s.asksToStop(c, action) {
			direction = schemas.Stop
		}
		d := schemas.Demand{
			CueLemma:   cue.Lemma,
			Direction:  direction,
			Strength:   cue.Strength,
			Plover:     schemas.PloverRequest,
			Rule:       rule(cue.Cue, c.frame),
			Confidence: confidence(demandConfidence, c.frame),
		}
		if c.infinitive() && action.from < action.to {
			d.ActionLemma = s.words[s.skipAdverbs(action)] // an infinitive is its dictionary form
		}
		found = s.addDemand(d, demander, s.addressee(c, action), m.span, action) || found
	}
	return found
}

// actions splits what is demanded into coordinated actions: the items of a list
// after a colon, clauses that begin with "that", infinitives joined by "and".
func (s *sentence) actions(c complement) []span {
	sp := c.content
	for j := sp.from; j <= sp.to; j++ {
		if s.word(j) == ":" {
			if items := s.items(span{j + 1, max(sp.to, s.mainEnd(j+1))}); len(items) > 1 {
				return items
			}
			break
		}
	}
	var starts []int
	for j := sp.from + 1; j+1 < sp.to; j++ {
		joined := s.words[j-1] == "," || s.words[j-1] == "and"
		if joined && (c.frame == codebook.That && s.words[j] == "that" || c.infinitive() && s.infinitiveAt(j)) {
			starts = append(starts, j)
		}
	}
	var out []span
	from := sp.from
	for _, j := range starts {
		out = append(out, s.item(span{from, j}))
		from = j + 1
	}
	return append(out, s.item(span{from, sp.to}))
}

// items splits a list at its semicolons, else at its commas and the last "and".
func (s *sentence) items(sp span) []span {
	separator := ","
	if slices.Contains(s.words[sp.from:sp.to], ";") {
		separator = ";"
	}
	var out []span
	from := sp.from
	for j := sp.from; j <= sp.to; j++ {
		if j < sp.to && s.words[j] != separator {
			continue
		}
		if item := s.item(span{from, j}); item.from < item.to {
			out = append(out, item)
		}
		from = j + 1
	}
	if len(out) == 0 {
		return nil
	}
	last := out[len(out)-1]
	if ands := s.positions("and", last); len(ands) == 1 && s.word(last.from-1) != "and" {
		out = append(out[:len(out)-1], s.item(span{last.from, ands[0]}), s.item(span{ands[0] + 1, last.to}))
	}
	return out
}

// item trims an item of a list and takes off the conjunctions around it.
func (s *sentence) item(sp span) span {
	for {
		sp = s.trim(sp)
		switch {
		case sp.from < sp.to && (s.words[sp.from] == "and" || s.words[sp.from] == "or"):
			sp.from++
		case sp.from < sp.to && (s.words[sp.to-1] == "and" || s.words[sp.to-1] == "or"):
			sp.to--
		default:
			return sp
		}
	}
}

func (s *sentence) positions(word string, sp span) []int {
	var out []int
	for j := sp.from; j < sp.to; j++ {
		if s.words[j] == word {
			out = append(out, j)
		}
	}
	return out
}

// addressee returns who is to act: the words before "to", else the actor that
// the action begins with.
func (s *sentence) addressee(c complement, action span) party {
	for j := c.addressee.from; j < c.addressee.to; j++ {
		if m := s.mention[j]; m != nil {
			return partyOf(m)
		}
	}
	if c.addressee.from < c.addressee.to {
		return s.partyAt(c.addressee)
	}
	from := action.from
	if from < action.to && determiners[s.words[from]] {
		from++
	}
	if from < action.to && s.mention[from] != nil {
		return partyOf(s.mention[from])
	}
	return party{}
}

// asksToStop reports whether an action is to stop or to refrain.
func (s *sentence) asksToStop(c complement, action span) bool {
	if c.frame == codebook.That {
		return s.anyOf(s.stopping, action) || s.polarity(action) == schemas.Negative
	}
	return c.infinitive() && action.from < action.to && s.stopping[s.words[s.skipAdverbs(action)]]
}

func (c complement) infinitive() bool {
	return c.frame == codebook.SomeoneTo || c.frame == codebook.ActorTo
}

// skipAdverbs returns the first token of a span that is no adverb, or its last.
func (s *sentence) skipAdverbs(sp span) int {
	i := sp.from
	for i < sp.to-1 && (isAdverb(s.words[i]) || s.between[s.words[i]]) {
		i++
	}
	return i
}

// addDemand adds a demand and reports whether it has an action.
func (s *sentence) addDemand(d schemas.Demand, demander, addressee party, cue, action span) bool {
	if action.from >= action.to {
		return false
	}
	start, end := s.offsets(action)
	cueStart, cueEnd := s.offsets(cue)
	d.DemandID = schemas.ID(s.doc.ID, "demands", cueStart, cueEnd, start, end)
	d.DocID, d.SentenceID = s.doc.ID, int32(s.index)
	d.DemanderID, d.DemanderPrincipal, d.DemanderName = demander.id(), demander.principal(), demander.name
	d.AddresseeID, d.AddresseePrincipal, d.AddresseeName = addressee.id(), addressee.principal(), addressee.name
	d.CueStart, d.CueEnd = offset(cueStart), offset(cueEnd)
	d.ActionStart, d.ActionEnd, d.Action = int32(start), int32(end), s.text(action)
	s.rows.Demands = append(s.rows.Demands, d)
	return true
}
