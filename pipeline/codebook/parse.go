package codebook

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"demarche/schemas"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// file is the form of every file; most leave parts out.
type file struct {
	Actors       []actorEntry         `yaml:"actors"`
	Reference    Reference            `yaml:"reference"`
	NotActors    []string             `yaml:"not_actors"`
	Irregular    map[string][]string  `yaml:"irregular"`
	Claims       []entry[ClaimCue]    `yaml:"claims"`
	Attributions []entry[Attribution] `yaml:"attributions"`
	Demands      []entry[DemandCue]   `yaml:"demands"`
	Connectives  []entry[Connective]  `yaml:"connectives"`
	Words        Words                `yaml:"words"`
}

// entry is an item of a list that knows its line.
type entry[T any] struct {
	value T
	line  int
}

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (e *entry[T]) UnmarshalYAML(node ast.Node) error {
	e.line = node.GetToken().Position.Line
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		e.line = m.Values[0].GetToken().Position.Line
	}
	return yaml.NodeToValue(node, &e.value, yaml.Strict())
}

// builder gathers files into a codebook.
type builder struct {
	book *Codebook
	cues map[string]position
	actorBuilder
}

func newBuilder() *builder {
	return &builder{
		book:         &Codebook{byID: make(map[string]*Actor), origins: make(map[string][]string)},
		cues:         make(map[string]position),
		actorBuilder: newActorBuilder(),
	}
}

func (b *builder) add(name string, text []byte) error {
	var f file
	if err := yaml.UnmarshalWithOptions(text, &f, yaml.Strict()); err != nil {
		return located(name, err)
	}
	at := func(line int) position { return position{name, line} }
	for i := range f.Actors {
		if err := b.addActor(name, &f.Actors[i]); err != nil {
			return err
		}
	}
	b.book.Reference.append(f.Reference)
	for _, e := range f.Claims {
		cue := e.value
		if err := b.addCue("claims", &cue.Cue, f.Irregular, at(e.line)); err != nil {
			return err
		}
		if !known(cue.Stance) {
			return at(e.line).errorf("unknown stance %q", cue.Stance)
		}
		b.book.Claims = append(b.book.Claims, cue)
	}
	for _, e := range f.Demands {
		cue := e.value
		if err := b.addCue("demands", &cue.Cue, f.Irregular, at(e.line)); err != nil {
			return err
		}
		if cue.Direction == "" {
			cue.Direction = schemas.Do
		}
		if !known(cue.Strength) || !known(cue.Direction) {
			return at(e.line).errorf("unknown strength %q or direction %q", cue.Strength, cue.Direction)
		}
		b.book.Demands = append(b.book.Demands, cue)
	}
	for _, e := range f.Attributions {
		if e.value.Before == "" {
			return at(e.line).errorf("an attribution lacks its words before")
		}
		b.book.Attributions = append(b.book.Attributions, e.value)
	}
	for _, e := range f.Connectives {
		if err := b.addConnective(e.value, at(e.line)); err != nil {
			return err
		}
	}
	b.book.NotActors = append(b.book.NotActors, f.NotActors...)
	b.book.Words.append(f.Words)
	return nil
}

func (b *builder) addCue(table string, cue *Cue, irregular map[string][]string, at position) error {
	if strings.TrimSpace(cue.Lemma) == "" {
		return at.errorf("a cue of %s lacks its words", table)
	}
	key := table + " " + cue.Lemma
	if first, ok := b.cues[key]; ok {
		return at.errorf("cue %q of %s stands at %s:%d too", cue.Lemma, table, first.file, first.line)
	}
	b.cues[key] = at
	if cue.Part == "" {
		cue.Part = Verb
	}
	if !known(cue.Part) {
		return at.errorf("cue %q: unknown part %q", cue.Lemma, cue.Part)
	}
	if len(cue.Takes) == 0 {
		return at.errorf("cue %q: takes is missing", cue.Lemma)
	}
	for _, frame := range cue.Takes {
		if !known(frame) {
			return at.errorf("cue %q: unknown value %q of takes", cue.Lemma, frame)
		}
	}
	cue.Forms = [][]string{strings.Fields(cue.Lemma)}
	if cue.Part == Verb {
		cue.Forms = inflect(cue.Lemma, irregular)
	}
	return nil
}

func (b *builder) addConnective(c Connective, at position) error {
	if c.Marker == "" {
		return at.errorf("a connective lacks its marker")
	}
	if c.Polarity == "" {
		c.Polarity = schemas.Required
	}
	if !known(c.Kind) || !known(c.Polarity) {
		return at.errorf("connective %q: unknown kind %q or polarity %q", c.Marker, c.Kind, c.Polarity)
	}
	if first, ok := b.cues["connectives "+c.Marker]; ok {
		return at.errorf("connective %q stands at %s:%d too", c.Marker, first.file, first.line)
	}
	b.cues["connectives "+c.Marker] = at
	b.book.Connectives = append(b.book.Connectives, c)
	return nil
}

// finish checks what concerns all files.
func (b *builder) finish() (*Codebook, error) {
	if err := b.finishActors(); err != nil {
		return nil, err
	}
	return b.book, nil
}

func (w *Words) append(more Words) {
	w.Between = append(w.Between, more.Between...)
	w.Negations = append(w.Negations, more.Negations...)
	w.Voices = append(w.Voices, more.Voices...)
	w.Addressees = append(w.Addressees, more.Addressees...)
	w.Deontic = append(w.Deontic, more.Deontic...)
	w.Epistemic = append(w.Epistemic, more.Epistemic...)
	w.Future = append(w.Future, more.Future...)
	w.Hedges = append(w.Hedges, more.Hedges...)
	w.Boosters = append(w.Boosters, more.Boosters...)
	w.Stopping = append(w.Stopping, more.Stopping...)
}

// known reports whether an enumeration has a value.
func known[T interface {
	~string
	Values() []string
}](v T) bool {
	return slices.Contains(v.Values(), string(v))
}

// located puts file and line before an error of the YAML reader.
func located(name string, err error) error {
	var e yaml.Error
	if errors.As(err, &e) && e.GetToken() != nil {
		return position{name, e.GetToken().Position.Line}.errorf("%s", e.GetMessage())
	}
	return fmt.Errorf("%s: %w", name, err)
}

// inflect returns the words of all forms of a verb cue, its first word inflected.
func inflect(lemma string, irregular map[string][]string) [][]string {
	words := strings.Fields(lemma)
	verb, rest := words[0], words[1:]
	forms := irregular[verb]
	if forms == nil {
		forms = regular(verb)
	}
	var out [][]string
	for _, form := range append([]string{verb}, forms...) {
		out = append(out, append([]string{form}, rest...))
	}
	return out
}

// regular returns the forms of a regular verb that does not double its last letter.
func regular(verb string) []string {
	stem, isE := strings.CutSuffix(verb, "e")
	switch y, isY := strings.CutSuffix(verb, "y"); {
	case isE:
		return []string{verb + "s", verb + "d", stem + "ing"}
	case isY && !endsInAny(y, "a", "e", "i", "o", "u"):
		return []string{y + "ies", y + "ied", verb + "ing"}
	case endsInAny(verb, "s", "x", "z", "ch", "sh", "o"):
		return []string{verb + "es", verb + "ed", verb + "ing"}
	}
	return []string{verb + "s", verb + "ed", verb + "ing"}
}

func endsInAny(s string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(s, end) })
}
