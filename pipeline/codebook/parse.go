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
	Actors      []actorEntry         `yaml:"actors"`
	Reference   Reference            `yaml:"reference"`
	NotActors   []string             `yaml:"not_actors"`
	Irregular   map[string][]string  `yaml:"irregular"`
	Spellings   map[string]string    `yaml:"spellings"`
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
	book      *Codebook
	cues      map[string]position
	irregular map[string][]string
	spellings map[string]string
	actorBuilder
}

func newBuilder() *builder {
	return &builder{
		book:         &Codebook{byID: make(map[string]*Actor), origins: make(map[string][]string), Plover: make(map[string]schemas.Plover)},
		cues:         make(map[string]position),
		irregular:    make(map[string][]string),
		spellings:    make(map[string]string),
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
	maps.Copy(b.spellings, f.Spellings)
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

// finish checks what concerns all files.
func (b *builder) finish() (*Codebook, error) {
	if err := b.finishActors(); err != nil {
		return nil, err
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
