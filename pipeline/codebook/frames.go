package codebook

import (
	"reflect"
	"slices"
	"strings"

	"demarche/schemas"
)

// Cue is a word or phrase that signals a claim or a demand.
type Cue struct {
	Lemma   string `yaml:"cue"`     // dictionary form, further words behind it ("point out")
	Example string `yaml:"example"` // a sentence that is a test: <source> and [content] are marked
	Counter string `yaml:"counter"` // a sentence in which the words signal nothing

	Frame string `yaml:"-"` // the name of its frame
	Part  Part   `yaml:"-"`
	// The inflected forms of its first word, lower case, and the words behind it.
	Forms []string `yaml:"-"`
	Rest  []string `yaml:"-"`

	file string // that it stands in
}

// replacedBy reports whether a later file says what this cue is.
func (c *Cue) replacedBy(later *Cue) bool {
	return c.file != later.file && c.Part == later.Part && c.Lemma == later.Lemma
}

// ClaimCue is a cue with what its frame says of claims.
type ClaimCue struct {
	Cue        `yaml:",inline"`
	Stance     schemas.Stance `yaml:"stance"`
	Content    []Slot         `yaml:"content"`    // the first that is filled counts
	Sourceless bool           `yaml:"sourceless"` // counts without a source too
	Before     []string       `yaml:"before"`     // counts only behind one of these prepositions ("in his view")
	Light      bool           `yaml:"light"`      // the subject of the verb that the noun hangs on is its source
	Prior      float64        `yaml:"prior"`      // its share of right rows by our own judgement, where news tells little; 0 for none
}

// claimFrame is a list of cues that work alike; a cue may say otherwise.
type claimFrame struct {
	Name       string            `yaml:"frame"`
	Part       Part              `yaml:"part"`
	Stance     schemas.Stance    `yaml:"stance"`
	Content    []Slot            `yaml:"content"`
	Sourceless bool              `yaml:"sourceless"`
	Before     []string          `yaml:"before"`
	Light      bool              `yaml:"light"`
	Cues       []entry[ClaimCue] `yaml:"cues"`
}

// DemandCue is a cue with what its frame says of demands.
type DemandCue struct {
	Cue       `yaml:",inline"`
	Strength  schemas.Strength  `yaml:"strength"`
	Direction schemas.Direction `yaml:"direction"` // do where the file gives none
	Action    []Slot            `yaml:"action"`    // the first that is filled counts
	Addressee []Slot            `yaml:"addressee"` // where the addressee hangs if it is not the action's subject
	Plover    schemas.Plover    `yaml:"plover"`
	Aux       []string          `yaml:"aux"` // counts only with one of these auxiliaries
}

type demandFrame struct {
	Name      string             `yaml:"frame"`
	Part      Part               `yaml:"part"`
	Strength  schemas.Strength   `yaml:"strength"`
	Direction schemas.Direction  `yaml:"direction"`
	Action    []Slot             `yaml:"action"`
	Addressee []Slot             `yaml:"addressee"`
	Plover    schemas.Plover     `yaml:"plover"`
	Cues      []entry[DemandCue] `yaml:"cues"`
}

// Connective joins an antecedent to its consequent.
type Connective struct {
	Marker     string                    `yaml:"marker"` // lower case words
	Kind       schemas.ConditionKind     `yaml:"kind"`
	Polarity   schemas.ConditionPolarity `yaml:"polarity"`   // required where the file gives none
	Antecedent []Slot                    `yaml:"antecedent"` // what the marker may stand before
	Gating     bool                      `yaml:"gating"`     // counts only where the consequent is yet to come
	Negated    bool                      `yaml:"negated"`    // counts only where the consequent is negated
	Objects    []string                  `yaml:"objects"`    // counts only before a phrase headed by one of these words
	Reversed   bool                      `yaml:"reversed"`   // the marker is the consequent's predicate ("depends on")
	Swapped    bool                      `yaml:"swapped"`    // likewise, but the consequent follows ("a condition for")
	Not        []string                  `yaml:"not_after"`  // words before the marker that give it another sense ("as if")
	Through    string                    `yaml:"through"`    // the marker is a verb whose object is the consequent; this preposition leads to the antecedent
	NotBefore  []string                  `yaml:"not_before"` // what behind it makes no condition: a phrase, or a noun at its head ("without doubt")
	Example    string                    `yaml:"example"`    // a sentence that is a test: [antecedent] and <consequent> are marked
	Counter    string                    `yaml:"counter"`    // a sentence in which the words join no condition
}

