package actors

import (
	"strings"
	"unicode"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// turn is a stretch of sentences that one person of a transcript speaks.
type turn struct {
	sentence, to int // the sentence that opens it, and where its label ends
	label        string
	actor        *codebook.Actor
}

// turns finds the labels that open turns of a transcript: "MR. PRICE:", "Q:".
func (d *document) turns() {
	d.turn = make([]int, len(d.sentences))
	d.speakers = make([]*codebook.Actor, len(d.sentences))
	paragraph := -1
	for i, s := range d.sentences {
		opens := s.paragraph != paragraph
		paragraph = s.paragraph
		if opens {
			if to := label(s); to > 0 {
				d.starts = append(d.starts, turn{sentence: i, to: to, label: d.doc.Text.Slice(s.tokens[0].Start, s.tokens[to-1].End)})
			}
		}
		d.turn[i] = len(d.starts)
	}
	// One label makes no transcript.
	if len(d.starts) < 2 {
		d.starts = nil
		clear(d.turn)
	}
}

// label returns the length of the label of a speaker at the beginning of a
// sentence, 0 without one.
func label(s *sentence) int {
	for i := 1; i < len(s.tokens) && i <= 9; i++ {
		if s.tokens[i].Form != ":" {
			continue
		}
		for j := range i {
			if form := s.tokens[j].Form; !s.capital[j] && form != "," && form != "(" && form != ")" && form != "of" && form != "the" && form != "-" && form != "." && form != "for" {
				return 0
			}
		}
		return i
	}
	return 0
}

// voice is someone who says "I" and "we" in the text.
type voice struct {
	actor    *codebook.Actor
	one      *entity
	several  *entity
	mention  int // that names the speaker, -1 without one
	lastOne  int
	lastMany int
}

// voices resolves "I" and "we", and says who speaks each sentence.
func (d *document) voices() {
	d.narrators = make(map[*codebook.Actor]*voice)
	author := d.author()
	for i := range d.starts {
		d.starts[i].actor = d.speaker(&d.starts[i])
	}
	unknown := make(map[string]*voice)
	narrator := d.voice(author, -1)
	var quoted *voice
	open, openAt := false, -1
	for i, s := range d.sentences {
		current := narrator
		if n := d.turn[i]; n > 0 {
			t := &d.starts[n-1]
			if t.actor != nil {
				current = d.voice(t.actor, -1)
			} else {
				if unknown[t.label] == nil {
					unknown[t.label] = newVoice(nil, -1)
				}
				current = unknown[t.label]
			}
			d.speakers[i] = t.actor
		} else if author != nil && d.doc.Genre == "speech" {
			d.speakers[i] = author
		}
		for j := range s.tokens {
			switch form := s.tokens[j].Form; form {
			case "“", "``":
				open, openAt = true, i
				quoted = d.quoted(s, j, current)
			case "”", "''":
				open = false
			case `"`:
				open = !open
				if open {
					openAt = i
					quoted = d.quoted(s, j, current)
				}
			}
			p, ok := d.lexicon.pronouns[s.lower[j]]
			if !ok || p.Person != 1 || s.upos(j) != "PRON" && s.upos(j) != "DET" || s.lower[j] == "i" && !s.capital[j] {
				continue
			}
			if d.inName(i, j) {
				continue // "US"
			}
			v := current
			if open && i-openAt < 12 {
				v = quoted
			}
			d.first(s, j, p, v)
		}
	}
}

// inName reports whether a name of sentence i holds word j.
func (d *document) inName(i, j int) bool {
	for k := range d.found[i] {
		if f := &d.found[i][k]; f.from <= j && j < f.to {
			return true
		}
	}
	return false
}

func newVoice(a *codebook.Actor, mention int) *voice {
	return &voice{actor: a, mention: mention, lastOne: -1, lastMany: -1}
}

func (d *document) voice(a *codebook.Actor, mention int) *voice {
	v := d.narrators[a]
	if v == nil {
		v = newVoice(a, mention)
		d.narrators[a] = v
	}
	if mention >= 0 {
		v.mention = mention
	}
	return v
}

// first notes a pronoun of the first person.
func (d *document) first(s *sentence, i int, p codebook.Pronoun, v *voice) {
	last, e := &v.lastOne, &v.one
	if p.Plural {
		last, e = &v.lastMany, &v.several
	}
	if *e == nil {
		*e = &entity{actor: v.actor}
	}
	antecedent := *last
	if antecedent < 0 {
		antecedent = v.mention
	}
	*last = d.emit(s, i, i+1, i, v.actor, schemas.Pronoun, antecedent, *e)
}

// author returns the author of a document, nil where there is none or several.
func (d *document) author() *codebook.Actor {
	if len(d.doc.Authors) != 1 || len(d.starts) > 0 {
		return nil
	}
	name := d.doc.Authors[0]
	for w := range strings.FieldsSeq(name) {
		if !isWord(w) || !unicode.IsUpper([]rune(w)[0]) && !d.lexicon.particles[w] {
			return nil // "the editors"
		}
	}
	if bearers, ok := d.lexicon.names[plain(name)]; ok {
		if b, ok := d.bearer(bearers); ok && b.actor != nil {
			return b.actor
		}
	}
	id := slug(name)
	if a := d.lexicon.acts[id]; a != nil {
		return a
	}
	if a := d.own[id]; a != nil {
		return a
	}
	if id == "" {
		return nil
	}
	a := &codebook.Actor{ID: id, Name: name, Type: schemas.Person}
	d.own[id] = a
	return a
}

// speaker returns whom the label of a turn means.
func (d *document) speaker(t *turn) *codebook.Actor {
	s := d.sentences[t.sentence]
	for j := range d.found[t.sentence] {
		if f := &d.found[t.sentence][j]; f.actor != nil && f.to <= t.to && f.actor.Type == schemas.Person {
			return f.actor
		}
	}
	text := d.text(s, 0, t.to)
	text, _, _ = strings.Cut(text, ",")
	text, _, _ = strings.Cut(text, " (")
	if bearers, ok := d.lexicon.names[plain(text)]; ok {
		if b, ok := d.bearer(bearers); ok && b.actor != nil {
			return b.actor
		}
	}
	// Labels shout: "MR. PRICE", "JAKE SAMPLE".
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = nameCase(w)
	}
	if len(words) > 1 && words[0] == "The" {
		words = words[1:]
	}
	titled := false
	last := ""
	for len(words) > 0 && d.lexicon.titles[strings.TrimSuffix(words[0], ".")] != 0 {
		last, words, titled = strings.TrimSuffix(words[0], "."), words[1:], true
	}
	if len(words) == 0 {
		return d.titled(last)
	}
	text = strings.Join(words, " ")
	if bearers, ok := d.lexicon.names[text]; ok {
		if b, ok := d.bearer(bearers); ok && b.actor != nil && b.actor.Type == schemas.Person {
			return b.actor
		}
	}
	if a := d.called[words[len(words)-1]]; a != nil {
		return a
	}
	if id := slug(text); id != "" && (len(words) > 1 && len(words) < 4 || titled) && !d.lexicon.particles[lower(words[0])] && lower(words[0]) != "the" {
		if a := d.own[id]; a != nil {
			return a
		}
		a := &codebook.Actor{ID: id, Name: text, Type: schemas.Person}
		d.own[id] = a
		return a
	}
	return nil
}

