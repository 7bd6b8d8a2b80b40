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
	Actors       []*Actor
	NotActors    []string // longer names in which an actor's name means no actor
	Claims       []ClaimCue
	Attributions []Attribution
	Demands      []DemandCue
	Connectives  []Connective
	Words        Words
	Reference    Reference

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

// Cue is a word or phrase and what follows it.
type Cue struct {
	Lemma string  `yaml:"cue"`
	Part  Part    `yaml:"part"`
	Takes []Frame `yaml:"takes"`
	// The words of every inflected form, lower case, made from the lemma.
	Forms [][]string `yaml:"-"`
}

// ClaimCue signals a claim.
type ClaimCue struct {
	Cue    `yaml:",inline"`
	Stance schemas.Stance `yaml:"stance"`
}

// DemandCue signals a demand.
type DemandCue struct {
	Cue       `yaml:",inline"`
	Strength  schemas.Strength  `yaml:"strength"`
	Direction schemas.Direction `yaml:"direction"` // do where the file gives none
}

// Attribution is a phrase around an actor that makes the rest of a sentence its
// claim.
type Attribution struct {
	Before string `yaml:"before"`
	After  string `yaml:"after"`
}

// Connective joins an antecedent to its consequent.
type Connective struct {
	Marker   string                    `yaml:"marker"`
	Kind     schemas.ConditionKind     `yaml:"kind"`
	Polarity schemas.ConditionPolarity `yaml:"polarity"` // required where the file gives none
	Modal    bool                      `yaml:"modal"`    // counts only beside a modal verb
	Clause   bool                      `yaml:"clause"`   // counts only before a clause
	Objects  []string                  `yaml:"objects"`  // counts only before a phrase that ends in one of them
}

// Words are the small lists that the rules share, lower case.
type Words struct {
	Between    []string `yaml:"between"`
	Negations  []string `yaml:"negations"`
	Voices     []string `yaml:"voices"`
	Addressees []string `yaml:"addressees"`
	Deontic    []string `yaml:"deontic"`
	Epistemic  []string `yaml:"epistemic"`
	Future     []string `yaml:"future"`
	Hedges     []string `yaml:"hedges"`
	Boosters   []string `yaml:"boosters"`
	Stopping   []string `yaml:"stopping"`
}

// Part is a cue's part of speech.
type Part string

// The parts of speech.
const (
	Verb      Part = "verb"
	Adjective Part = "adjective"
)

// Values lists the values of the type.
func (Part) Values() []string { return []string{string(Verb), string(Adjective)} }

// Frame is what follows a cue. A frame that is none of the constants is a
// preposition before a noun phrase.
type Frame string

// The frames that are no prepositions.
const (
	That        Frame = "that"
	Whether     Frame = "whether"
	Noun        Frame = "noun"
	Infinitive  Frame = "infinitive"
	SomeoneThat Frame = "someone that"
	SomeoneTo   Frame = "someone to"
	ActorTo     Frame = "actor to"
)

// Values lists the values of the type.
func (Frame) Values() []string {
	return []string{
		string(That), string(Whether), string(Noun), string(Infinitive), string(SomeoneThat), string(SomeoneTo), string(ActorTo),
		"about", "against", "at", "for", "of", "on", "over", "to", "with",
	}
}

// position is where an entry stands, for errors.
type position struct {
	file string
	line int
}

func (p position) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.file, p.line, fmt.Sprintf(format, args...))
}
