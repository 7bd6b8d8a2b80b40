package codebook

import (
	"fmt"
	"maps"
	"strings"

	"demarche/schemas"
)

// Reference is what the file reference.yaml says of how texts refer to actors.
// Words are lemmas in lower case where nothing else is said.
type Reference struct {
	// Titles stand before a person's name, by gender: m, f or a for any. As the
	// text writes them, without a final stop.
	Titles map[string][]string `yaml:"titles"`
	// Names adds to GivenNames, by gender: m or f.
	Names map[string][]string `yaml:"given_names"`
	// Particles stand within a person's name, as in "Ursula von der Leyen".
	Particles []string `yaml:"particles"`
	// Endings are words, as written, by which a longer name is that of an actor
	// of a type: "Ministry", "Party", "Inc.".
	Endings map[schemas.ActorType][]string `yaml:"endings"`
	// Bodies are nouns that act for a state beside its name: "the Polish
	// government", "Russian officials".
	Bodies map[schemas.ActorType][]string `yaml:"bodies"`
	// Countries are nouns that stand for a state: "the country".
	Countries []string `yaml:"countries"`
	// Sides are plural nouns that stand for several actors of a type after
	// "the two" or "both".
	Sides map[schemas.ActorType][]string `yaml:"sides"`
	// Takers are nouns that take up an actor of a type: "the ministry".
	Takers map[schemas.ActorType][]string `yaml:"takers"`
	// People and Groups add to the nouns that name persons and groups, NotPeople
	// takes from them.
	People    []string `yaml:"people"`
	Groups    []string `yaml:"groups"`
	NotPeople []string `yaml:"not_people"`
	// Male and Female are nouns of one gender.
	Male   []string `yaml:"male"`
	Female []string `yaml:"female"`
	// Speaking are verbs whose subject is someone; Acting are those, beside them,
	// whose subject is no place.
	Speaking []string `yaml:"speaking"`
	Acting   []string `yaml:"acting"`
	// Living are verbs whose subject is rather a person than a place or a thing.
	Living []string `yaml:"living"`
	// Undergoing are verbs whose object is rather a person: "elect", "bury".
	Undergoing []string `yaml:"undergoing"`
	// Kin are nouns whose "of" leads to a person: "sister".
	Kin []string `yaml:"kin"`
	// Adding are conjunctions of a row that "they" can take up.
	Adding []string `yaml:"adding"`
	// Townly are verbs with an object whose subject may be the town itself.
	Townly []string `yaml:"townly"`
	// Swaying are verbs whose object, if it is a capital, stands for those who sit there.
	Swaying []string `yaml:"swaying"`
	// Asides stand between commas behind who acts: "for its part".
	Asides []string `yaml:"asides"`
	// Epithets end a person's name after "the", as written: "Great".
	Epithets []string `yaml:"epithets"`
	// Attitudes are adjectives that only those who think can have: "wary".
	Attitudes []string `yaml:"attitudes"`
	// Standpoints are nouns that a metonym can own: "Seoul's position".
	Standpoints []string `yaml:"standpoints"`
	// Addressed are nouns whose "to" leads to someone: "a concession to Seoul".
	Addressed []string `yaml:"addressed"`
	// Places are prepositions before places.
	Places []string `yaml:"places"`
	// Pronouns are the personal pronouns, lower case.
	Pronouns []Pronoun `yaml:"pronouns"`
	// Links join the words of an organisation's name, Owners are words whose
	// possessive does: "People's".
	Links  []string `yaml:"links"`
	Owners []string `yaml:"owners"`
	// Homes are words for one's own state beside those of Abroad: "at home and abroad".
	Homes  []string `yaml:"homes"`
	Abroad []string `yaml:"abroad"`
	// Seated are bodies that sit in their own capital.
	Seated []string `yaml:"seated"`
	// InPlural are bodies only in the plural: "authority".
	InPlural []string `yaml:"in_plural"`
	// ActingFor are prepositions that lead from an official to whom they act for:
	// "a delegate from Peru". Ranks are adjectives that are part of an office's name:
	// "prime".
	ActingFor []string `yaml:"acting_for"`
	Ranks     []string `yaml:"ranks"`
	// Partners are prepositions after which a capital stands for those who sit
	// there, Inside those that only a place can have.
	Partners []string `yaml:"partners"`
	Inside   []string `yaml:"inside"`
	// Definite are the determiners of what is known, Pairs the numerals of two,
	// Negations the words that deny.
	Definite  []string `yaml:"definite"`
	Pairs     []string `yaml:"pairs"`
	Negations []string `yaml:"negations"`
	// Weather are verbs whose "it" always stands for nothing.
	Weather []string `yaml:"weather"`
	// Relatives are the relative pronouns.
	Relatives []string `yaml:"relatives"`
	// Seeming are words with which "it" stands for nothing: "it seems".
	Seeming []string `yaml:"seeming"`
	// Calendar are the names of days and months, as written: after a number or a
	// small word they begin no name.
	Calendar []string `yaml:"calendar"`
	// Members are phrases, as written, that stand for several actors, by id.
	Members map[string][]string `yaml:"members"`
	// Joined are words that a hyphen joins to a name: "South Asia-wide".
	Joined []string `yaml:"joined"`
	// Geography are words, in lower case, that make a place of the name of a
	// state: "the Norway Strait", "New Mexico".
	Geography []string `yaml:"geography"`
	// NotNames are capitalised words that are no names of their own, such as days
	// and months.
	NotNames []string `yaml:"not_names"`

	// GivenNames, Nouns and Towns are the generated lists: given_names.txt, nouns.txt
	// and places.txt.
	GivenNames map[string]byte `yaml:"-"`
	Nouns      map[string]byte `yaml:"-"`
	Towns      map[string]byte `yaml:"-"`
}

// Pronoun is a personal pronoun.
type Pronoun struct {
	Form       string `yaml:"form"`
	Person     int    `yaml:"person"`
	Plural     bool   `yaml:"plural"`
	Gender     string `yaml:"gender"` // m, f, n, or a for any
	Possessive bool   `yaml:"possessive"`
	Reflexive  bool   `yaml:"reflexive"`
}

func (r *Reference) append(more Reference) {
	members := more.Members
	more.Members = nil // whom a phrase stands for is said anew, not added to
	extend(r, more)
	if r.Members == nil {
		r.Members = make(map[string][]string)
	}
	maps.Copy(r.Members, members)
}

// marked reads a list whose lines are a mark of one letter and a word.
func marked(file string, text []byte) (map[string]byte, error) {
	m := make(map[string]byte)
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if len(line) < 3 || line[1] != ' ' {
			return nil, fmt.Errorf("%s:%d: want a mark and a word", file, n)
		}
		m[line[2:]] = line[0]
	}
	return m, nil
}