// Words are the small lists that the rules share, lower case.
type Words struct {
	Negations   []string `yaml:"negations"`
	Deontic     []string `yaml:"deontic"`
	Epistemic   []string `yaml:"epistemic"`
	Future      []string `yaml:"future"`
	Hedges      []string `yaml:"hedges"`
	Boosters    []string `yaml:"boosters"`
	Stopping    []string `yaml:"stopping"`
	Light       []string `yaml:"light"`
	People      []string `yaml:"people"`
	Voices      []string `yaml:"voices"`
	Asking      []string `yaml:"asking"`
	Undertaking []string `yaml:"undertaking"`
	Denying     []string `yaml:"denying"`
	Handed      []string `yaml:"handed"`
	Times       []string `yaml:"times"`
	Months      []string `yaml:"months"`
	Awaited     []string `yaml:"awaited"`
	Deeds       []string `yaml:"deeds"`
	Making      []string `yaml:"making"`
}

func (w *Words) append(more Words) { extend(w, more) }

// extend appends the lists of more, a struct, to those of to, a pointer to such: its
// slices, and the slices that its maps hold.
func extend(to, more any) {
	into, from := reflect.ValueOf(to).Elem(), reflect.ValueOf(more)
	for i := range into.NumField() {
		list, other := into.Field(i), from.Field(i)
		switch kind := list.Type(); {
		case kind.Kind() == reflect.Slice:
			list.Set(reflect.AppendSlice(list, other))
		case kind.Kind() == reflect.Map && kind.Elem().Kind() == reflect.Slice && other.Len() > 0:
			if list.IsNil() {
				list.Set(reflect.MakeMap(kind))
			}
			for key, words := range other.Seq2() {
				old := list.MapIndex(key)
				if !old.IsValid() {
					old = reflect.Zero(kind.Elem())
				}
				list.SetMapIndex(key, reflect.AppendSlice(old, words))
			}
		}
	}
}

// Part is a cue's part of speech.
type Part string

// The parts of speech.
const (
	Verb      Part = "verb"
	Adjective Part = "adjective"
	Noun      Part = "noun"
	Adverb    Part = "adverb"
	Preposed  Part = "preposition" // "according to"
	Modal     Part = "modal"       // "shall": its subject is to act
)

// Values lists the values of the type.
func (Part) Values() []string {
	return []string{string(Verb), string(Adjective), string(Noun), string(Adverb), string(Preposed), string(Modal)}
}

// Slot says where what a cue takes hangs in the tree. A slot that is none of
// the constants is a preposition before a noun phrase or a verb in -ing.
type Slot string

// The slots that are no prepositions.
const (
	Clause     Slot = "clause"      // a finite clause, with or without "that"; also "…, she said"
	Whether    Slot = "whether"     // a clause with "whether", "if" or a question word
	Quoted     Slot = "quote"       // words in quotation marks beside the cue
	To         Slot = "to"          // an infinitive
	Gerund     Slot = "gerund"      // a verb in -ing
	Object     Slot = "object"      // a noun phrase
	ObjectTo   Slot = "object to"   // a noun phrase and its infinitive
	ObjectDone Slot = "object done" // a noun phrase and the participle of what is to be done with it
	Deed       Slot = "deed"        // a noun phrase headed by what one does, of the list deeds
	ObjectAs   Slot = "object as"   // a noun phrase and a phrase with "as"
	ObjectIs   Slot = "object is"   // a noun phrase and what is said of it ("called him a liar")
	ObjectOf   Slot = "object of"   // a noun phrase and a phrase with a preposition ("accused him of fraud")
	Subject    Slot = "subject"     // the subject of the passive, with its infinitive
	Around     Slot = "around"      // the clause in which the cue stands
	List       Slot = "list"        // what stands behind the colon after the clause, or in the next sentences
)

