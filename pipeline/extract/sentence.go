package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/schemas"
)

// sentence is a sentence being read: its words, who is mentioned where, and the
// rows found so far.
type sentence struct {
	*Extractor
	doc     *ingest.Document
	index   int
	tokens  []segment.Token
	words   []string          // lower case, with straight apostrophes and quotes
	mention []*actors.Mention // by token, nil where there is none
	organ   party             // whose resolution the sentence stands in
	last    party             // source of the last row
	spoken  int               // end of the last cue
	rows    Rows
}

func newSentence(e *Extractor, doc *ingest.Document, index int, tokens []segment.Token, mentions []actors.Mention) *sentence {
	s := &sentence{
		Extractor: e, doc: doc, index: index, tokens: tokens,
		words: make([]string, len(tokens)), mention: make([]*actors.Mention, len(tokens)),
	}
	m := 0
	for i, t := range tokens {
		s.words[i] = straight.Replace(strings.ToLower(t.Form))
		for m < len(mentions) && mentions[m].End <= t.Start {
			m++
		}
		if m < len(mentions) && mentions[m].Start < t.End && mentions[m].Actor != nil {
			s.mention[i] = &mentions[m]
		}
	}
	return s
}

var straight = strings.NewReplacer("’", "'", "“", `"`, "”", `"`, "``", `"`, "''", `"`, "–", "—")

// span is a stretch of tokens, half open.
type span struct{ from, to int }

// word returns the word at i, or "" outside the sentence.
func (s *sentence) word(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i]
}

// offsets returns where a span lies in the document's text.
func (s *sentence) offsets(sp span) (start, end int) {
	return s.tokens[sp.from].Start, s.tokens[sp.to-1].End
}

func (s *sentence) text(sp span) string { return s.doc.Text.Slice(s.offsets(sp)) }

// trim takes punctuation off both ends of a span, and quotation marks that
// enclose it or lack their partner. The result may be empty.
func (s *sentence) trim(sp span) span {
	for sp.from < sp.to && (isPunct(s.words[sp.from]) || s.looseQuote(sp, sp.from)) {
		sp.from++
	}
	for sp.from < sp.to && (isPunct(s.words[sp.to-1]) || s.looseQuote(sp, sp.to-1)) {
		sp.to--
	}
	return sp
}

// looseQuote reports whether token i of a span is a quotation mark to be taken
// off an end.
func (s *sentence) looseQuote(sp span, i int) bool {
	if s.words[i] != `"` {
		return false
	}
	n := 0
	for _, w := range s.words[sp.from:sp.to] {
		if w == `"` {
			n++
		}
	}
	return n%2 == 1 || s.words[sp.from] == s.words[sp.to-1]
}

// party is a source, a demander or an addressee.
type party struct {
	actor      *codebook.Actor
	name       string // usual name of the actor, or its words in the text
	start, end int    // of its words in the document's text
	plural     bool   // one of several joined by "and"
}

func (p party) id() string {
	if p.actor == nil {
		return ""
	}
	return p.actor.ID
}

func (p party) principal() string {
	if p.actor == nil {
		return ""
	}
	return p.actor.Principal
}

func partyOf(m *actors.Mention) party {
	return party{actor: m.Actor, name: m.Actor.Name, start: m.Start, end: m.End}
}

func (s *sentence) partyAt(sp span) party {
	start, end := s.offsets(sp)
	return party{name: s.text(sp), start: start, end: end}
}

// opening returns the body that a resolution names before its clauses: "The
// Security Council,".
func (s *sentence) opening() (party, bool) {
	i := 0
	if s.word(0) == "the" && s.mention[0] == nil {
		i++
	}
	if i >= len(s.tokens) || s.mention[i] == nil {
		return party{}, false
	}
	m, to := s.mention[i], i
	for to < len(s.tokens) && s.mention[to] == m {
		to++
	}
	body := m.Actor.Type == schemas.IGO || m.Actor.Type == schemas.Office
	if !body || s.word(to) != "," || to+1 < len(s.tokens) && !strings.HasSuffix(s.words[to+1], "ing") {
		return party{}, false
	}
	return partyOf(m), true
}

// reach is how many tokens before its cue a source is looked for.
const reach = 8

