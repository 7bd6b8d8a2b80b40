// Package actors finds where a text mentions the actors of the codebook.
//
// Input: a document, its sentences and tokens. Output: mentions in the order of
// the text, none overlapping another, each with its actor and the way it refers
// to it.
//
// Names are matched as they are written, the longest first; sentence-initial
// pronouns are resolved to the likely subject of the sentence before. This is a
// first, plain finder without syntax: it does not see who is meant by "the
// regime", and takes a capital for its government wherever no preposition of
// place stands before it.
package actors

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
	"demarche/schemas"
)

// Mention is one place of a text that names or stands for an actor.
type Mention struct {
	Sentence   int // index of the sentence
	Start, End int // code points into the document's text, half open
	Text       string
	Actor      *codebook.Actor
	Kind       schemas.MentionKind
	Antecedent int // index of the mention that a pronoun takes up, or -1
	From, To   int // tokens of the sentence, half open
	Head       int // number of the head word in the sentence's tree
}

// Finder finds mentions. It is safe for concurrent use.
type Finder struct {
	names   map[string]name
	longest int // of the names, in bytes
}

// name is a name of an actor, or of nobody where the actor is nil.
type name struct {
	actor *codebook.Actor
	kind  schemas.MentionKind
	short bool // counts only beside another name of the actor
}

// New makes a finder of the codebook's actors.
func New(cb *codebook.Codebook) *Finder {
	f := &Finder{names: make(map[string]name)}
	add := func(names []string, n name) {
		for _, s := range names {
			s = plain(s)
			f.names[s] = n
			f.longest = max(f.longest, len(s))
		}
	}
	for _, a := range cb.Actors {
		add([]string{a.Name}, name{actor: a, kind: schemas.Name})
		add(a.Aliases, name{actor: a, kind: schemas.Alias})
		add(a.Demonyms, name{actor: a, kind: schemas.Demonym})
		add(a.Capitals, name{actor: a, kind: schemas.Metonym})
		add(a.Short, name{actor: a, kind: schemas.Alias, short: true})
	}
	add(cb.NotActors, name{})
	return f
}

// Find returns the mentions of a document.
func (f *Finder) Find(doc *ingest.Document, sentences []segment.Sentence, trees []syntax.Tree) []Mention {
	var found []candidate
	named := make(map[*codebook.Actor]bool) // by more than a short name
	for i, s := range sentences {
		for _, c := range f.inSentence(s.Tokens) {
			c.sentence = i
			found = append(found, c)
			if !c.short {
				named[c.actor] = true
			}
		}
	}
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.short && !named[c.actor] })

	var mentions []Mention
	var subjects []int // mentions of the sentence before, the likeliest subject last
	for i, s := range sentences {
		var next []int
		if m, ok := pronoun(s.Tokens[0], mentions, subjects); ok {
			m.Sentence, m.Text, m.To, m.Head = i, doc.Text.Slice(m.Start, m.End), 1, 1
			if !possessive(m.Text) {
				next = append(next, len(mentions))
			}
			mentions = append(mentions, m)
		}
		for ; len(found) > 0 && found[0].sentence == i; found = found[1:] {
			c := found[0]
			switch {
			case subjectLike(s.Tokens, c):
				next = append(next, len(mentions))
			case !governed(s.Tokens, c):
				next = slices.Insert(next, 0, len(mentions))
			}
			start, end := s.Tokens[c.from].Start, s.Tokens[c.to-1].End
			mentions = append(mentions, Mention{
				Sentence: i, Start: start, End: end, Text: doc.Text.Slice(start, end), Actor: c.actor, Kind: c.kind,
				Antecedent: -1, From: c.from, To: c.to, Head: head(trees[i], c.from, c.to),
			})
		}
		subjects = next
	}
	return mentions
}

// head returns the number of the word among tokens from up to but not including
// to that the others hang on: the first whose governor lies outside.
func head(t syntax.Tree, from, to int) int {
	for n := from + 1; n <= to; n++ {
		if h := t.Word(n).Head; h <= from || h > to {
			return n
		}
	}
	return to
}

// candidate is a name found at tokens from up to but not including to.
type candidate struct {
	name
	sentence, from, to int
}

// inSentence returns the names in one sentence, the longest at each place.
func (f *Finder) inSentence(tokens []segment.Token) []candidate {
	var out []candidate
	for i := 0; i < len(tokens); {
		n, to := f.longestAt(tokens, i)
		c := candidate{name: n, from: i, to: to}
		switch {
		case to == i:
			i++
		case n.actor == nil:
			i = to
		case !meant(tokens, c):
			i++
		default:
			out = append(out, c)
			i = to
		}
	}
	return out
}