// constructions are the slots that are no prepositions.
var constructions = []Slot{Clause, Whether, Quoted, To, Gerund, Object, ObjectTo, ObjectAs, ObjectDone, Deed, ObjectIs, ObjectOf, Subject, Around, List}

// Values lists the values of the type.
func (Slot) Values() []string {
	var out []string
	for _, s := range constructions {
		out = append(out, string(s))
	}
	return append(out, "about", "against", "as", "at", "behind", "between", "by", "for", "from", "in", "into", "of", "on", "over", "to do",
		"to the", "toward", "towards", "upon", "with")
}

// Preposition returns the preposition that a slot stands for, or "".
func (s Slot) Preposition() string {
	switch {
	case slices.Contains(constructions, s):
		return ""
	case s == "to the": // "to" alone is the infinitive
		return "to"
	}
	return string(s)
}

func (b *builder) addClaims(f claimFrame, at position) error {
	if f.Name == "" {
		return at.errorf("a frame of claims lacks its name")
	}
	for _, e := range f.Cues {
		cue, at := e.value, position{at.file, e.line}
		cue.Sourceless = cue.Sourceless || f.Sourceless
		cue.Light = cue.Light || f.Light
		cue.Stance = either(cue.Stance, f.Stance)
		if cue.Content == nil {
			cue.Content = f.Content
		}
		if cue.Before == nil {
			cue.Before = f.Before
		}
		if !known(cue.Stance) {
			return at.errorf("cue %q: unknown stance %q", cue.Lemma, cue.Stance)
		}
		if err := b.addCue("claims", &cue.Cue, f.Name, f.Part, cue.Content, at); err != nil {
			return err
		}
		b.book.Claims = append(slices.DeleteFunc(b.book.Claims, func(c ClaimCue) bool { return c.replacedBy(&cue.Cue) }), cue)
	}
	return nil
}

func (b *builder) addDemands(f demandFrame, at position) error {
	if f.Name == "" {
		return at.errorf("a frame of demands lacks its name")
	}
	for _, e := range f.Cues {
		cue, at := e.value, position{at.file, e.line}
		cue.Strength = either(cue.Strength, f.Strength)
		cue.Direction = either(either(cue.Direction, f.Direction), schemas.Do)
		cue.Plover = either(either(cue.Plover, f.Plover), schemas.PloverRequest)
		if cue.Action == nil {
			cue.Action = f.Action
		}
		if cue.Addressee == nil {
			cue.Addressee = f.Addressee
		}
		if !known(cue.Strength) || !known(cue.Direction) || !known(cue.Plover) {
			return at.errorf("cue %q: unknown strength %q, direction %q or plover %q", cue.Lemma, cue.Strength, cue.Direction, cue.Plover)
		}
		for _, slot := range cue.Addressee {
			if !known(slot) {
				return at.errorf("cue %q: unknown value %q of addressee", cue.Lemma, slot)
			}
		}
		if err := b.addCue("demands", &cue.Cue, f.Name, f.Part, cue.Action, at); err != nil {
			return err
		}
		b.book.Demands = append(slices.DeleteFunc(b.book.Demands, func(c DemandCue) bool { return c.replacedBy(&cue.Cue) }), cue)
	}
	return nil
}

func either[T ~string](a, b T) T {
	if a != "" {
		return a
	}
	return b
}

func (b *builder) addCue(table string, cue *Cue, frame string, part Part, slots []Slot, at position) error {
	words := strings.Fields(cue.Lemma)
	if len(words) == 0 {
		return at.errorf("a cue of %s lacks its words", table)
	}
	cue.Frame, cue.Part, cue.Rest, cue.file = frame, part, words[1:], at.file
	if !known(part) {
		return at.errorf("frame %s: unknown part %q", frame, part)
	}
	if len(slots) == 0 {
		return at.errorf("cue %q: it takes nothing", cue.Lemma)
	}
	for _, slot := range slots {
		if !known(slot) {
			return at.errorf("cue %q: unknown slot %q", cue.Lemma, slot)
		}
	}
	key := table + " " + frame + " " + cue.Lemma
	if first, ok := b.cues[key]; ok && first.file == at.file {
		return at.errorf("cue %q of %s stands at %s:%d too", cue.Lemma, table, first.file, first.line)
	}
	b.cues[key] = at
	return nil
}

