package codebook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"demarche/schemas"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Actor is one entry of the list of actors, merged from all files that have one
// of its id.
type Actor struct {
	ID        string
	Name      string
	Type      schemas.ActorType
	Aliases   []Alias
	Demonyms  []Alias
	Capitals  []Alias // metonyms
	Short     []Alias // names that count only beside another
	Principal string
	Gender    string // of a person: m, f, or "" where nothing is said
	ISO3      string
	COW       int32         // 0 where there is none
	From      *schemas.Date // first and last day, nil where open
	Until     *schemas.Date
}

// MarshalYAML implements yaml.InterfaceMarshaler: the entry in the files' form.
func (a *Actor) MarshalYAML() (any, error) {
	m := yaml.MapSlice{{Key: "id", Value: a.ID}, {Key: "name", Value: a.Name}, {Key: "type", Value: string(a.Type)}}
	add := func(key string, value any, is bool) {
		if is {
			m = append(m, yaml.MapItem{Key: key, Value: value})
		}
	}
	add("principal", a.Principal, a.Principal != "")
	add("gender", a.Gender, a.Gender != "")
	add("iso3", a.ISO3, a.ISO3 != "")
	add("cow", a.COW, a.COW != 0)
	add("from", a.From, a.From != nil)
	add("until", a.Until, a.Until != nil)
	add("aliases", a.Aliases, len(a.Aliases) > 0)
	add("demonyms", a.Demonyms, len(a.Demonyms) > 0)
	add("capitals", a.Capitals, len(a.Capitals) > 0)
	add("short", a.Short, len(a.Short) > 0)
	for i := range m {
		if d, ok := m[i].Value.(*schemas.Date); ok {
			m[i].Value = d.String()
		}
	}
	return m, nil
}

// Alias is a name of an actor, and the time in which it means that actor. An
// alias without days means it always.
type Alias struct {
	Name  string
	From  *schemas.Date
	Until *schemas.Date
}

// Dated reports whether the alias is bound to a time.
func (a Alias) Dated() bool { return a.From != nil || a.Until != nil }

// Holds reports whether the alias means its actor on a day.
func (a Alias) Holds(on schemas.Date) bool {
	return (a.From == nil || *a.From <= on) && (a.Until == nil || on <= *a.Until)
}

// MarshalYAML implements yaml.InterfaceMarshaler: a plain name, or a mapping
// where the alias is dated.
func (a Alias) MarshalYAML() (any, error) {
	if !a.Dated() {
		return a.Name, nil
	}
	m := yaml.MapSlice{{Key: "name", Value: a.Name}}
	if a.From != nil {
		m = append(m, yaml.MapItem{Key: "from", Value: a.From.String()})
	}
	if a.Until != nil {
		m = append(m, yaml.MapItem{Key: "until", Value: a.Until.String()})
	}
	return m, nil
}

// day is a date as the files write it.
type day struct {
	text string
	line int
}

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (d *day) UnmarshalYAML(node ast.Node) error {
	d.text, d.line = node.GetToken().Value, node.GetToken().Position.Line
	return nil
}

// aliasEntry is an alias of a file: a name, or a mapping of name, from and until.
type aliasEntry struct {
	Name  string `yaml:"name"`
	From  *day   `yaml:"from"`
	Until *day   `yaml:"until"`
	line  int
}

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (a *aliasEntry) UnmarshalYAML(node ast.Node) error {
	a.line = node.GetToken().Position.Line
	if m, ok := node.(*ast.MappingNode); ok {
		if len(m.Values) > 0 {
			a.line = m.Values[0].GetToken().Position.Line
		}
		type plain aliasEntry
		return yaml.NodeToValue(node, (*plain)(a), yaml.Strict())
	}
	return yaml.NodeToValue(node, &a.Name)
}

// actorEntry is an actor of one file, with the lines of its fields.
type actorEntry struct {
	ID        string            `yaml:"id"`
	Name      string            `yaml:"name"`
	Type      schemas.ActorType `yaml:"type"`
	Aliases   []aliasEntry      `yaml:"aliases"`
	Demonyms  []aliasEntry      `yaml:"demonyms"`
	Capitals  []aliasEntry      `yaml:"capitals"`
	Short     []aliasEntry      `yaml:"short"`
	Principal string            `yaml:"principal"`
	Gender    string            `yaml:"gender"`
	ISO3      string            `yaml:"iso3"`
	COW       int32             `yaml:"cow"`
	From      *day              `yaml:"from"`
	Until     *day              `yaml:"until"`

	line  int
	lines map[string]int
}

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (e *actorEntry) UnmarshalYAML(node ast.Node) error {
	e.line, e.lines = node.GetToken().Position.Line, make(map[string]int)
	if m, ok := node.(*ast.MappingNode); ok {
		for i, v := range m.Values {
			line := v.Key.GetToken().Position.Line
			if i == 0 {
				e.line = line
			}
			e.lines[v.Key.GetToken().Value] = line
		}
	}
	type plain actorEntry
	return yaml.NodeToValue(node, (*plain)(e), yaml.Strict())
}