// source finds the actor whose cue it is, and the words between the two.
func (s *sentence) source(cue span) (p party, between []string, ok bool) {
	k := cue.from - 1
	for k >= 0 && k >= cue.from-reach && s.mention[k] == nil && (s.between[s.words[k]] || s.negations[s.words[k]] || isAdverb(s.words[k])) {
		k--
	}
	between = s.words[k+1 : cue.from]
	participle := strings.HasSuffix(s.words[cue.from], "ing")
	switch w := s.word(k); {
	case s.numbering(k):
		finite := participle || strings.HasSuffix(s.words[cue.from], "s")
		return s.organ, nil, s.organ.actor != nil && finite
	case w == "," && participle, w == "and", w == "but", w == "or":
		p, ok = s.shared(k)
		return p, between, ok
	case w == "," && !relative(s.word(k+1)):
		// "Warsaw, a member of NATO, said": the actor stands before the first comma.
		k--
		for k > 0 && s.words[k] != "," && s.words[k] != ";" {
			k--
		}
		if s.word(k) != "," {
			return party{}, nil, false
		}
		k--
	case w == ",":
		k--
	}
	p, ok = s.partyEnding(k)
	if len(between) > 0 && between[0] == "to" {
		ok = false // "for Iran to demand"
	}
	return p, between, ok
}

// agrees reports whether a verb cue in its base form has a plural source, or an
// auxiliary or infinitive before it.
func (s *sentence) agrees(m span, lemma string, source party, between []string) bool {
	if base, _, _ := strings.Cut(lemma, " "); s.words[m.from] != base {
		return true
	}
	if slices.ContainsFunc(between, func(w string) bool { return s.modals[w] || w == "to" || strings.HasPrefix(w, "do") || w == "did" }) {
		return true
	}
	if strings.HasSuffix(source.name, "s") || source.plural {
		return true
	}
	name := strings.ToLower(s.doc.Text.Slice(source.start, source.end))
	return strings.HasSuffix(name, "s") || name == "i" || name == "we" || name == "they"
}

// shared returns the source that a cue joined by "and" at token k has in common
// with the cue before it.
func (s *sentence) shared(k int) (party, bool) {
	if s.last.name != "" {
		return s.last, true
	}
	for i := range k {
		if m := s.mention[i]; m != nil && m.Start == s.tokens[i].Start && !prepositions[s.beforeDeterminer(i)] && s.word(s.mentionEnd(i)) != "'s" {
			return partyOf(m), true
		}
	}
	return party{}, false
}

// partyEnding returns the actor, name or pronoun whose last token is k.
func (s *sentence) partyEnding(k int) (party, bool) {
	voiced := k
	for voiced >= 0 && s.mention[voiced] == nil && s.voices[s.words[voiced]] {
		voiced--
	}
	if voiced < k && s.word(voiced) == "'s" {
		voiced--
	}
	if voiced >= 0 && s.mention[voiced] != nil {
		m, from := s.mention[voiced], voiced
		for from > 0 && s.mention[from-1] == m {
			from--
		}
		p := partyOf(m)
		p.end = s.tokens[k].End
		p.plural = s.beforeDeterminer(from) == "and"
		return p, !prepositions[s.beforeDeterminer(from)]
	}
	if k < 0 {
		return party{}, false
	}
	if w := s.words[k]; pronouns[w] {
		p := s.partyAt(span{k, k + 1})
		// "Oslo said that it …": the source itself, most often.
		if a := s.last.actor; a != nil && w != "i" && w != "we" && (w == "he" || w == "she") == (a.Type == schemas.Person) {
			p.actor, p.name = a, a.Name
		}
		return p, true
	}
	from := s.nameStart(k)
	if from == 0 && notNames[s.words[0]] {
		from++
	}
	if n := k + 1 - from; n < 1 || n == 1 && from == 0 || prepositions[s.beforeDeterminer(from)] {
		return party{}, false
	}
	return s.partyAt(span{from, k + 1}), true
}

// partyStarting returns the actor or name at token i, and where it ends.
func (s *sentence) partyStarting(i int) (party, int, bool) {
	if determiners[s.word(i)] && (i+1 >= len(s.tokens) || s.mention[i] == nil) {
		i++
	}
	if i >= len(s.tokens) {
		return party{}, i, false
	}
	end := i
	if m := s.mention[i]; m != nil {
		for end = s.mentionEnd(i); s.voices[s.word(end)]; end++ {
		}
		p := partyOf(m)
		p.end = s.tokens[end-1].End
		return p, end, true
	}
	for end < len(s.tokens) && s.mention[end] == nil && isCapitalised(s.tokens[end].Form) {
		end++
	}
	if end == i {
		return party{}, i, false
	}
	return s.partyAt(span{i, end}), end, true
}

