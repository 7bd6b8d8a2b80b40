package extract

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// candidate is a claim that could be made, with its place.
type candidate struct {
	row    schemas.Claim
	s      *sentence
	cue    *codebook.ClaimCue
	slot   codebook.Slot
	at     int // word of the cue
	source party
	known  bool // the source could be told
	inner  bool // the content stands in quotation marks within a quotation
	first  bool // the source is the one who speaks
}

// readClaims finds the claims of all sentences and how they nest.
func (d *document) readClaims() {
	all := eachSource(d.candidates())
	d.made = all
	for i := range all {
		d.rows.Claims = append(d.rows.Claims, all[i].row)
	}
	nest(d.rows.Claims)
}

// eachSource adds a row for every further actor of a coordinated source ("Norway
// and Sweden oppose", "both countries agreed"), so that none is lost to who counts
// by actor.
func eachSource(claims []candidate) []candidate {
	var out []candidate
	for _, c := range claims {
		out = append(out, c)
		if !c.known || c.cue == &turnCue {
			continue
		}
		for _, m := range c.s.partners(c.source) {
			more := c
			more.source.mention = m
			row := &more.row
			row.SourceID, row.SourcePrincipal, row.SourceName = m.Actor.ID, m.Actor.Principal, m.Actor.Name
			row.ClaimID = schemas.ID(row.DocID, "claims", int(*row.SourceStart), int(*row.SourceEnd), int(*row.CueStart), int(*row.CueEnd),
				int(row.ContentStart), int(row.ContentEnd), m.Start, m.Member)
			out = append(out, more)
		}
	}
	return out
}

// partners returns the mentions of further actors in a coordinated phrase, and of
// the further members of one that stands for several.
func (s *sentence) partners(p party) []*actors.Mention {
	seen := map[string]bool{p.id(): true}
	var out []*actors.Mention
	add := func(m *actors.Mention) {
		if m.Actor != nil && !seen[m.Actor.ID] {
			seen[m.Actor.ID] = true
			out = append(out, m)
		}
	}
	if p.id() == "" {
		return nil
	}
	for _, m := range s.mention[p.head] {
		if m.Start == p.mention.Start && m.End == p.mention.End {
			add(m)
		}
	}
	for _, k := range s.kids[p.head] {
		if s.rel(k) == "conj" && k < p.span.to {
			// No adjectives: "its chairs, Kenyan and Chilean, …".
			if m := s.headed(k); m != nil && (m.Kind != schemas.Demonym || s.child(k, "det") != 0 || strings.HasSuffix(s.forms[k], "s")) {
				add(m)
			}
		}
	}
	return out
}

// candidates returns the claims that are reliable enough.
func (d *document) candidates() []candidate {
	var all []candidate
	for _, s := range d.sentences {
		if c, ok := s.turn(); ok {
			all = append(all, c)
		}
		for w := 1; w <= s.len(); w++ {
			all = append(all, s.claimsAt(w)...)
		}
	}
	return d.choose(all)
}

// trailing returns what stands before ", sources said." at the end of a sentence,
// where the tree does not tell; and the root.
func (s *sentence) trailing(w int, source span) (span, int) {
	if source.empty() || source.to > w || source.from < 5 || s.form(source.from-1) != "," && s.form(source.from-2) != "," {
		return span{}, 0
	}
	for v := source.to; v <= s.len(); v++ {
		if u := s.word(v).UPOS; v != w && (u == "VERB" || u == "PRON" && v > w || v > w+6 && u != "PUNCT") {
			return span{}, 0
		}
	}
	if x := s.word(w).XPOS; x != "VBD" && x != "VBZ" && x != "VBP" {
		return span{}, 0
	}
	for v := 1; v < source.from; v++ {
		if x := s.word(v).XPOS; x == "VBD" || x == "VBZ" || x == "VBP" || x == "MD" {
			return span{1, source.from}, s.kids[0][0]
		}
	}
	return span{}, 0
}

// turnCue is what attributes a turn of a transcript to its speaker.
var turnCue = codebook.ClaimCue{
	Cue:    codebook.Cue{Lemma: ":", Frame: "turn", Part: codebook.Preposed},
	Stance: schemas.Assert,
}

