package codebook

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"demarche/schemas"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// file is the form of every file; most leave parts out.
type file struct {
	Actors      []entry[Actor]       `yaml:"actors"`
	NotActors   []string             `yaml:"not_actors"`
	Irregular   map[string][]string  `yaml:"irregular"`
	Claims      []entry[claimFrame]  `yaml:"claims"`
	Demands     []entry[demandFrame] `yaml:"demands"`
	Connectives []entry[Connective]  `yaml:"connectives"`
	Words       Words                `yaml:"words"`
	Reliability Reliability          `yaml:"reliability"`

	Plover map[schemas.Plover][]string `yaml:"plover"`
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
	book       *Codebook
	ids, names map[string]position
	cues       map[string]position
	principals map[*Actor]position
	irregular  map[string][]string
}

func newBuilder() *builder {
	return &builder{
		book:       &Codebook{byID: make(map[string]*Actor), Plover: make(map[string]schemas.Plover)},
		ids:        make(map[string]position),
		names:      make(map[string]position),
		cues:       make(map[string]position),
		principals: make(map[*Actor]position),
		irregular:  make(map[string][]string),
	}
}

func (b *builder) add(name string, text []byte) error {
	var f file
	if err := yaml.UnmarshalWithOptions(text, &f, yaml.Strict()); err != nil {
		return located(name, err)
	}
	at := func(line int) position { return position{name, line} }
	for _, e := range f.Actors {
		if err := b.addActor(e.value, at(e.line)); err != nil {
			return err
		}
	}
	for _, e := range f.Claims {
		if err := b.addClaims(e.value, at(e.line)); err != nil {
			return err
		}
	}
	for _, e := range f.Demands {
		if err := b.addDemands(e.value, at(e.line)); err != nil {
			return err
		}
	}
	for _, e := range f.Connectives {
		if err := b.addConnective(e.value, at(e.line)); err != nil {
			return err
		}
	}
	if err := b.book.Reliability.merge(f.Reliability); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	maps.Copy(b.irregular, f.Irregular)
	for event, lemmas := range f.Plover {
		if !known(event) {
			return fmt.Errorf("%s: unknown event type %q of plover", name, event)
		}
		for _, lemma := range lemmas {
			if first, ok := b.book.Plover[lemma]; ok && first != event {
				return fmt.Errorf("%s: %q of plover stands under %s and %s", name, lemma, min(first, event), max(first, event))
			}
			b.book.Plover[lemma] = event
		}
	}
	b.book.NotActors = append(b.book.NotActors, f.NotActors...)
	b.book.Words.append(f.Words)
	return nil
}

func (b *builder) addActor(a Actor, at position) error {
	if a.ID == "" || a.Name == "" {
		return at.errorf("an actor lacks its id or name")
	}
	if !known(a.Type) {
		return at.errorf("actor %s: unknown type %q", a.ID, a.Type)
	}
	if first, ok := b.ids[a.ID]; ok {
		return at.errorf("actor %s: the id is that of %s:%d too", a.ID, first.file, first.line)
	}
	b.ids[a.ID] = at
	for _, name := range slices.Concat([]string{a.Name}, a.Aliases, a.Demonyms, a.Capitals, a.Short) {
		if first, ok := b.names[name]; ok {
			return at.errorf("actor %s: the name %q stands at %s:%d too", a.ID, name, first.file, first.line)
		}
		b.names[name] = at
	}
	b.book.Actors = append(b.book.Actors, &a)
	b.book.byID[a.ID] = &a
	if a.Principal != "" {
		b.principals[&a] = at
	}
	return nil
}

// finish checks what concerns all files.
func (b *builder) finish() (*Codebook, error) {
	for _, a := range b.book.Actors {
		if at, ok := b.principals[a]; ok && b.book.byID[a.Principal] == nil {
			return nil, at.errorf("actor %s: the principal %q is no entry", a.ID, a.Principal)
		}
		for p, n := a, 0; p != nil; p, n = b.book.byID[p.Principal], n+1 {
			if n > len(b.book.Actors) {
				return nil, b.principals[a].errorf("actor %s: its principals go round in a circle", a.ID)
			}
		}
	}
	b.inflect()
	return b.book, nil
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