// nameStart returns where the run of capitalised words that ends at token k
// begins, k+1 where there is none. Parts after a hyphen may be lower case.
func (s *sentence) nameStart(k int) int {
	from := k + 1
	for from > 0 && s.mention[from-1] == nil {
		switch {
		case isCapitalised(s.tokens[from-1].Form) && !dates[s.words[from-1]]:
			from--
		case from >= 3 && s.words[from-2] == "-" && isCapitalised(s.tokens[from-3].Form):
			from -= 3
		default:
			return from
		}
	}
	return from
}

func (s *sentence) mentionEnd(i int) int {
	end := i
	for end < len(s.tokens) && s.mention[end] == s.mention[i] {
		end++
	}
	return end
}

func (s *sentence) beforeDeterminer(i int) string {
	if determiners[s.word(i-1)] {
		i--
	}
	return s.word(i - 1)
}

// numbering reports whether nothing but a clause's number stands up to token k.
func (s *sentence) numbering(k int) bool {
	for _, t := range s.tokens[:k+1] {
		if strings.ContainsFunc(t.Form, unicode.IsLetter) && utf8.RuneCountInString(t.Form) > 1 {
			return false
		}
	}
	return k < 5
}

// complement is what a cue takes.
type complement struct {
	frame     codebook.Frame
	content   span
	addressee span // empty where the frame has none
	negated   bool // "not to"
}

// complement finds what stands at token i in the first frame that fits.
func (s *sentence) complement(i int, frames []codebook.Frame) (complement, bool) {
	for _, frame := range frames {
		c := complement{frame: frame}
		switch frame {
		case codebook.That:
			c.content = s.thatClause(i)
		case codebook.SomeoneThat:
			if that := s.find("that", i+1, i+7); that > 0 && !isPunct(s.word(i)) {
				c.addressee = span{i, that}
				c.content = span{that + 1, s.clauseEnd(that + 1)}
			}
		case codebook.Whether:
			if w := s.word(i); w == "whether" || w == "if" {
				c.content = span{i, s.clauseEnd(i + 1)}
			}
		case codebook.Infinitive:
			if s.infinitiveAt(i) {
				c.content = span{i + 1, s.phraseEnd(i + 1)}
			}
		case codebook.SomeoneTo, codebook.ActorTo:
			c = s.someoneTo(i, frame)
		case codebook.Noun:
			if s.nounAt(i) {
				c.content = span{i, s.phraseEnd(i)}
			}
		default:
			if s.word(i) == string(frame) && s.nounAt(i+1) && !isDate(s.word(i+1)) {
				c.content = span{i + 1, s.phraseEnd(i + 1)}
			}
		}
		c.content.to = max(c.content.from, c.content.to)
		if c.content = s.trim(c.content); c.content.from < c.content.to {
			return c, true
		}
	}
	return complement{}, false
}

// thatClause returns the clause with or without "that" at token i, or an empty
// span. Words of time and place may stand before "that" ("said on Monday that").
func (s *sentence) thatClause(i int) span {
	switch w := s.word(i); {
	case w == "that":
		return span{i + 1, s.clauseEnd(i + 1)}
	case (w == "," || w == ":") && s.word(i+1) == `"`:
		return span{i + 1, s.clauseEnd(i + 2)}
	case prepositions[w] || isAdverb(w) || isDate(w) || w == "earlier":
		that := s.find("that", i+1, i+6)
		if isDate(s.word(that + 1)) {
			that = s.find("that", that+1, i+8)
		}
		if that > 0 && s.verbFollows(that+1) {
			return span{that + 1, s.clauseEnd(that + 1)}
		}
		return span{}
	case isPunct(w) || w == "to" || w == "and" || s.between[w] || !s.verbFollows(i):
		return span{}
	}
	return span{i, s.clauseEnd(i)}
}

// verbFollows reports whether an auxiliary verb stands in what begins at token i,
// before its first comma or subordinate clause.
func (s *sentence) verbFollows(i int) bool {
	for j := i + 1; j < len(s.words); j++ {
		w := s.words[j]
		switch {
		case finite[w] || s.modals[w]:
			return true
		case isPunct(w) && !s.joins(j), stops[w], w == "and" && s.cueFollows(j+1):
			return false
		}
	}
	return false
}