// longestAt returns the longest name that begins at token i, and where it ends.
func (f *Finder) longestAt(tokens []segment.Token, i int) (best name, to int) {
	to = i
	if !capitalised(tokens[i].Form) && tokens[i].Form != "the" {
		return best, to
	}
	var text []byte
	for j := i; j < len(tokens); j++ {
		form := tokens[j].Form
		if j == i && form == "The" {
			form = "the"
		}
		if j > i && tokens[j].Start > tokens[j-1].End {
			text = append(text, ' ')
		}
		text = append(text, plain(form)...)
		if len(text) > f.longest {
			break
		}
		if n, ok := f.names[string(text)]; ok {
			best, to = n, j+1
		}
	}
	return best, to
}

// meant reports whether a name found stands for the actor, not for a part of a
// compound ("the U.S.-led force"), a longer name or a place.
func meant(tokens []segment.Token, c candidate) bool {
	if hyphenated(tokens, c.from) || hyphenated(tokens, c.to) {
		return false
	}
	if c.kind != schemas.Metonym && c.kind != schemas.Demonym && !c.short {
		return true
	}
	if c.to < len(tokens) && capitalised(tokens[c.to].Form) && c.kind != schemas.Demonym {
		return false
	}
	if c.from > 1 && capitalised(tokens[c.from-1].Form) {
		return false // "George Washington", "Mark Cuban"
	}
	if c.kind == schemas.Metonym && c.from > 0 {
		before := tokens[c.from-1].Form
		according := c.from > 1 && strings.EqualFold(tokens[c.from-2].Form, "according")
		return according || isPossessive(tokens, c.to) || !places[strings.ToLower(before)]
	}
	return true
}

// hyphenated reports whether a hyphen joins the tokens before and after i.
func hyphenated(tokens []segment.Token, i int) bool {
	touch := func(a, b int) bool {
		return a >= 0 && b < len(tokens) && tokens[a].End == tokens[b].Start
	}
	hyphen := func(i int) bool {
		return i >= 0 && i < len(tokens) && strings.ContainsAny(tokens[i].Form, "-‐‑–/")
	}
	return touch(i-1, i) && (hyphen(i) && touch(i, i+1) || hyphen(i-1) && touch(i-2, i-1))
}

func isPossessive(tokens []segment.Token, i int) bool {
	return i < len(tokens) && (plain(tokens[i].Form) == "'s" || plain(tokens[i].Form) == "'")
}

// governed reports whether a preposition stands before a mention or a possessive
// behind it, so that it is no subject.
func governed(tokens []segment.Token, c candidate) bool {
	for i := c.from - 1; i >= 0 && i >= c.from-2; i-- {
		if before := strings.ToLower(tokens[i].Form); prepositions[before] || places[before] {
			return true
		}
	}
	return isPossessive(tokens, c.to)
}

// subjectLike is a rough guess whether a mention is a subject: it is free, and
// what follows it may be a verb.
func subjectLike(tokens []segment.Token, c candidate) bool {
	if c.to >= len(tokens) || governed(tokens, c) {
		return false
	}
	after := strings.ToLower(tokens[c.to].Form)
	return auxiliaries[after] || endsInAny(after, "s", "ed", "ly") || after == "," || after == "and"
}

// pronoun resolves the pronoun that opens a sentence to the last of the subjects
// that fits it.
func pronoun(t segment.Token, mentions []Mention, subjects []int) (Mention, bool) {
	fits := map[string]func(schemas.ActorType) bool{
		"it": notPerson, "its": notPerson, "they": notPerson, "their": notPerson,
		"he": isPerson, "his": isPerson, "she": isPerson,
	}[strings.ToLower(t.Form)]
	if fits == nil {
		return Mention{}, false
	}
	for _, i := range slices.Backward(subjects) {
		if a := mentions[i].Actor; fits(a.Type) {
			return Mention{Start: t.Start, End: t.End, Actor: a, Kind: schemas.Pronoun, Antecedent: i}, true
		}
	}
	return Mention{}, false
}

func isPerson(t schemas.ActorType) bool  { return t == schemas.Person }
func notPerson(t schemas.ActorType) bool { return t != schemas.Person }

func possessive(pronoun string) bool {
	switch strings.ToLower(pronoun) {
	case "its", "their", "his":
		return true
	}
	return false
}

// plain straightens apostrophes.
func plain(s string) string { return strings.ReplaceAll(s, "’", "'") }

func capitalised(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func endsInAny(s string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(s, end) })
}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// Closed classes of English.
var (
	places       = set("in at from to near around outside via through across toward towards into inside leaving visiting")
	prepositions = set("of on by with for between among against about over under than as like without")
	auxiliaries  = set("is was has had will would can could may might must shall should does did do are were have")
)