// turn reads a paragraph that begins with its speaker's name and a colon, as
// transcripts and headlines have it: "MR. PRICE: We have no comment."
func (s *sentence) turn() (candidate, bool) {
	c := candidate{s: s, cue: &turnCue}
	if s.index > 0 && s.document.sentences[s.index-1].text.Paragraph == s.text.Paragraph {
		return c, false
	}
	colon, first := 0, 1
	if opens(s.form(1)) {
		first = 2
	}
	for w := first; w <= min(first+6, s.len()); w++ {
		form := s.text.Tokens[w-1].Form
		if form == ":" {
			colon = w
			break
		}
		if !capitalised(form) && form != "." && form != "-" && s.word(w).UPOS != "ADP" && s.word(w).UPOS != "DET" {
			return c, false
		}
	}
	if colon <= first {
		return c, false
	}
	last := s
	for _, t := range s.document.sentences[s.index+1:] {
		if t.text.Paragraph != s.text.Paragraph {
			break
		}
		last = t
	}
	x := extent{s.text.Tokens[colon-1].End, last.text.End}
	for x.start < x.end && s.doc.Text.Slice(x.start, x.start+1) == " " {
		x.start++
	}
	if x.empty() {
		return c, false
	}
	c.at = colon
	c.source, c.known = s.party(colon-1), true
	c.source.span = span{first, colon}
	if m := c.source.mention; m == nil || m.Actor == nil {
		if s.index == 0 && (m == nil || s.document.sentences[len(s.document.sentences)-1].index > 0) && s.form(s.len()) != "." && s.form(s.len()) != "?" {
			return c, false // a title: "Briefing: Water and the Road to Talks"
		}
		c.source.name = s.slice(s.extent(c.source.span))
	}
	return s.finish(c, "turn", x)
}

// claimsAt returns the claim that the best frame of a cue at word w makes.
func (s *sentence) claimsAt(w int) []candidate {
	var out []candidate
	for _, cue := range s.claims[s.forms[w]] {
		if !s.isCue(w, cue.Cue) {
			continue
		}
		if c, ok := s.claim(w, cue); ok {
			out = append(out, c)
		}
	}
	if len(out) > 1 {
		// Of a phrase and its first word the phrase counts ("make it clear"), of several
		// frames of one cue the most reliable.
		slices.SortStableFunc(out, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(len(b.cue.Rest), len(a.cue.Rest)), cmp.Compare(b.row.Confidence, a.row.Confidence))
		})
		out = out[:1]
	}
	return out
}

// isCue reports whether the cue stands at word w: its part of speech fits, and
// the words behind its first one follow closely.
func (s *sentence) isCue(w int, cue codebook.Cue) bool {
	upos, xpos := s.word(w).UPOS, s.word(w).XPOS
	switch cue.Part {
	case codebook.Verb:
		if upos != "VERB" && !(upos == "AUX" && s.rel(w) != "aux" && s.rel(w) != "cop") && !s.verbal(w) || s.rel(w) == "amod" || s.rel(w) == "compound" || s.rel(w) == "case" || s.rel(w) == "fixed" {
			return false
		}
	case codebook.Adjective:
		if upos == "VERB" && s.child(w, "aux:pass", "cop") == 0 && slices.Contains([]string{"root", "ccomp", "parataxis"}, s.rel(w)) {
			return false // "the court determined that …"
		}
		if upos != "ADJ" && xpos != "VBN" && xpos != "VBD" && upos != "ADP" && upos != "ADV" && s.child(w, "cop") == 0 || s.rel(w) == "amod" && s.child(w, "obl", "xcomp", "ccomp", "advcl") == 0 {
			return false
		}
	case codebook.Modal:
		return upos == "AUX"
	case codebook.Noun:
		if upos != "NOUN" && upos != "PROPN" && !(upos == "ADJ" && (s.rel(w) == "obj" || s.rel(w) == "nsubj")) || s.rel(w) == "compound" {
			return false
		}
	}
	return s.rest(w, cue) > 0
}

