// Package codebook holds the knowledge of the analysis as data: who the actors
// are and which words signal claims, demands and conditions.
//
// Input: the YAML files of this folder, embedded in the program, or a text of
// the same form ([Parse]); the comments at their top say how to extend them.
// Output: a [Codebook], checked as a whole. Loading is strict: an unknown key or
// value, a second entry of a name or a principal that is no entry is an error
// that names file and line. A Codebook is not changed after loading and is safe
// for concurrent use.
package codebook

import (
	"embed"
	"fmt"

	"demarche/schemas"
)

//go:embed actors.yaml claims.yaml demands.yaml conditions.yaml words.yaml plover.yaml reliability.yaml
var files embed.FS

// Codebook is what the files say.
type Codebook struct {
	Actors      []*Actor
	NotActors   []string // longer names in which an actor's name means no actor
	Claims      []ClaimCue
	Demands     []DemandCue
	Connectives []Connective
	Words       Words
	Reliability Reliability
	Plover      map[string]schemas.Plover // by the dictionary form of a demanded action

	byID map[string]*Actor
}

// Load reads the embedded files.
func Load() (*Codebook, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	b := newBuilder()
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		if err := b.add(e.Name(), text); err != nil {
			return nil, err
		}
	}
	return b.finish()
}

// Parse reads a codebook from one text. Errors call it by name.
func Parse(name string, yaml []byte) (*Codebook, error) {
	b := newBuilder()
	if err := b.add(name, yaml); err != nil {
		return nil, err
	}
	return b.finish()
}

// Actor returns the actor of an id, or nil where there is none.
func (cb *Codebook) Actor(id string) *Actor { return cb.byID[id] }

// Actor is one entry of the list of actors.
type Actor struct {
	ID        string            `yaml:"id"`
	Name      string            `yaml:"name"`
	Type      schemas.ActorType `yaml:"type"`
	Aliases   []string          `yaml:"aliases"`
	Demonyms  []string          `yaml:"demonyms"`
	Capitals  []string          `yaml:"capitals"` // metonyms
	Short     []string          `yaml:"short"`    // names that count only beside another
	Principal string            `yaml:"principal"`
	ISO3      string            `yaml:"iso3"`
	COW       int32             `yaml:"cow"` // 0 where there is none
}

// position is where an entry stands, for errors.
type position struct {
	file string
	line int
}

func (p position) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.file, p.line, fmt.Sprintf(format, args...))
}
