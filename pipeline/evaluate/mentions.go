package evaluate

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/schemas"
)

// MentionScore is how mentions compare with gold ones. What each measure counts
// stands in the help of demarche eval mentions.
type MentionScore struct {
	Named        Score // spans of named mentions
	States       Score // Correct: named gold mentions of a state that are found and have its code
	AllStates    Score // the same with nominals and pronouns
	Third, First Score // pronouns: Correct of Gold
	MUC, B3      PR
	CEAFE        PR
	Roles        Score // actors of gold claims and demands that are mentioned at their place

	Misses, False []string // named mentions, for reading
	Pronouns      []string // wrongly resolved pronouns
	WrongStates   []string
	Unnamed       []string // actors of claims and demands that are not mentioned
}

// Mentions scores the rows of documents against gold rows. states gives the
// actor's id for the Wikipedia titles of states.
func Mentions(gold []GoldRow, documents []schemas.Rows, states map[string]string) MentionScore {
	m := &mentionScorer{states: states}
	byDoc := make(map[string][]GoldRow)
	for _, g := range gold {
		byDoc[g.Doc] = append(byDoc[g.Doc], g)
	}
	for _, rows := range documents {
		m.document(byDoc[rows.Documents[0].DocID], rows)
	}
	m.MUC, m.B3, m.CEAFE = m.muc, m.b3, m.ceafe
	return m.MentionScore
}

type mentionScorer struct {
	MentionScore
	states         map[string]string
	muc, b3, ceafe PR
}

// goldMention is a gold mention with what its words say.
type goldMention struct {
	GoldRow
	start, end int // without determiner and possessive ending
	head       int // where its head word begins
	headEnd    int
	pronoun    string // lower case, "" for none
	named      bool
	optional   bool   // perhaps named: neither missed nor false
	nested     bool   // part of another name
	state      string // id of the state that it names
	names      string // id of the state whose name it is, where it has no title
	scored     bool   // a person, an organisation, or a state
}

// systemMention is a mention with its place without determiner.
type systemMention struct {
	*schemas.Mention
	start, end int
	named      bool
	shared     bool // its span stands for several actors
	gold       int  // the gold mention that it matches, or -1
}

func (m *mentionScorer) document(rows []GoldRow, tables schemas.Rows) {
	text := []rune(tables.Documents[0].Text)
	var gold []goldMention
	for _, r := range rows {
		if r.Table == "mentions" {
			gold = append(gold, m.read(r, text))
		}
	}
	settle(gold, text)
	m.roles(rows, tables)
	if len(gold) == 0 {
		return
	}
	system := m.system(tables, text)
	for i := range system {
		system[i].gold = match(&system[i], gold)
	}
	m.named(gold, system, text)
	m.linked(gold, system, text)
	m.pronouns(gold, system, text)
	m.coreference(gold, system)
}

// read finds the head word of a gold mention and what kind of mention it is.
func (m *mentionScorer) read(r GoldRow, text []rune) goldMention {
	g := goldMention{GoldRow: r}
	g.start, g.end = core(text, r.Span.Start, r.Span.End)
	type word struct{ start, end int }
	var words []word
	boundary := false
	for i := g.start; i < g.end && !boundary; {
		if unicode.IsSpace(text[i]) {
			i++
			continue
		}
		j := i
		for j < g.end && !unicode.IsSpace(text[j]) {
			j++
		}
		w := strings.ToLower(string(text[i:j]))
		if w == "of" && len(words) > 0 && quantities[strings.ToLower(string(text[words[len(words)-1].start:words[len(words)-1].end]))] {
			i = j
			words = words[:0]
			continue
		}
		if len(words) > 0 && (boundaries[w] || w == "-" || w == "–" || w == "—" || strings.HasPrefix(w, "(")) {
			break
		}
		end := j
		for end > i && strings.ContainsRune(",;:)”\"", text[end-1]) {
			end--
			boundary = true
		}
		words = append(words, word{i, max(end, i+1)})
		i = j
	}
	if len(words) > 0 {
		last := words[len(words)-1]
		g.head, g.headEnd = last.start, last.end
	} else {
		g.head, g.headEnd = g.start, g.end
	}
	whole := strings.ToLower(strings.ReplaceAll(string(text[g.start:g.end]), "’", "'"))
	if p := person(whole); p > 0 {
		g.pronoun = whole
	}
	title := strings.ReplaceAll(r.Link, "_", " ")
	if s, err := url.PathUnescape(title); err == nil {
		title = s
	}
	g.state = m.states[strings.TrimSuffix(title, " (country)")]
	if r.Link == "" && g.state == "" {
		g.names = m.states[string(text[g.start:g.end])]
	}
	g.scored = g.names != "" || r.Type == "person" || r.Type == "organization" || g.state != ""
	if g.pronoun == "" && g.head < len(text) && (unicode.IsUpper(text[g.head]) || unicode.IsDigit(text[g.head]) && g.Link != "") {
		g.named = g.head > g.start || r.Link != "" || !opensSentence(text, g.start)
		g.optional = !g.named
	}
	return g
}