// verbal reports a word that the parser took for a noun though it has what only
// verbs have: an object, or a subject and no copula ("the army objects to …").
func (s *sentence) verbal(w int) bool {
	if s.word(w).UPOS != "NOUN" {
		return false
	}
	if n := s.strayedSubject(w); (s.head(w) == 0 || s.rel(w) == "conj" || s.rel(w) == "parataxis" || s.rel(w) == "appos") && w > 1 &&
		(n == w-1 || n != 0 && (s.form(w+1) == "that" || s.form(w+1) == "whether" || s.form(w+2) == "whether")) {
		return true // "Oslo states that …"
	}
	if s.child(w, "cop", "det") != 0 && s.child(w, "nsubj") == 0 {
		return false
	}
	return s.child(w, "cop") == 0 && s.child(w, "nsubj", "obj", "ccomp") != 0 && s.rel(w) != "nsubj" && s.rel(w) != "obj" && s.rel(w) != "obl" && s.rel(w) != "nmod"
}

// inverted returns the speaker who stands behind a verb of saying, where the
// parser took it for the object: "“…,” said the spokesman."
func (s *sentence) inverted(w int) (party, bool) {
	o := 0
	for _, k := range s.kids[w] {
		if k > w && s.lo[k] == w+1 && slices.Contains([]string{"obj", "xcomp", "ccomp", "obl"}, s.rel(k)) {
			o = k
			break
		}
	}
	if o == 0 || w < 3 || !isPunct(s.forms[w-1]) || s.passive(w) {
		return party{}, false
	}
	if u := s.word(o).UPOS; u != "NOUN" && u != "PROPN" && u != "PRON" {
		return party{}, false
	}
	return s.partyAt(o)
}

// rest returns the last word of the cue at w, 0 where its further words do not
// follow.
func (s *sentence) rest(w int, cue codebook.Cue) int {
	last := w
	for _, word := range cue.Rest {
		found := 0
		for v := last + 1; v <= min(last+3, s.len()); v++ {
			if s.forms[v] == word {
				found = v
				break
			}
		}
		if found == 0 || found > last+1 && cue.Part != codebook.Verb {
			return 0
		}
		last = found
	}
	return last
}

// claim reads the claim of a cue at word w in the first of its slots that is
// filled.
func (s *sentence) claim(w int, cue *codebook.ClaimCue) (candidate, bool) {
	c := candidate{s: s, cue: cue, at: w}
	switch cue.Part {
	case codebook.Preposed:
		return s.preposed(c)
	case codebook.Noun:
		if len(cue.Before) > 0 && !s.marked(w, "case", cue.Before...) {
			return c, false
		}
	}
	c.source, c.known = s.sourceOf(w, cue.Part, cue.Light)
	if slices.Contains(cue.Content, codebook.Around) && cue.Part == codebook.Verb {
		c.source, c.known = party{}, false // who seems to do something does not say so
	}
	if s.organ != nil && s.spokenByOrgan(w, c.source, c.known) {
		c.source, c.known = *s.organ, true
	}
	if !c.known && cue.Part == codebook.Verb && slices.Contains(cue.Content, codebook.Quoted) {
		c.source, c.known = s.inverted(w)
	}
	if !c.known && len(cue.Before) > 0 {
		for _, k := range s.kids[w] {
			if s.rel(k) == "nmod" && s.marked(k, "case", "of") {
				c.source, c.known = s.party(k), true
			}
		}
	}
	if !c.known && !cue.Sourceless {
		s.note("claim", w, cue.Cue, "its source cannot be told")
		return c, false
	}
	for _, slot := range cue.Content {
		var x extent
		kind := slot
		switch slot {
		case codebook.Quoted:
			x = s.quoted(w, c.source.span)
			if x.empty() {
				continue
			}
			cue := s.extent(span{w, w + 1})
			if outer := s.quoteAt(cue.start); outer != nil && outer.holds(x) {
				c.inner = true
			} else if x.end <= cue.start {
				// "The plan is “a disaster,” she said.": the quotation is but the end of it.
				if sp, _ := s.outside(w); !s.trim(sp).empty() {
					if y := s.extent(s.trim(sp)); y.start < x.start && y.meets(x) {
						x = y.union(x)
					}
				}
			}
		default:
			sp, k := s.fill(w, s.rest(w, cue.Cue), cue.Part, slot)
			if sp.empty() && slot == codebook.Clause && slices.Contains(cue.Content, codebook.Quoted) {
				sp, k = s.trailing(w, c.source.span)
			}
			if sp.empty() {
				continue
			}
			if slot == codebook.Clause {
				// "told parliament on 27 May that …": what stands before "that" is not the clause's.
				for _, m := range s.kids[k] {
					if s.forms[m] == "that" && s.rel(m) == "mark" && m > sp.from && m < sp.from+5 && m < k {
						sp.from = m
					}
				}
			}
			sp = s.between(w, sp)
			if slot != codebook.Clause && slot != codebook.Whether && slot != codebook.Around {
				sp = s.withoutRemark(sp, k)
			}
			leading := []string{"that"}
			if slot == codebook.To {
				leading = []string{"to"}
			}
			if sp = s.trim(sp, leading...); sp.empty() {
				continue
			}
			x = s.extent(sp)
		}
		if x.empty() {
			continue
		}
		return s.finish(c, kind, x)
	}
	s.note("claim", w, cue.Cue, "none of its slots is filled")
	return c, false
}