func (b *builder) addConnective(c Connective, at position) error {
	if c.Marker == "" {
		return at.errorf("a connective lacks its marker")
	}
	c.Polarity = either(c.Polarity, schemas.Required)
	if !known(c.Kind) || !known(c.Polarity) {
		return at.errorf("connective %q: unknown kind %q or polarity %q", c.Marker, c.Kind, c.Polarity)
	}
	if len(c.Antecedent) == 0 {
		return at.errorf("connective %q: antecedent is missing", c.Marker)
	}
	for _, slot := range c.Antecedent {
		if slot != Clause && slot != Object && slot != Gerund {
			return at.errorf("connective %q: unknown value %q of antecedent: want clause, object or gerund", c.Marker, slot)
		}
	}
	key := "connectives " + c.Marker + " " + string(c.Polarity)
	if first, ok := b.cues[key]; ok && first.file == at.file {
		return at.errorf("connective %q stands at %s:%d too", c.Marker, first.file, first.line)
	}
	b.cues[key] = at
	b.book.Connectives = append(slices.DeleteFunc(b.book.Connectives, func(other Connective) bool {
		return other.Marker == c.Marker && other.Polarity == c.Polarity
	}), c)
	return nil
}

// inflect sets the forms of all cues.
func (b *builder) inflect() {
	for i := range b.book.Claims {
		b.inflectCue(&b.book.Claims[i].Cue)
	}
	for i := range b.book.Demands {
		b.inflectCue(&b.book.Demands[i].Cue)
	}
}

func (b *builder) inflectCue(c *Cue) {
	word, _, _ := strings.Cut(c.Lemma, " ")
	c.Forms = nil
	for _, word := range b.spelt(word) {
		c.Forms = append(c.Forms, word)
		switch c.Part {
		case Verb:
			more := b.irregular[word]
			if more == nil {
				more = conjugate(word)
			}
			c.Forms = append(c.Forms, more...)
		case Noun:
			c.Forms = append(c.Forms, plural(word))
		}
	}
}

// spelt returns a word in American and, where that differs, in British spelling.
func (b *builder) spelt(word string) []string {
	if british := b.spellings[word]; british != "" {
		return []string{word, british}
	}
	for _, end := range []string{"ize", "yze"} {
		if stem, ok := strings.CutSuffix(word, end); ok && len(stem) > 2 {
			return []string{word, stem + end[:1] + "se"}
		}
	}
	return []string{word}
}

// conjugate returns the forms of a regular verb, with its last consonant both
// single and double, as only the stress tells which is right.
func conjugate(verb string) []string {
	stem, isE := strings.CutSuffix(verb, "e")
	y, isY := strings.CutSuffix(verb, "y")
	switch {
	case isE:
		return []string{verb + "s", verb + "d", stem + "ing"}
	case isY && !endsInAny(y, "a", "e", "i", "o", "u"):
		return []string{y + "ies", y + "ied", verb + "ing"}
	}
	forms := []string{plural(verb), verb + "ed", verb + "ing"}
	if n := len(verb); n > 2 && strings.ContainsRune("bdglmnprt", rune(verb[n-1])) &&
		strings.ContainsRune("aeiou", rune(verb[n-2])) && (!strings.ContainsRune("aeiou", rune(verb[n-3])) || strings.Contains(verb, "qu")) {
		last := verb[n-1:]
		forms = append(forms, verb+last+"ed", verb+last+"ing")
	}
	return forms
}

// plural returns a noun's regular plural, which is also a verb's third person.
func plural(word string) string {
	y, isY := strings.CutSuffix(word, "y")
	switch {
	case isY && !endsInAny(y, "a", "e", "i", "o", "u"):
		return y + "ies"
	case endsInAny(word, "s", "x", "z", "ch", "sh"):
		return word + "es"
	}
	return word + "s"
}

func endsInAny(s string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(s, end) })
}
