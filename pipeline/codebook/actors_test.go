package codebook_test

import (
	"slices"
	"strings"
	"testing"

	"demarche/pipeline/codebook"
	"demarche/schemas"
)

func names(aliases []codebook.Alias) []string {
	var out []string
	for _, a := range aliases {
		out = append(out, a.Name)
	}
	return out
}

func TestLaterFilesAddAndOverride(t *testing.T) {
	cb, err := codebook.Load(
		codebook.Source{Name: "a.yaml", Text: []byte("actors:\n  - {id: POL, name: Polonia, cow: 291, aliases: [Lechia]}\n")},
		codebook.Source{Name: "b.yaml", Text: []byte("actors:\n  - {id: inn, name: The Inn, type: company, aliases: [Lechia, Warsaw]}\n")},
	)
	if err != nil {
		t.Fatal(err)
	}
	pol, inn := cb.Actor("POL"), cb.Actor("inn")
	if pol.Name != "Polonia" || pol.COW != 291 || pol.ISO3 != "POL" {
		t.Errorf("overridden to %+v", *pol)
	}
	if !slices.Contains(names(pol.Aliases), "Poland") {
		t.Error("the old name is lost")
	}
	if slices.Contains(names(pol.Aliases), "Lechia") || slices.Contains(names(pol.Capitals), "Warsaw") {
		t.Error("names that a later file gives to another stay with the first")
	}
	if got := names(inn.Aliases); !slices.Equal(got, []string{"Lechia", "Warsaw"}) {
		t.Errorf("the later file's names are %v", got)
	}
	if got := cb.Origins("POL"); len(got) != 3 || !strings.HasPrefix(got[0], "states.yaml:") || !strings.HasPrefix(got[1], "actors.yaml:") || got[2] != "a.yaml:2" {
		t.Errorf("origins %v", got)
	}
}

func TestAliasesHoldForATime(t *testing.T) {
	cb, err := codebook.Parse("my.yaml", []byte(`actors:
  - {id: a, name: A, type: person, aliases: [{name: The Chair, from: 2001-01-01, until: 2001-12-31}, Aa]}
  - {id: b, name: B, type: person, aliases: [{name: The Chair, from: 2002-01-01}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := cb.Actor("a").Aliases
	for _, test := range []struct {
		day   string
		holds bool
	}{{"2000-12-31", false}, {"2001-01-01", true}, {"2001-12-31", true}, {"2002-01-01", false}} {
		day, err := schemas.ParseDate(test.day)
		if err != nil {
			t.Fatal(err)
		}
		if a[0].Holds(day) != test.holds || !a[1].Holds(day) {
			t.Errorf("on %s: %v and %v", test.day, a[0].Holds(day), a[1].Holds(day))
		}
	}
	if !a[0].Dated() || a[1].Dated() {
		t.Error("the wrong alias is dated")
	}
}

func TestActorsShareShortNames(t *testing.T) {
	cb, err := codebook.Parse("my.yaml", []byte(`actors:
  - {id: a, name: First Union, type: igo, short: [the Union]}
  - {id: b, name: Second Union, type: igo, short: [the Union]}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b"} {
		if got := names(cb.Actor(id).Short); !slices.Equal(got, []string{"the Union"}) {
			t.Errorf("%s has the short names %v", id, got)
		}
	}
	_, err = codebook.Parse("my.yaml", []byte(`actors:
  - {id: a, name: First Union, type: igo, short: [the Union]}
  - {id: b, name: Second Union, type: igo, aliases: [the Union]}
`))
	if want := `my.yaml:3: actor b: aliases: the name "the Union" stands at my.yaml:2 too`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// The states are those of two public lists: spot checks of what must merge with
// country-year panels.
func TestStatesHaveTheirCodes(t *testing.T) {
	cb := load(t)
	today := 0
	for _, a := range cb.Actors {
		if a.Type == schemas.State && a.Until == nil {
			today++
		}
	}
	// 193 members of the United Nations, Palestine, the Holy See, Kosovo and Taiwan.
	if today != 197 {
		t.Errorf("%d states of today, want 197", today)
	}
	codes := make(map[int32][]string)
	for _, a := range cb.Actors {
		if a.COW != 0 && a.Until == nil {
			codes[a.COW] = append(codes[a.COW], a.ID)
		}
	}
	for code, ids := range codes {
		if len(ids) > 1 {
			t.Errorf("code %d is that of %v", code, ids)
		}
	}
	for id, cow := range map[string]int32{"TLS": 860, "SSD": 626, "XKX": 347, "DDR": 265, "YUG": 345, "CSK": 315, "VDR": 816, "YMD": 680, "west-germany": 260} {
		if a := cb.Actor(id); a == nil || a.COW != cow {
			t.Errorf("%s: %+v, want the code %d", id, a, cow)
		}
	}
}