// between cuts a span at the semicolons before and behind the cue at w, where they
// stand outside quotations: each part of such a sentence speaks for itself. So does
// what is said beside: "…, adding that …".
func (s *sentence) between(w int, sp span) span {
	for v := sp.from; v < sp.to; v++ {
		remark := s.forms[v] == "," && v > w && v+1 < sp.to && s.word(v+1).XPOS == "VBG" && len(s.claims[s.forms[v+1]]) > 0 && (s.rel(v+1) == "advcl" || s.rel(v+1) == "acl")
		if s.forms[v] != ";" && !remark || s.quoteAt(s.text.Tokens[v-1].Start) != nil {
			continue
		}
		if v < w {
			sp.from = v + 1
		} else {
			sp.to = v
		}
	}
	return sp
}

// withoutRemark cuts off what only remarks on the phrase of k: "any part in the attack,
// in which …", "a new plan, an idea that …".
func (s *sentence) withoutRemark(sp span, k int) span {
	if u := s.word(k).UPOS; u != "NOUN" && u != "PROPN" && u != "PRON" {
		return sp
	}
	for v := k + 1; v+1 < sp.to; v++ {
		if s.forms[v] != "," {
			continue
		}
		next := v + 1
		if f := s.forms[next]; f == "a" || f == "an" {
			if n := s.head(next); n > next && s.rel(n) == "appos" {
				sp.to = v
				return sp
			}
		}
		if s.word(next).UPOS == "ADP" && next+1 < sp.to {
			next++
		}
		if x := s.word(next).XPOS; (x == "WDT" || x == "WP" || x == "WP$" || x == "WRB") && s.forms[next] != "what" {
			sp.to = v
			return sp
		}
	}
	return sp
}

// spokenByOrgan reports a claim of the body in whose name a resolution speaks: its
// verb, participle or adjective opens a paragraph ("Emphasizes that", "Welcoming",
// "Convinced that"), or "it" is who makes it in such a paragraph.
func (s *sentence) spokenByOrgan(w int, source party, known bool) bool {
	opening := func(v int) bool {
		if !s.operativeStart(v) {
			return false
		}
		switch s.word(v).XPOS {
		case "VBZ", "NNS":
			return true
		case "VBG", "VBN", "VBD", "JJ":
			return s.form(s.len()) == ","
		}
		return false
	}
	if !known || source.mention == nil && s.operative(w) {
		return s.operative(w) || opening(w)
	}
	if f := s.forms[source.head]; f != "it" && f != "its" {
		return false
	}
	for v := 1; v <= min(4, s.len()); v++ {
		if opening(v) {
			return true
		}
	}
	return false
}