// someoneTo reads "Israel and Lebanon to withdraw" at token i.
func (s *sentence) someoneTo(i int, frame codebook.Frame) complement {
	if !s.nounAt(i) {
		return complement{}
	}
	addressed := frame == codebook.SomeoneTo
	for j := i; j < len(s.tokens) && j < i+14; j++ {
		switch w := s.words[j]; {
		case w == ";" || w == ":" || w == "." || w == "that" || w == "if":
			return complement{}
		case w == "and" && s.subjectFollows(j+1):
			return complement{}
		case s.mention[j] != nil:
			addressed = addressed || s.word(s.mentionEnd(j)) != "'s"
		case s.addressees[w] || j > i && isCapitalised(s.tokens[j].Form):
			addressed = true
		case w == "to" && addressed && s.infinitiveAt(j):
			to := j
			negated := s.negations[s.word(j-1)]
			if negated {
				to--
			}
			return complement{frame, span{j + 1, s.phraseEnd(j + 1)}, s.trim(span{i, to}), negated}
		}
	}
	return complement{}
}

// find returns where a word stands from token i up to but not including to,
// with no punctuation before it, or -1.
func (s *sentence) find(word string, i, to int) int {
	for ; i < to && i < len(s.words) && !isPunct(s.words[i]); i++ {
		if s.words[i] == word {
			return i
		}
	}
	return -1
}

// infinitiveAt reports whether "to" and what looks like a verb stand at token i.
func (s *sentence) infinitiveAt(i int) bool {
	w := s.word(i + 1)
	return s.word(i) == "to" && w != "" && unicode.IsLower(firstRune(s.tokens[i+1].Form)) && s.mention[i+1] == nil &&
		!determiners[w] && !strings.HasSuffix(w, "ing")
}

// nounAt reports whether a noun phrase or a verb in -ing may begin at token i.
func (s *sentence) nounAt(i int) bool {
	w := s.word(i)
	return w != "" && (!isPunct(w) || w == `"`) && !prepositions[w] && !stops[w] && !isAdverb(w) && (!s.negations[w] || w == "no") &&
		(!s.between[w] || w == "both" || w == "all") && w != "that" && w != "and" && w != "or" && w != "'s"
}

// phraseEnd guesses where the noun phrase or infinitive at token i ends.
func (s *sentence) phraseEnd(i int) int {
	for j := i; j < len(s.tokens); j++ {
		w := s.words[j]
		switch {
		case isPunct(w) && !s.joins(j) && !s.enumerates(j):
			return j
		case j == i:
		case stops[w], len(s.connectives.at(s.words, j)) > 0:
			return j
		case (w == "and" || w == "or") && (s.cueFollows(j+1) || s.subjectFollows(j+1)):
			return j
		}
	}
	return len(s.tokens)
}

// clauseEnd guesses where the clause at token i ends.
func (s *sentence) clauseEnd(i int) int {
	quoted := s.word(i-1) == `"` || s.word(i) == `"`
	for j := i + 1; j < len(s.tokens); j++ {
		w, next := s.words[j], s.word(j+1)
		switch {
		case w == ";" || w == "—" && !s.joins(j):
			return j
		case w == `"` && (quoted || turns[next]):
			return j + 1
		case w == "," && (turns[next] || strings.HasSuffix(next, "ing") && s.cueAt(j+1)):
			return j
		case w == "," && (next == "and" || next == "or") && s.cueFollows(j+2):
			return j
		case w == "and" || w == ",":
			if from := j + 1; s.sourceFollows(from) || next == "and" && s.sourceFollows(from+1) {
				return j
			}
		}
	}
	return len(s.tokens)
}

// joins reports whether punctuation holds a word together or opens a list.
func (s *sentence) joins(j int) bool {
	switch s.words[j] {
	case "-", "/", "—":
		return j > 0 && j+1 < len(s.tokens) && s.tokens[j-1].End == s.tokens[j].Start && s.tokens[j].End == s.tokens[j+1].Start
	case `"`, "'s", "%", "$":
		return true
	}
	return false
}

// enumerates reports whether the comma at token j stands in a short list: "the
// timing, sequence, and conditions".
func (s *sentence) enumerates(j int) bool {
	for i := j + 1; s.words[j] == "," && i < len(s.words) && i < j+7; i++ {
		switch w := s.words[i]; {
		case w == "and" || w == "or":
			return !s.cueFollows(i+1) && !s.subjectFollows(i+1)
		case isPunct(w) && w != "," && !s.joins(i), stops[w], prepositions[w], finite[w], s.modals[w], pronouns[w], s.cueAt(i):
			return false
		}
	}
	return false
}

