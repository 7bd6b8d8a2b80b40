package codebook_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

func load(t *testing.T) *codebook.Codebook {
	t.Helper()
	cb, err := codebook.Load()
	if err != nil {
		t.Fatal(err)
	}
	return cb
}

func TestEmbeddedActors(t *testing.T) {
	cb := load(t)
	for _, want := range []codebook.Actor{
		{ID: "KOR", Type: schemas.State, ISO3: "KOR", COW: 732},
		{ID: "TUR", Type: schemas.State, ISO3: "TUR", COW: 640},
		{ID: "UN", Type: schemas.IGO},
		{ID: "moon-jae-in", Type: schemas.Person, Principal: "KOR"},
		{ID: "white-house", Type: schemas.Office, Principal: "USA"},
	} {
		a := cb.Actor(want.ID)
		if a == nil {
			t.Errorf("no actor %s", want.ID)
		} else if a.Type != want.Type || a.ISO3 != want.ISO3 || a.COW != want.COW || a.Principal != want.Principal {
			t.Errorf("actor %s is %+v", want.ID, *a)
		}
	}
	for _, a := range cb.Actors {
		if a.Type == schemas.State && a.ISO3 != "" && a.ISO3 != a.ID {
			t.Errorf("state %s has the code %q", a.ID, a.ISO3)
		}
		if a.Type == schemas.Person && a.ID != slug(a.Name) {
			t.Errorf("person %q has the id %s, not the slug of the name", a.Name, a.ID)
		}
	}
	if cb.Actor("") != nil {
		t.Error("an actor without id")
	}
}

