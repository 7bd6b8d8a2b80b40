package actors

import (
	"maps"
	"slices"
	"strings"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

// lexicon is the codebook as the stage looks it up.
type lexicon struct {
	names   map[string][]name // by name with straight apostrophes
	longest int               // of the names, in bytes
	acts    map[string]*codebook.Actor

	titles                                            map[string]byte // gender
	longestTitle                                      int             // in words
	particles, notNames, calendar                     map[string]bool
	members                                           map[string][]string
	joined, relatives, links, owners                  map[string]bool
	actingFor, ranks, inPlural, seated, homes, abroad map[string]bool
	partners, inside, definite, pairs                 map[string]bool
	negations, weather                                map[string]bool
	endings, bodies, sides                            map[string]schemas.ActorType
	takers                                            map[string][]schemas.ActorType
	people, groups, countries, male, female           map[string]bool
	speaking, acting, attitudes, seeming              map[string]bool
	standpoints, places, addressed                    map[string]bool
	geography, living, undergoing                     map[string]bool
	kin, epithets, adding, townly, swaying            map[string]bool
	pronouns                                          map[string]codebook.Pronoun
	asides                                            [][]string
	given, towns                                      map[string]byte
}

// name is a name of an actor, or of nobody where the actor is nil.
type name struct {
	actor *codebook.Actor
	alias codebook.Alias
	kind  schemas.MentionKind
	short bool // counts only beside another name of the actor
}

func newLexicon(cb *codebook.Codebook) *lexicon {
	r := &cb.Reference
	l := &lexicon{
		names: make(map[string][]name), acts: make(map[string]*codebook.Actor),
		titles: make(map[string]byte), particles: set(r.Particles), notNames: set(r.NotNames), calendar: set(r.Calendar), members: r.Members, joined: set(r.Joined), relatives: set(r.Relatives),
		links: set(r.Links), owners: set(r.Owners), actingFor: set(r.ActingFor), ranks: set(r.Ranks), inPlural: set(r.InPlural), seated: set(r.Seated), homes: set(r.Homes), abroad: set(r.Abroad), partners: set(r.Partners), inside: set(r.Inside), definite: set(r.Definite),
		pairs: set(r.Pairs), negations: set(r.Negations), weather: set(r.Weather),
		endings: typed(r.Endings), bodies: typed(r.Bodies), sides: typed(r.Sides),
		takers: make(map[string][]schemas.ActorType),
		people: set(r.People), groups: set(r.Groups), countries: set(r.Countries), male: set(r.Male), female: set(r.Female),
		speaking: set(r.Speaking), acting: set(r.Acting), attitudes: set(r.Attitudes), seeming: set(r.Seeming),
		geography: set(r.Geography), living: set(r.Living), undergoing: set(r.Undergoing), kin: set(r.Kin), adding: set(r.Adding), townly: set(r.Townly), swaying: set(r.Swaying), epithets: set(r.Epithets), standpoints: set(r.Standpoints), places: set(r.Places), addressed: set(r.Addressed), pronouns: make(map[string]codebook.Pronoun), given: make(map[string]byte, len(r.GivenNames)), towns: r.Towns,
	}
	add := func(s string, n name) {
		s = plain(s)
		bearers := l.names[s]
		if !n.alias.Dated() { // an undated name has one bearer, the last, but for short ones
			bearers = slices.DeleteFunc(bearers, func(b name) bool { return !b.alias.Dated() && !(b.short && n.short) })
		}
		l.names[s] = append(bearers, n)
		l.longest = max(l.longest, len(s))
	}
	for _, a := range cb.Actors {
		add(a.Name, name{actor: a, kind: schemas.Name})
	}
	for _, a := range cb.Actors {
		l.acts[a.ID] = a
		for _, list := range []struct {
			aliases []codebook.Alias
			kind    schemas.MentionKind
		}{{a.Aliases, schemas.Alias}, {a.Demonyms, schemas.Demonym}, {a.Capitals, schemas.Metonym}} {
			for _, alias := range list.aliases {
				add(alias.Name, name{actor: a, alias: alias, kind: list.kind})
			}
		}
		for _, alias := range a.Short {
			add(alias.Name, name{actor: a, alias: alias, kind: schemas.Alias, short: true})
		}
	}
	for _, s := range cb.NotActors {
		l.names[plain(s)] = []name{{}}
		l.longest = max(l.longest, len(s))
	}
	for gender, titles := range r.Titles {
		for _, t := range titles {
			l.titles[t] = gender[0]
			l.longestTitle = max(l.longestTitle, len(strings.Fields(strings.ReplaceAll(t, "-", " - "))))
		}
	}
	maps.Copy(l.given, r.GivenNames)
	for gender, names := range r.Names {
		for _, n := range names {
			l.given[n] = gender[0]
		}
	}
	for t, words := range r.Takers {
		for _, w := range words {
			l.takers[w] = append(l.takers[w], t)
		}
	}
	for _, types := range l.takers {
		slices.Sort(types)
	}
	for w, mark := range r.Nouns {
		if r.Towns[strings.ToUpper(w[:1])+w[1:]] == 'c' {
			continue // the duke, but rather the city
		}
		if mark == 'p' {
			l.people[w] = true
		} else {
			l.groups[w] = true
		}
	}
	for _, w := range r.NotPeople {
		delete(l.people, w)
		delete(l.groups, w)
	}
	for _, w := range r.Groups {
		delete(l.people, w)
	}
	for _, a := range r.Asides {
		l.asides = append(l.asides, strings.Fields(a))
	}
	for _, p := range r.Pronouns {
		l.pronouns[p.Form] = p
	}
	return l
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// typed turns lists of words by type into types by word; of two types that share
// a word the first in the order of the schema's values wins.
func typed(lists map[schemas.ActorType][]string) map[string]schemas.ActorType {
	m := make(map[string]schemas.ActorType)
	for _, t := range schemas.ActorType("").Values() {
		for _, w := range lists[schemas.ActorType(t)] {
			if _, ok := m[w]; !ok {
				m[w] = schemas.ActorType(t)
			}
		}
	}
	return m
}

// gender of a noun: m, f, or a for any.
func (l *lexicon) gender(lemma string) byte {
	switch {
	case l.male[lemma]:
		return 'm'
	case l.female[lemma]:
		return 'f'
	}
	return 'a'
}