// preposed reads "According to Oslo, …": the source is what the preposition
// governs, the content the clause around.
func (s *sentence) preposed(c candidate) (candidate, bool) {
	n := s.head(c.at)
	if s.rel(c.at) != "case" && s.rel(c.at) != "mark" {
		// The parser may see a verb in "according".
		if k := s.child(c.at, "obl"); k != 0 && c.at < k {
			n = k
		} else {
			return c, false
		}
	}
	if n == 0 || n < c.at {
		return c, false
	}
	top := n
	if s.head(n) == c.at {
		top = c.at
	}
	c.source, c.known = s.party(n), true
	last := s.rest(c.at, c.cue.Cue)
	c.source.span.from = max(c.source.span.from, last+1)
	if c.source.span.empty() {
		return c, false
	}
	if c.source.id() == "" {
		if sp := c.source.span; sp.from == n && sp.to == n+1 && s.word(n).XPOS == "NN" && !s.speaks(n) {
			return c, false // "according to plan", "to size"
		}
		c.source.name = s.slice(s.extent(c.source.span))
	}
	sp, k := s.around(top, c.cue.Part)
	if k == 0 {
		return c, false
	}
	if sp = s.trim(sp, "that"); sp.empty() {
		return c, false
	}
	return s.finish(c, codebook.Around, s.extent(sp))
}

// finish makes the row.
func (s *sentence) finish(c candidate, slot codebook.Slot, content extent) (candidate, bool) {
	c.slot = slot
	last := s.rest(c.at, c.cue.Cue)
	cue := s.extent(span{c.at, last + 1})
	if slices.Contains([]string{"quote", "clause", "whether", "about", "of", "object"}, string(slot)) && (c.cue.Part == codebook.Verb || slot == codebook.Quoted) {
		content = s.whole(content, cue)
	}
	rule := c.cue.Frame + ":" + strings.ReplaceAll(string(slot), " ", "-")
	row := schemas.Claim{
		DocID:        s.doc.ID,
		SentenceID:   int32(s.index),
		CueStart:     offset(cue.start),
		CueEnd:       offset(cue.end),
		CueLemma:     c.cue.Lemma,
		ContentStart: int32(content.start),
		ContentEnd:   int32(content.end),
		Content:      s.slice(content),
		Stance:       c.cue.Stance,
		Quote:        s.quoteKind(content),
		Certainty:    s.certainty(c.at),
		Rule:         rule,
	}
	sourceStart, sourceEnd := -1, -1
	if c.known {
		x := extent{}
		if c.source.head == 0 { // a body named in another sentence
			x = extent{c.source.mention.Start, c.source.mention.End}
		} else {
			x = s.extent(c.source.span)
		}
		sourceStart, sourceEnd = x.start, x.end
		row.SourceID, row.SourcePrincipal, row.SourceName = c.source.id(), c.source.principal(), c.source.name
		row.SourceStart, row.SourceEnd = offset(x.start), offset(x.end)
		c.first = s.firstPerson(c.source)
	}
	if s.negated(c.at) {
		row.Stance = opposite[row.Stance]
	}
	row.About = s.about(content)
	row.Polarity, row.Modality = s.modality(content)
	row.ClaimID = schemas.ID(s.doc.ID, "claims", sourceStart, sourceEnd, cue.start, cue.end, content.start, content.end)
	c.row = row
	if c.row.Confidence = c.cue.Prior; c.row.Confidence == 0 || !c.known {
		contexts := s.contexts(&c)
		if c.inner {
			contexts = nil // the news that they are measured on does not mark quotations within quotations
		}
		c.row.Confidence = s.book.Reliability.Of(c.cue.Lemma, string(slot), rule, contexts)
	}
	return c, true
}

// choose drops the candidates that others make needless.
func (d *document) choose(all []candidate) []candidate {
	var out []candidate
	for i := range all {
		c := &all[i]
		if why := d.needless(c, all); why != "" {
			c.s.note("claim", c.at, c.cue.Cue, why)
			continue
		}
		c.s.note("claim", c.at, c.cue.Cue, fmt.Sprintf("made by %s: %q", c.row.Rule, c.row.Content))
		out = append(out, *c)
	}
	seen := make(map[string]bool)
	kept := out[:0]
	for _, c := range out {
		if !seen[c.row.ClaimID] {
			seen[c.row.ClaimID] = true
			kept = append(kept, c)
		}
	}
	return kept
}

