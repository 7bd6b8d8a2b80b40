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

//go:embed *.yaml *.txt
var files embed.FS

// Codebook is what the files say.
type Codebook struct {
	Actors      []*Actor
	NotActors   []string // longer names in which an actor's name means no actor
	Claims      []ClaimCue
	Demands     []DemandCue
	Connectives []Connective
	Words       Words
	Reference   Reference
	Reliability Reliability
	Plover      map[string]schemas.Plover // by the dictionary form of a demanded action

	byID    map[string]*Actor
	origins map[string][]string
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

// position is where an entry stands, for errors.
type position struct {
	file string
	line int
}

func (p position) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.file, p.line, fmt.Sprintf(format, args...))
}