// slug writes letters of the alphabet for those with marks, as ids are written.
func slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r == ' ' || r == '-':
			b.WriteByte('-')
		case r == 'đ':
			b.WriteByte('d')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ø':
			b.WriteByte('o')
		case unicode.IsLetter(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestCuesAreInflected(t *testing.T) {
	yaml := "irregular: {hold: [holds, held, holding]}\nclaims:\n  - frame: f\n    part: verb\n    stance: assert\n    content: [clause]\n    cues:\n"
	for _, cue := range []string{"hold the view", "deny", "state", "stress", "admit"} {
		yaml += "      - {cue: " + cue + "}\n"
	}
	yaml += "  - {frame: g, part: adjective, stance: doubt, content: [of], cues: [{cue: wary}]}\n"
	yaml += "  - {frame: h, part: noun, stance: doubt, content: [about], cues: [{cue: worry}]}\n"
	cb, err := codebook.Parse("test.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"hold|holds|held|holding",
		"deny|denies|denied|denying",
		"state|states|stated|stating",
		"stress|stresses|stressed|stressing",
		"admit|admits|admited|admiting|admitted|admitting",
		"wary",
		"worry|worries",
	}
	for i, cue := range cb.Claims {
		if got := strings.Join(cue.Forms, "|"); got != want[i] {
			t.Errorf("forms %s, want %s", got, want[i])
		}
	}
	if got := strings.Join(cb.Claims[0].Rest, " "); got != "the view" {
		t.Errorf("further words %q", got)
	}
}

func TestEveryListIsFilled(t *testing.T) {
	cb := load(t)
	w := cb.Words
	for i, n := range []int{
		len(cb.Actors), len(cb.NotActors), len(cb.Claims), len(cb.Demands), len(cb.Connectives),
		len(w.Negations), len(w.Voices), len(w.People), len(w.Light), len(cb.Plover), len(w.Deontic), len(w.Epistemic), len(w.Future),
		len(w.Hedges), len(w.Boosters), len(w.Stopping), len(w.Undertaking), len(w.Denying), len(w.Handed), len(w.Times), len(w.Months),
		len(w.Awaited), len(w.Deeds), len(w.Making),
	} {
		if n == 0 {
			t.Errorf("list %d is empty", i)
		}
	}
	unconditional := func(c codebook.Connective) bool { return c.Polarity == schemas.Unconditional }
	if !slices.ContainsFunc(cb.Connectives, unconditional) {
		t.Error("no connective is unconditional")
	}
}

func TestLaterFilesReplaceCues(t *testing.T) {
	mine := `claims:
  - {frame: mine, part: verb, stance: doubt, content: [clause], cues: [{cue: say}, {cue: intone}]}
demands:
  - {frame: mine, part: verb, strength: ultimatum, action: [to], cues: [{cue: urge}]}
connectives:
  - {marker: if, kind: exchange, antecedent: [object]}
`
	before := load(t)
	cb, err := codebook.Load(codebook.Source{Name: "mine.yaml", Text: []byte(mine)})
	if err != nil {
		t.Fatal(err)
	}
	var say []codebook.ClaimCue
	for _, c := range cb.Claims {
		if c.Lemma == "say" && c.Part == codebook.Verb {
			say = append(say, c)
		}
	}
	if len(say) != 1 || say[0].Frame != "mine" || say[0].Stance != schemas.Doubt {
		t.Errorf("say is %+v", say)
	}
	if !slices.ContainsFunc(cb.Claims, func(c codebook.ClaimCue) bool { return c.Lemma == "intone" }) || !slices.ContainsFunc(cb.Claims, func(c codebook.ClaimCue) bool { return c.Lemma == "deny" }) {
		t.Error("a new cue or one of the other file is missing")
	}
	if i := slices.IndexFunc(cb.Demands, func(c codebook.DemandCue) bool { return c.Lemma == "urge" && c.Part == codebook.Verb }); i < 0 || cb.Demands[i].Strength != schemas.Ultimatum {
		t.Error("urge is not what the later file says")
	}
	var kinds []schemas.ConditionKind
	for _, c := range cb.Connectives {
		if c.Marker == "if" && c.Polarity == schemas.Required {
			kinds = append(kinds, c.Kind)
		}
	}
	if !slices.Equal(kinds, []schemas.ConditionKind{schemas.Exchange}) || len(cb.Connectives) != len(before.Connectives) {
		t.Errorf("if is of the kinds %v", kinds)
	}
}

func TestErrorsNameFileAndLine(t *testing.T) {
	const frame = "claims:\n  - {frame: f, part: verb, stance: assert, content: [clause], cues: "
	const good = "actors:\n  - id: AAA\n    name: Aland\n    type: state\n"
	for _, test := range []struct{ name, yaml, want string }{
		{"broken YAML", "actors: [\n", "my.yaml:"},
		{"unknown part", "aktors: []\n", "my.yaml:1: unknown field"},
		{"unknown key", good + "    colour: red\n", "my.yaml:5: unknown field"},
		{"wrong kind of value", good + "    cow: many\n", "my.yaml:5:"},
		{"unknown type", "actors:\n  - id: AAA\n    name: Aland\n    type: realm\n", `my.yaml:4: actor AAA: type: unknown value "realm": want state, `},
		{"no type", "actors:\n  - id: AAA\n    name: Aland\n", `my.yaml:2: actor AAA: type: missing`},
		{"no name", "actors:\n\n  - id: AAA\n", "my.yaml:3: actor AAA: name: missing"},
		{"no id", "actors:\n  - name: Aland\n", "my.yaml:2: actor without id: id: want a word"},
		{"id twice", good + "  - {id: AAA, name: Bland, type: state}\n", "my.yaml:5: actor AAA: id: stands at my.yaml:2 too"},
		{"name twice", good + "  - {id: BBB, name: Bland, type: state, aliases: [Aland]}\n", `my.yaml:5: actor BBB: aliases: the name "Aland" stands at my.yaml:3 too`},
		{"one name twice", good + "    aliases: [A]\n  - id: BBB\n    name: Bland\n    type: state\n    aliases:\n      - A\n",
			`my.yaml:10: actor BBB: aliases: the name "A" stands at my.yaml:5 too`},
		{"principal", good + "    principal: CCC\n", `my.yaml:5: actor AAA: principal: "CCC" is the id of no entry`},
		{"circle", good + "    principal: AAA\n", "my.yaml:5: actor AAA: principal: the principals go round"},
		{"code", good + "    iso3: Al\n", `my.yaml:5: actor AAA: iso3: "Al" is no code`},
		{"number", good + "    cow: 2000\n", `my.yaml:5: actor AAA: cow: 2000 is no code`},
		{"day", good + "    from: yesterday\n", `my.yaml:5: actor AAA: from: "yesterday" is not a date`},
		{"days", good + "    from: 2001-01-01\n    until: 2000-01-01\n", `my.yaml:6: actor AAA: until: 2000-01-01 lies before`},
		{"alias's day", good + "    aliases:\n      - {name: A, until: soon}\n", `my.yaml:6: actor AAA: aliases: "soon" is not a date`},
		{"alias's key", good + "    aliases:\n      - {name: A, to: 2001-01-01}\n", `my.yaml:6: unknown field "to"`},
		{"empty alias", good + "    aliases: ['']\n", "my.yaml:5: actor AAA: aliases: there is an empty name"},
		{"stance", frame + "[{cue: say, stance: shout}]}\n", `my.yaml:2: cue "say": unknown stance "shout"`},
		{"slot", frame + "[{cue: say, content: [this]}]}\n", `my.yaml:2: cue "say": unknown slot "this"`},
		{"no slot", "claims:\n  - {frame: f, part: verb, stance: assert, cues: [{cue: say}]}\n", "my.yaml:2: cue \"say\": it takes nothing"},
		{"part", "claims:\n  - {frame: f, part: verbs, stance: assert, content: [clause], cues: [{cue: say}]}\n", "my.yaml:2: frame f: unknown part \"verbs\""},
		{"cue twice", frame + "[{cue: say}, {cue: say}]}\n", `my.yaml:2: cue "say" of claims stands at my.yaml:2 too`},
		{"strength", "demands:\n  - {frame: f, part: verb, strength: big, action: [to], cues: [{cue: ask}]}\n", `my.yaml:2: cue "ask": unknown strength "big"`},
		{"antecedent", "connectives:\n  - {marker: if, kind: hypothetical}\n", `my.yaml:2: connective "if": antecedent is missing`},
		{"event", "plover: {SING: [sing]}\n", `my.yaml: unknown event type "SING"`},
		{"kind", "connectives:\n  - {marker: if, kind: maybe}\n", "my.yaml:2: connective \"if\": unknown kind"},
	} {
		_, err := codebook.Parse("my.yaml", []byte(test.yaml))
		if err == nil {
			t.Errorf("%s: no error", test.name)
		} else if !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s…", test.name, err, test.want)
		}
	}
}