// needless says why a candidate makes no claim, "" where it makes one.
func (d *document) needless(c *candidate, all []candidate) string {
	least := d.book.Reliability.Least
	switch {
	case c.row.Confidence < least:
		return fmt.Sprintf("%s would be right in %v of cases, less than %v: %q", c.row.Rule, c.row.Confidence, least, c.row.Content)
	case d.nounSaysIt(c, all):
		return "the noun that it governs is the cue"
	case d.turnedDown(c, all):
		return "the verb that governs it turns it down"
	case d.withinCue(c, all):
		return "it is part of a longer cue"
	case d.raised(c, all):
		return "the predicate that it raises is the cue"
	case d.withinQuotation(c, all):
		return "it stands within the quotation of another claim"
	}
	return ""
}

// nounSaysIt reports whether the object of the verb at c is a cue itself, as in
// "expressed doubts about".
func (d *document) nounSaysIt(c *candidate, all []candidate) bool {
	if c.cue.Part != codebook.Verb || c.slot == codebook.Quoted || c.slot == codebook.Clause || c.cue.Stance == schemas.Oppose {
		return false
	}
	o := c.s.object(c.at)
	for i := range all {
		n := &all[i]
		if n.s == c.s && n.at == o && n.cue.Part == codebook.Noun && n.row.Confidence >= d.book.Reliability.Least {
			return true
		}
	}
	return false
}

// turnedDown reports a noun that a verb of opposing governs, as in "rejected the notion
// that": it is not its source's claim.
func (d *document) turnedDown(c *candidate, all []candidate) bool {
	return c.cue.Part == codebook.Noun && slices.ContainsFunc(all, func(o candidate) bool {
		return o.s == c.s && o.cue.Part == codebook.Verb && o.cue.Stance == schemas.Oppose && o.row.Confidence >= d.book.Reliability.Least && o.s.object(o.at) == c.at
	})
}

// withinCue reports whether the cue is one of the further words of another: "known"
// of "let it be known".
func (d *document) withinCue(c *candidate, all []candidate) bool {
	return slices.ContainsFunc(all, func(o candidate) bool {
		return o.s == c.s && o.at < c.at && len(o.cue.Rest) > 0 && c.at <= o.s.rest(o.at, o.cue.Cue) && o.row.Confidence >= d.book.Reliability.Least
	})
}

// raised reports whether what a raising verb such as "seem" raises is a cue itself.
func (d *document) raised(c *candidate, all []candidate) bool {
	if c.slot != codebook.Around || c.cue.Part != codebook.Verb {
		return false
	}
	for i := range all {
		o := &all[i]
		if o.s == c.s && o.at != c.at && o.known && c.s.rel(o.at) == "xcomp" && c.s.head(o.at) == c.at && o.row.Confidence >= d.book.Reliability.Least {
			return true
		}
	}
	return false
}

// withinQuotation reports whether a candidate stands in a quotation that is the
// content of another: what a quoted speaker says of others stays in the quotation.
func (d *document) withinQuotation(c *candidate, all []candidate) bool {
	q := d.quoteAt(int(*c.row.CueStart))
	if q == nil || q.words < 3 || c.inner {
		return false
	}
	for i := range all {
		o := &all[i]
		x := extent{int(o.row.ContentStart), int(o.row.ContentEnd)}
		if o.row.Confidence >= d.book.Reliability.Least && x.meets(q.extent) && !q.meets(extent{int(*o.row.CueStart), int(*o.row.CueEnd)}) {
			return true
		}
	}
	return false
}

// contexts names what is known of a candidate's place, for its reliability.
func (s *sentence) contexts(c *candidate) []string {
	rel := s.word(c.at).Deprel
	switch {
	case rel == "acl:relcl":
	case c.cue.Part == codebook.Verb || c.cue.Part == codebook.Adjective:
		rel = s.rel(c.at)
	default:
		rel = string(c.cue.Part)
	}
	form := s.word(c.at).XPOS
	if c.cue.Part == codebook.Verb && form == "VB" {
		switch {
		case s.marked(c.at, "mark", "to"):
			form = "to"
		case s.marked(c.at, "aux"):
			form = "aux"
		}
	}
	out := []string{"rel:" + rel, "form:" + form, "source:" + s.sourceKind(c)}
	if s.negated(c.at) {
		out = append(out, "negated")
	}
	if c.row.Quote != schemas.Indirect {
		out = append(out, "quoted:"+string(c.row.Quote))
	}
	if d := c.row.ContentEnd - c.row.ContentStart; d < 12 {
		out = append(out, "length:short")
	} else if d > 60 {
		out = append(out, "length:long")
	}
	return out
}