// cueFollows reports whether an inflected cue, with what may stand before it,
// or an auxiliary is at token i.
func (s *sentence) cueFollows(i int) bool {
	for first := i; i < len(s.words); i++ {
		w := s.words[i]
		switch {
		case s.cueAt(i), i > first && len(s.claims.at(s.words, i)) > 0:
			return true
		case finite[w] || s.modals[w]:
			return true
		case !s.between[w] && !s.negations[w] && !isAdverb(w):
			return false
		}
	}
	return false
}

// subjectFollows reports whether an actor or pronoun and an auxiliary or cue
// stand at token i.
func (s *sentence) subjectFollows(i int) bool {
	end := s.subjectEnd(i)
	return end > i && s.cueFollows(end)
}

// sourceFollows reports whether an actor or pronoun and a cue stand at token i.
func (s *sentence) sourceFollows(i int) bool {
	end := s.subjectEnd(i)
	for end > i && end < len(s.words) && (s.between[s.words[end]] || s.negations[s.words[end]] || isAdverb(s.words[end])) {
		end++
	}
	return end > i && s.cueAt(end)
}

// subjectEnd returns where an actor or pronoun at token i ends, i where there is
// none.
func (s *sentence) subjectEnd(i int) int {
	j := i
	if determiners[s.word(j)] && j+1 < len(s.tokens) && s.mention[j] == nil {
		j++
	}
	switch {
	case j >= len(s.tokens):
	case s.mention[j] != nil:
		for j = s.mentionEnd(j); s.voices[s.word(j)]; j++ {
		}
		return j
	case j == i && pronouns[s.words[j]]:
		return j + 1
	}
	return i
}

// cueAt reports whether an inflected cue of a verb begins at token i.
func (s *sentence) cueAt(i int) bool {
	if i >= len(s.words) || s.mention[i] != nil {
		return false
	}
	w := s.words[i]
	for _, m := range s.claims.at(s.words, i) {
		if m.value.Part == codebook.Verb && !strings.HasPrefix(m.value.Lemma+" ", w+" ") {
			return true
		}
	}
	for _, m := range s.demands.at(s.words, i) {
		if !strings.HasPrefix(m.value.Lemma+" ", w+" ") {
			return true
		}
	}
	return false
}

// negated reports whether the words between an actor and a cue negate it.
func (s *sentence) negated(between []string) bool {
	return slices.ContainsFunc(between, func(w string) bool { return s.negations[w] })
}

// passive reports whether the words between make a past participle of a verb cue.
func passive(cue string, between []string) bool {
	be := slices.ContainsFunc(between, func(w string) bool { return formsOfBe[w] })
	return be && !strings.HasSuffix(cue, "ing")
}

func isPunct(w string) bool {
	r := firstRune(w)
	return w != "'s" && w != "n't" && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !(r == '\'' && len(w) > 1) && r != '$' && r != '"'
}

func isAdverb(w string) bool      { return len(w) > 4 && strings.HasSuffix(w, "ly") }
func isCapitalised(f string) bool { return unicode.IsUpper(firstRune(f)) }
func isDate(w string) bool        { return dates[w] || unicode.IsDigit(firstRune(w)) }
func relative(w string) bool      { return w == "who" || w == "which" }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// Closed classes of English.
var (
	determiners  = setOf(strings.Fields("the a an this that these those its their his her our any all both every each some no"))
	pronouns     = setOf(strings.Fields("i he she it they we"))
	prepositions = setOf(strings.Fields("in at from to by with for on about against between among under over into through during within of as than like"))
	finite       = setOf(strings.Fields("is are was were has have had does do did"))
	formsOfBe    = setOf(strings.Fields("am is are was were be been being"))
	turns        = setOf(strings.Fields("but while whereas although though yet"))
	stops        = setOf(strings.Fields("but if unless when once until because while whereas although though since after before during following amid who which whose where so"))
	dates        = setOf(strings.Fields("monday tuesday wednesday thursday friday saturday sunday today yesterday day week month year january february march april june july august september october november december"))
	notNames     = setOf(strings.Fields("the a an but and or when while as if in on at for so yet then this that these those after before however"))
)
