package extract

import (
	"slices"
	"strings"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// Guesses of the share of right claims, by pattern; not calibrated.
var claimConfidence = map[codebook.Frame]float64{
	codebook.That:        0.7,
	codebook.SomeoneThat: 0.7,
	codebook.Whether:     0.7,
	codebook.Infinitive:  0.6,
	codebook.Noun:        0.5,
}

const (
	confidencePreposition = 0.55
	confidenceAttribution = 0.65
	confidenceTrailing    = 0.6
)

// readClaim reads the claim of a cue and reports whether there is one.
func (s *sentence) readClaim(m match[codebook.ClaimCue]) bool {
	cue := m.value
	source, between, ok := s.source(m.span)
	if !ok || cue.Part == codebook.Verb && (passive(s.words[m.from], between) || !s.agrees(m.span, cue.Lemma, source, between)) {
		return false
	}
	claim := schemas.Claim{
		CueLemma:  cue.Lemma,
		Stance:    cue.Stance,
		Certainty: s.certainty(between),
	}
	if s.negated(between) {
		claim.Stance = opposite[cue.Stance]
	}
	c, ok := s.complement(m.to, cue.Takes)
	switch {
	case ok:
		claim.Rule = rule(cue.Cue, c.frame)
		claim.Confidence = confidence(claimConfidence, c.frame)
	case slices.Contains(cue.Takes, codebook.That) && s.ends(m.to):
		// "The talks have failed, Minsk said."
		c.content = s.leading(source)
		claim.Rule, claim.Confidence = "pattern:trailing", confidenceTrailing
	default:
		return false
	}
	s.last = source
	return s.addClaim(claim, source, m.span, c.content)
}

// rule names the pattern of a row.
func rule(cue codebook.Cue, frame codebook.Frame) string {
	return "pattern:" + string(cue.Part) + "-" + strings.ReplaceAll(string(frame), " ", "-")
}

func confidence(guesses map[codebook.Frame]float64, frame codebook.Frame) float64 {
	if guess, ok := guesses[frame]; ok {
		return guess
	}
	return confidencePreposition
}

// leading returns what stands in the sentence before a source that follows a
// comma, as a claim's content does in ", Minsk said".
func (s *sentence) leading(source party) span {
	to := 0
	for to < len(s.tokens) && s.tokens[to].Start < source.start {
		to++
	}
	if determiners[s.word(to-1)] {
		to--
	}
	if w := s.word(to - 1); w != "," && w != `"` || !s.anyOf(finite, span{0, to}) && !s.anyOf(s.modals, span{0, to}) {
		return span{}
	}
	return span{s.clauseOne(), to}
}

// ends reports whether the sentence may end at token i, but for words of time
// and place.
func (s *sentence) ends(i int) bool {
	w := s.word(i)
	return w == "" || w == "." || w == ";" || prepositions[w] || dates[w]
}

// readAttribution reads "According to Oslo, …" or "…, according to Oslo." at
// token i.
func (s *sentence) readAttribution(i int) {
	for _, m := range s.attributions.at(s.words, i) {
		source, end, ok := s.partyStarting(m.to)
		after := strings.Fields(m.value.After)
		if !ok || end+len(after) > len(s.words) || !slices.Equal(s.words[end:end+len(after)], after) {
			continue
		}
		end += len(after)
		var content span
		switch next := s.word(end); {
		case next == "," && s.word(i-1) != ",":
			content = span{end + 1, s.clauseEnd(end + 1)}
		case s.word(i-1) == "," && (next == "" || isPunct(next)):
			content = span{0, i - 1}
		default:
			continue
		}
		cue := schemas.Claim{
			CueLemma:   m.value.Before,
			Stance:     schemas.Assert,
			Certainty:  schemas.Plain,
			Rule:       "pattern:attribution",
			Confidence: confidenceAttribution,
		}
		if s.addClaim(cue, source, m.span, content) {
			return
		}
	}
}

// addClaim adds a claim and reports whether it has a content.
func (s *sentence) addClaim(c schemas.Claim, source party, cue, content span) bool {
	quote := s.quote(content)
	if content = s.trim(content); content.from >= content.to {
		return false
	}
	start, end := s.offsets(content)
	cueStart, cueEnd := s.offsets(cue)
	c.ClaimID = schemas.ID(s.doc.ID, "claims", source.start, source.end, cueStart, cueEnd, start, end)
	c.DocID, c.SentenceID = s.doc.ID, int32(s.index)
	c.SourceID, c.SourcePrincipal, c.SourceName = source.id(), source.principal(), source.name
	c.SourceStart, c.SourceEnd = offset(source.start), offset(source.end)
	c.CueStart, c.CueEnd = offset(cueStart), offset(cueEnd)
	c.ContentStart, c.ContentEnd, c.Content = int32(start), int32(end), s.text(content)
	c.Quote = quote
	c.About = s.about(content)
	if c.Rule != "pattern:verb-noun" && !strings.HasSuffix(c.Rule, "infinitive") {
		c.Polarity, c.Modality = s.polarity(content), s.modality(content)
	}
	s.rows.Claims = append(s.rows.Claims, c)
	return true
}

// nest points each claim to the smallest claim whose content it stands in.
func (s *sentence) nest() {
	for i := range s.rows.Claims {
		c := &s.rows.Claims[i]
		if parent := s.claimAround(*c.CueStart, c.ContentEnd); parent != nil {
			c.ParentClaimID = parent.ClaimID
		}
	}
	for i := range s.rows.Demands {
		d := &s.rows.Demands[i]
		if parent := s.claimAround(*d.CueStart, d.ActionEnd); parent != nil {
			d.ClaimID = parent.ClaimID
		}
	}
}

// claimAround returns the claim with the smallest content that holds a span, or
// nil.
func (s *sentence) claimAround(start, end int32) *schemas.Claim {
	var best *schemas.Claim
	for i := range s.rows.Claims {
		c := &s.rows.Claims[i]
		if c.ContentStart <= start && end <= c.ContentEnd && (best == nil || c.ContentEnd-c.ContentStart < best.ContentEnd-best.ContentStart) {
			best = c
		}
	}
	return best
}

var opposite = map[schemas.Stance]schemas.Stance{
	schemas.Assert:  schemas.Doubt,
	schemas.Doubt:   schemas.Assert,
	schemas.Support: schemas.Oppose,
	schemas.Oppose:  schemas.Support,
}

func (s *sentence) certainty(between []string) schemas.Certainty {
	has := func(words set) bool { return slices.ContainsFunc(between, func(w string) bool { return words[w] }) }
	switch {
	case has(s.hedges):
		return schemas.Hedged
	case has(s.boosts):
		return schemas.Boosted
	}
	return schemas.Plain
}

// polarity looks for a negation in a clause, up to its first subordinate one.
func (s *sentence) polarity(content span) schemas.ClaimPolarity {
	for i := content.from; i < content.to && (i == content.from || !stops[s.words[i]]); i++ {
		if s.negations[s.words[i]] {
			return schemas.Negative
		}
	}
	return schemas.Positive
}

// modality names the first modal word of a clause.
func (s *sentence) modality(content span) string {
	for _, w := range s.words[content.from:content.to] {
		switch {
		case s.deontic[w]:
			return "deontic:" + w
		case s.epistemic[w]:
			return "epistemic:" + w
		}
	}
	return ""
}

func (s *sentence) quote(content span) schemas.Quote {
	words := s.words[content.from:max(content.from, content.to)]
	for len(words) > 1 && isPunct(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	switch {
	case !slices.Contains(words, `"`):
		return schemas.Indirect
	case len(words) > 1 && words[0] == `"` && !slices.Contains(words[1:len(words)-1], `"`):
		return schemas.Direct
	}
	return schemas.Mixed
}

// about lists the actors mentioned in a span.
func (s *sentence) about(sp span) []string {
	var ids []string
	for _, m := range s.mention[sp.from:sp.to] {
		if m != nil {
			ids = append(ids, m.Actor.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func offset(n int) *int32 {
	v := int32(n)
	return &v
}