// settle says which first words of sentences are names, and leaves out the names
// that are part of another name.
func settle(gold []goldMention, text []rune) {
	head := func(g *goldMention) string { return g.Entity + " " + string(text[g.head:g.headEnd]) }
	elsewhere := make(map[string]bool)
	for i := range gold {
		if gold[i].named {
			elsewhere[head(&gold[i])] = true
		}
	}
	for i := range gold {
		if g := &gold[i]; g.optional && elsewhere[head(g)] {
			g.named, g.optional = true, false
		}
	}
	for i := range gold {
		g := &gold[i]
		for j := range gold {
			o := &gold[j]
			if i != j && g.named && (o.named || o.optional) && o.start <= g.start && g.end <= o.headEnd && o.headEnd > g.headEnd {
				g.named, g.optional, g.nested = false, true, true
				break
			}
		}
	}
}

// quantities are words whose "of" leads to the head.
var quantities = map[string]bool{
	"all": true, "any": true, "both": true, "each": true, "few": true, "half": true, "hundreds": true, "many": true,
	"millions": true, "most": true, "none": true, "number": true, "one": true, "some": true, "thousands": true, "two": true,
}

// boundaries are words before which the head of a phrase stands.
var boundaries = map[string]bool{
	"of": true, "in": true, "at": true, "for": true, "from": true, "with": true, "on": true, "to": true, "by": true,
	"about": true, "between": true, "against": true, "that": true, "who": true, "which": true, "whose": true, "whom": true,
	"where": true, "as": true, "like": true, "such": true, "is": true, "was": true, "are": true, "were": true, "under": true,
	"over": true, "near": true, "around": true, "among": true, "within": true, "when": true,
}

var determiners = map[string]bool{
	"the": true, "a": true, "an": true, "this": true, "that": true, "these": true, "those": true,
}

// core takes a determiner off the front of a span, and a possessive or other
// clitic and closing punctuation off its end.
func core(text []rune, start, end int) (int, int) {
	i := start
	for i < end && !unicode.IsSpace(text[i]) {
		i++
	}
	if i < end && determiners[strings.ToLower(string(text[start:i]))] {
		for i < end && unicode.IsSpace(text[i]) {
			i++
		}
		if i < end {
			start = i
		}
	}
	s := strings.ReplaceAll(string(text[start:end]), "’", "'")
	for _, clitic := range []string{"'s", "'ve", "'re", "'m", "'d", "'ll", "s'"} {
		if len(s) > len(clitic) && strings.HasSuffix(s, clitic) {
			n := utf8.RuneCountInString(clitic)
			if clitic == "s'" {
				n = 1
			}
			end -= n
			break
		}
	}
	for end > start+1 && strings.ContainsRune(",;:", text[end-1]) {
		end--
	}
	return start, end
}

// person returns the person of a personal pronoun, 0 for other words.
func person(word string) int {
	switch word {
	case "i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves":
		return 1
	case "you", "your", "yours", "yourself", "yourselves":
		return 2
	case "he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself",
		"they", "them", "their", "theirs", "themselves":
		return 3
	}
	return 0
}