func (s *sentence) sourceKind(c *candidate) string {
	switch {
	case !c.known:
		return "none"
	case c.source.head == 0:
		return "named"
	}
	switch w := s.word(c.source.head); {
	case c.first:
		return "first"
	case w.XPOS == "WP" || w.XPOS == "WDT" || s.forms[c.source.head] == "that":
		return "relative"
	case s.forms[c.source.head] == "it":
		return "it"
	case w.UPOS == "PRON":
		return "pronoun"
	case c.source.id() != "" || w.UPOS == "PROPN":
		return "named"
	case s.people[s.lemma(c.source.head)]:
		return "people"
	}
	return "common"
}

// nest points each claim to the smallest claim whose content holds its cue and
// content.
func nest(claims []schemas.Claim) {
	for i := range claims {
		c := &claims[i]
		var best *schemas.Claim
		for j := range claims {
			p := &claims[j]
			if i == j || p.ContentStart > *c.CueStart || p.ContentEnd < max(*c.CueEnd, c.ContentEnd) || p.ContentStart > c.ContentStart {
				continue
			}
			if *p.CueStart >= p.ContentStart && *p.CueStart < p.ContentEnd && *p.CueStart == *c.CueStart {
				continue
			}
			if best == nil || p.ContentEnd-p.ContentStart < best.ContentEnd-best.ContentStart {
				best = p
			}
		}
		if best != nil {
			c.ParentClaimID = best.ClaimID
		}
	}
}

var opposite = map[schemas.Stance]schemas.Stance{
	schemas.Assert:  schemas.Doubt,
	schemas.Doubt:   schemas.Assert,
	schemas.Support: schemas.Oppose,
	schemas.Oppose:  schemas.Support,
}

// negated reports whether the predicate at h is negated, itself or in the verb
// that raises it ("does not seem willing").
func (s *sentence) negated(h int) bool {
	for range 3 {
		for _, k := range s.kids[h] {
			if r := s.rel(k); (r == "advmod" || r == "det" || r == "cc") && s.negations[s.forms[k]] {
				return true
			}
		}
		if s.rel(h) != "xcomp" {
			return false
		}
		h = s.head(h)
	}
	return false
}

func (s *sentence) certainty(h int) schemas.Certainty {
	for _, k := range s.kids[h] {
		switch {
		case s.hedges[s.forms[k]]:
			return schemas.Hedged
		case s.boosters[s.forms[k]]:
			return schemas.Boosted
		}
	}
	if s.rel(h) == "xcomp" && s.hedges[s.lemma(s.head(h))] {
		return schemas.Hedged
	}
	return schemas.Plain
}

// modality says whether the content is negated in its own main clause, and which
// modal word it holds.
func (s *sentence) modality(x extent) (schemas.ClaimPolarity, string) {
	polarity, modal := schemas.Positive, ""
	top := 0
	for w := 1; w <= s.len(); w++ {
		t := s.text.Tokens[w-1]
		if t.Start < x.start || t.End > x.end {
			continue
		}
		if top == 0 && (s.head(w) == 0 || s.text.Tokens[s.head(w)-1].Start < x.start || s.text.Tokens[s.head(w)-1].End > x.end) && s.rel(w) != "punct" && s.rel(w) != "mark" {
			top = w
		}
		switch f := s.forms[w]; {
		case modal != "":
		case s.deontic[f] && s.word(w).UPOS == "AUX":
			modal = "deontic:" + f
		case s.epistemic[f]:
			modal = "epistemic:" + f
		}
	}
	if top != 0 {
		for _, k := range s.kids[top] {
			if s.negations[s.forms[k]] {
				polarity = schemas.Negative
			}
		}
	}
	return polarity, modal
}

func (d *document) quoteKind(x extent) schemas.Quote {
	kind := schemas.Indirect
	for i := range d.quotes {
		q := &d.quotes[i]
		switch {
		case q.start <= x.start && q.end >= x.end-1, q.start == x.start && d.quoteAt(x.end-1) != nil:
			return schemas.Direct
		case q.meets(x):
			kind = schemas.Mixed
		}
	}
	return kind
}