// titled returns the person that the text names with a title, nil where there is
// none or several: "The President:" is President Sample.
func (d *document) titled(title string) *codebook.Actor {
	var found *codebook.Actor
	for i, s := range d.sentences {
		for _, f := range d.found[i] {
			if f.actor == nil || f.actor.Type != schemas.Person {
				continue
			}
			for j := f.from; j < f.to-1; j++ {
				if nameCase(s.tokens[j].Form) == title {
					if found != nil && found != f.actor {
						return nil
					}
					found = f.actor
				}
			}
		}
	}
	return found
}

// nameCase writes a word in capitals as names are written.
func nameCase(w string) string {
	if len(w) < 2 || strings.ContainsFunc(w, unicode.IsLower) {
		return w
	}
	r := []rune(strings.ToLower(w))
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// quoted returns whose words the quotation that opens at word j of s are: the
// subject of a verb of speaking beside it.
func (d *document) quoted(s *sentence, j int, otherwise *voice) *voice {
	for i := s.index; i < len(d.sentences) && i <= s.index+3 && d.sentences[i].paragraph == s.paragraph; i++ {
		if m := d.says(d.sentences[i]); m >= 0 {
			return d.speakingVoice(m)
		}
	}
	if i := s.index - 1; i >= 0 {
		if m := d.says(d.sentences[i]); m >= 0 {
			return d.speakingVoice(m)
		}
	}
	return newVoice(nil, -1)
}

// speakingVoice is the voice of a mention's entity.
func (d *document) speakingVoice(m int) *voice {
	if a := d.mentions[m].Actor; a != nil {
		return d.voice(a, m)
	}
	e := d.of[m]
	if e.speaks == nil {
		e.speaks = newVoice(nil, m)
	}
	return e.speaks
}

// says returns the mention that is the subject of a verb of speaking outside
// quotation marks, -1 for none.
func (d *document) says(s *sentence) int {
	inside := false
	for i := range s.tokens {
		switch s.tokens[i].Form {
		case "“", "``":
			inside = true
		case "”", "''":
			inside = false
		case `"`:
			inside = !inside
		}
		if inside || s.rel[i] != "nsubj" || s.head[i] < 0 || !d.lexicon.speaking[s.lemma(s.head[i])] {
			continue
		}
		if m := d.mentionAt(s, i); m >= 0 {
			return m
		}
	}
	return -1
}