func opensSentence(text []rune, i int) bool {
	for i--; i >= 0; i-- {
		switch r := text[i]; {
		case r == '\n':
			return true
		case unicode.IsSpace(r) || strings.ContainsRune("\"“‘'(*•-–—", r):
		default:
			return strings.ContainsRune(".!?:", r)
		}
	}
	return true
}

// system returns the mentions of a document's tables, less what gold does not
// mark: relative pronouns, and the demonyms that are adjectives ("Polish voters").
func (m *mentionScorer) system(tables schemas.Rows, text []rune) []systemMention {
	adjective := make(map[int32]bool)
	for _, t := range tables.Tokens {
		if d, _, _ := strings.Cut(t.Deprel, ":"); d == "amod" || d == "compound" {
			adjective[t.End] = true
		}
	}
	var out []systemMention
	for i := range tables.Mentions {
		r := &tables.Mentions[i]
		if r.Kind == schemas.Demonym && adjective[r.End] || r.Kind == schemas.Pronoun && person(strings.ToLower(r.Text)) == 0 {
			continue
		}
		s := systemMention{Mention: r, gold: -1, named: r.Kind != schemas.Nominal && r.Kind != schemas.Pronoun}
		if n := len(out); n > 0 && out[n-1].Start == r.Start && out[n-1].End == r.End {
			out[n-1].shared = true
			continue
		}
		s.start, s.end = core(text, int(r.Start), int(r.End))
		last := strings.LastIndexAny(r.Text, " -")
		// As of a gold mention, what counts is the head word.
		if r.Kind == schemas.Nominal && (strings.Contains(string(text[s.start:s.end]), " ") || !opensSentence(text, s.start)) {
			first, _ := utf8.DecodeRuneInString(r.Text[last+1:])
			s.named = unicode.IsUpper(first)
		}
		out = append(out, s)
	}
	return out
}

// matches reports whether a system mention is a gold one, and how well: 2 for the
// same span, 1 where it lies in the gold span and covers its head.
func matches(s *systemMention, g *goldMention) int {
	switch {
	case s.start == g.start && s.end == g.end:
		return 2
	case s.start >= g.start && s.end <= g.end && s.start < g.headEnd && s.end > g.head && g.pronoun == "":
		return 1
	}
	return 0
}

// match returns the best gold mention of a system mention, the shortest of equals,
// or -1.
func match(s *systemMention, gold []goldMention) int {
	best, how := -1, 0
	for i := range gold {
		g := &gold[i]
		n := matches(s, g)
		if n > how || n > 0 && n == how && g.end-g.start < gold[best].end-gold[best].start {
			best, how = i, n
		}
	}
	return best
}