// errorf makes an error of a field of an entry.
func (b *builder) errorf(file string, e *actorEntry, field, format string, args ...any) error {
	line := e.line
	if l, ok := e.lines[field]; ok {
		line = l
	}
	id := e.ID
	if id == "" {
		id = "without id"
	}
	return position{file, line}.errorf("actor %s: %s: %s", id, field, fmt.Sprintf(format, args...))
}

// actorBuilder merges the actors of all files.
type actorBuilder struct {
	origins map[string][]position // of an actor's entries
	speaks  map[string]claimed    // the entry that gave an actor's principal
	bearers map[string][]bearer   // of a name
}

func newActorBuilder() actorBuilder {
	return actorBuilder{
		origins: make(map[string][]position), speaks: make(map[string]claimed), bearers: make(map[string][]bearer),
	}
}

// claimed is an entry of a file.
type claimed struct {
	file  string
	entry *actorEntry
}

// bearer is who bears a name, by which file.
type bearer struct {
	actor *Actor
	alias Alias
	short bool
	at    position
}

// addActor merges an entry into the codebook: what it gives overrides what
// earlier files say, its names come to theirs, and a name that an earlier file
// gave to another actor is taken from that one.
func (b *builder) addActor(file string, e *actorEntry) error {
	switch {
	case e.ID == "" || strings.ContainsFunc(e.ID, unicode.IsSpace):
		return b.errorf(file, e, "id", "want a word, such as KOR or moon-jae-in")
	case e.Type != "" && !known(e.Type):
		return b.errorf(file, e, "type", "unknown value %q: want %s", e.Type, strings.Join(e.Type.Values(), ", "))
	case e.Gender != "" && e.Gender != "m" && e.Gender != "f":
		return b.errorf(file, e, "gender", "unknown value %q: want m or f", e.Gender)
	case e.ISO3 != "" && !isISO3(e.ISO3):
		return b.errorf(file, e, "iso3", "%q is no code of three capital letters", e.ISO3)
	case e.COW < 0 || e.COW > 999:
		return b.errorf(file, e, "cow", "%d is no code of the Correlates of War project: want 2 to 999", e.COW)
	}
	for _, at := range b.origins[e.ID] {
		if at.file == file {
			return b.errorf(file, e, "id", "stands at %s:%d too", at.file, at.line)
		}
	}
	a := b.book.byID[e.ID]
	if a == nil {
		if e.Name == "" {
			return b.errorf(file, e, "name", "missing: a new actor wants id, name and type")
		}
		if e.Type == "" {
			return b.errorf(file, e, "type", "missing: want one of %s", strings.Join(e.Type.Values(), ", "))
		}
		a = &Actor{ID: e.ID}
		b.book.Actors = append(b.book.Actors, a)
		b.book.byID[e.ID] = a
	}
	b.origins[e.ID] = append(b.origins[e.ID], position{file, e.line})
	a.Type, a.Gender = cmp.Or(e.Type, a.Type), cmp.Or(e.Gender, a.Gender)
	a.ISO3, a.COW = cmp.Or(e.ISO3, a.ISO3), cmp.Or(e.COW, a.COW)
	if e.Principal != "" {
		a.Principal, b.speaks[a.ID] = e.Principal, claimed{file, e}
	}
	var err error
	if a.From, err = b.day(file, e, "from", e.From, a.From); err != nil {
		return err
	}
	if a.Until, err = b.day(file, e, "until", e.Until, a.Until); err != nil {
		return err
	}
	if a.From != nil && a.Until != nil && *a.From > *a.Until {
		return b.errorf(file, e, "until", "%s lies before from, %s", a.Until, a.From)
	}
	if e.Name != "" && e.Name != a.Name {
		if err := b.bear(file, e, "name", a, aliasEntry{Name: e.Name, line: e.lines["name"]}); err != nil {
			return err
		}
		if a.Name != "" { // the old name still means the actor
			a.Aliases = append(a.Aliases, Alias{Name: a.Name})
		}
		a.Name = e.Name
	}
	for _, l := range []struct {
		field string
		to    *[]Alias
		from  []aliasEntry
	}{
		{"aliases", &a.Aliases, e.Aliases}, {"demonyms", &a.Demonyms, e.Demonyms},
		{"capitals", &a.Capitals, e.Capitals}, {"short", &a.Short, e.Short},
	} {
		for _, entry := range l.from {
			if err := b.bear(file, e, l.field, a, entry); err != nil {
				return err
			}
			*l.to = append(*l.to, b.alias(entry.Name, a))
		}
	}
	return nil
}