// named compares the spans of named mentions, one to one, the best matches first.
func (m *mentionScorer) named(gold []goldMention, system []systemMention, text []rune) {
	type pair struct{ how, length, g, s int }
	var pairs []pair
	for i := range gold {
		if !gold[i].named && !gold[i].optional || !gold[i].scored {
			continue
		}
		if gold[i].named {
			m.Named.Gold++
		}
		for j := range system {
			if system[j].named {
				if how := matches(&system[j], &gold[i]); how > 0 {
					pairs = append(pairs, pair{how, gold[i].end - gold[i].start, i, j})
				}
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Or(b.how-a.how, a.length-b.length) })
	optional := 0
	goldDone, systemDone := make(map[int]bool), make(map[int]bool)
	for _, p := range pairs {
		if !goldDone[p.g] && !systemDone[p.s] {
			goldDone[p.g], systemDone[p.s] = true, true
			if gold[p.g].named {
				m.Named.Correct++
			} else {
				optional++
			}
		}
	}
	for i := range gold {
		if gold[i].named && gold[i].scored && !goldDone[i] {
			m.Misses = append(m.Misses, around(gold[i].Doc, text, gold[i].Span.Start, gold[i].Span.End)+" ("+gold[i].Type+")")
		}
	}
	m.Named.System -= optional
	for j := range system {
		if system[j].named {
			m.Named.System++
			if !systemDone[j] {
				m.False = append(m.False, around(system[j].DocID, text, system[j].start, system[j].end)+" ("+system[j].ActorID+")")
			}
		}
	}
}

// around shows a span in its context.
func around(doc string, text []rune, start, end int) string {
	line := string(text[max(0, start-40):start]) + "[" + string(text[start:end]) + "]" + string(text[end:min(len(text), end+40)])
	return doc + ": " + strings.Join(strings.Fields(line), " ")
}

// linked compares the codes of states.
func (m *mentionScorer) linked(gold []goldMention, system []systemMention, text []rune) {
	for i := range gold {
		g := &gold[i]
		if g.state == "" || g.nested {
			continue
		}
		right, got := false, "not found"
		for j := range system {
			if how := matches(&system[j], g); how > 0 && (system[j].gold == i || how == 2) {
				got = system[j].ActorID
				right = right || got == g.state
			}
		}
		if g.named {
			m.States.Gold++
		}
		m.AllStates.Gold++
		if right {
			m.AllStates.Correct++
			if g.named {
				m.States.Correct++
			}
		} else {
			m.WrongStates = append(m.WrongStates, around(g.Doc, text, g.Span.Start, g.Span.End)+" is "+g.state+", not "+cmp.Or(got, "nobody"))
		}
	}
}

// pronouns counts the personal pronouns whose entity is spoken of before, and
// those of them whose antecedent is a mention of that entity.
func (m *mentionScorer) pronouns(gold []goldMention, system []systemMention, text []rune) {
	byID := make(map[string]int)
	for j := range system {
		byID[system[j].MentionID] = j
	}
	for i := range gold {
		g := &gold[i]
		p := person(g.pronoun)
		if !g.scored || p != 1 && p != 3 {
			continue
		}
		earlier := false
		for k := range gold {
			earlier = earlier || gold[k].Entity == g.Entity && gold[k].end <= g.start
		}
		if !earlier {
			continue
		}
		score := &m.Third
		if p == 1 {
			score = &m.First
		}
		score.Gold++
		got := "not found"
		for j := range system {
			s := &system[j]
			if s.start != g.start || s.Kind != schemas.Pronoun {
				continue
			}
			got = "nothing"
			if a, ok := byID[s.AntecedentID]; ok {
				got = system[a].Text
				if t := system[a].gold; t >= 0 && gold[t].Entity == g.Entity {
					score.Correct++
					got = ""
				}
			}
			break
		}
		if got != "" && p == 3 {
			m.Pronouns = append(m.Pronouns, around(g.Doc, text, g.start, g.end)+" → "+got)
		}
	}
}

// roles counts the actors of claims and demands that a mention names in a
// sentence of the row.
func (m *mentionScorer) roles(rows []GoldRow, tables schemas.Rows) {
	actors := make(map[string]schemas.Actor)
	for _, a := range tables.Actors {
		actors[a.ActorID] = a
	}
	for _, r := range rows {
		start, end := -1, -1
		for _, s := range []*Span{r.Cue, r.Content, r.Action} {
			if s != nil {
				if start < 0 || s.Start < start {
					start = s.Start
				}
				end = max(end, s.End)
			}
		}
		for _, ids := range [][]string{r.Source, r.Demander, r.Addressee} {
			if len(ids) == 0 {
				continue
			}
			m.Roles.Gold++
			if m.mentioned(ids, start, end, tables, actors) {
				m.Roles.Correct++
			} else {
				m.Unnamed = append(m.Unnamed, r.Doc+": "+strings.Join(ids, " or ")+" of the "+strings.TrimSuffix(r.Table, "s")+" at "+r.Cue.Text)
			}
		}
	}
}

func (m *mentionScorer) mentioned(ids []string, start, end int, tables schemas.Rows, actors map[string]schemas.Actor) bool {
	for _, s := range tables.Sentences {
		if int(s.End) <= start || int(s.Start) >= end {
			continue
		}
		for _, x := range tables.Mentions {
			if x.SentenceID != s.SentenceID || x.ActorID == "" {
				continue
			}
			a := actors[x.ActorID]
			for _, id := range ids {
				for _, known := range []string{a.ActorID, a.Name, a.ISO3, a.PrincipalID} {
					if strings.EqualFold(id, known) {
						return true
					}
				}
			}
		}
	}
	return false
}