// alias returns what the last bearer of a name that is the actor says.
func (b *builder) alias(name string, a *Actor) Alias {
	for _, at := range slices.Backward(b.bearers[name]) {
		if at.actor == a {
			return at.alias
		}
	}
	return Alias{Name: name}
}

// bear notes that an actor bears a name. Two may share one only where it is dated
// for one of them: that one has it on those days; or where it is short for both.
func (b *builder) bear(file string, e *actorEntry, field string, a *Actor, entry aliasEntry) error {
	if strings.TrimSpace(entry.Name) == "" {
		return b.errorf(file, e, field, "there is an empty name")
	}
	alias := Alias{Name: entry.Name}
	var err error
	if alias.From, err = b.day(file, e, field, entry.From, nil); err != nil {
		return err
	}
	if alias.Until, err = b.day(file, e, field, entry.Until, nil); err != nil {
		return err
	}
	kept := b.bearers[entry.Name][:0:0]
	for _, other := range b.bearers[entry.Name] {
		switch {
		case other.actor != a && other.short && field == "short":
			kept = append(kept, other)
		case other.at.file == file && (other.actor == a || !alias.Dated() && !other.alias.Dated()):
			at := position{file, max(entry.line, e.line)}
			return at.errorf("actor %s: %s: the name %q stands at %s:%d too", a.ID, field, entry.Name, other.at.file, other.at.line)
		case other.actor != a && (alias.Dated() || other.alias.Dated()):
			kept = append(kept, other)
		default:
			other.actor.lose(entry.Name)
		}
	}
	b.bearers[entry.Name] = append(kept, bearer{a, alias, field == "short", position{file, max(entry.line, e.line)}})
	return nil
}

// lose takes a name from an actor.
func (a *Actor) lose(name string) {
	for _, list := range []*[]Alias{&a.Aliases, &a.Demonyms, &a.Capitals, &a.Short} {
		*list = slices.DeleteFunc(*list, func(n Alias) bool { return n.Name == name })
	}
}

func (b *builder) day(file string, e *actorEntry, field string, d *day, otherwise *schemas.Date) (*schemas.Date, error) {
	if d == nil {
		return otherwise, nil
	}
	date, err := schemas.ParseDate(d.text)
	if err != nil {
		return nil, position{file, d.line}.errorf("actor %s: %s: %v", e.ID, field, err)
	}
	return &date, nil
}

func isISO3(s string) bool {
	return len(s) == 3 && !strings.ContainsFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// finishActors checks what concerns all entries.
func (b *builder) finishActors() error {
	for _, phrase := range slices.Sorted(maps.Keys(b.book.Reference.Members)) {
		for _, id := range b.book.Reference.Members[phrase] {
			if b.book.byID[id] == nil {
				return fmt.Errorf("members of %q: %q is the id of no entry", phrase, id)
			}
		}
	}
	for _, a := range b.book.Actors {
		if a.Principal == "" {
			continue
		}
		file, e := b.speaks[a.ID].file, b.speaks[a.ID].entry
		if b.book.byID[a.Principal] == nil {
			return b.errorf(file, e, "principal", "%q is the id of no entry", a.Principal)
		}
		for p, n := a, 0; p != nil; p, n = b.book.byID[p.Principal], n+1 {
			if n > len(b.book.Actors) {
				return b.errorf(file, e, "principal", "the principals go round in a circle")
			}
		}
	}
	for id, at := range b.origins {
		for _, p := range at {
			b.book.origins[id] = append(b.book.origins[id], fmt.Sprintf("%s:%d", p.file, p.line))
		}
	}
	return nil
}

// Origins says which entries an actor was merged from, as file and line, in the
// order of merging.
func (cb *Codebook) Origins(id string) []string { return cb.origins[id] }
