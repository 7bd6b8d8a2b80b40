package lemma

import (
	"testing"

	"pgregory.net/rapid"
)

func TestDerive(t *testing.T) {
	for _, c := range [][3]string{
		{"talks", "talk", "s1 "},
		{"Talks", "talk", "s1 "},
		{"Koreans", "Korean", "k1 "},
		{"parties", "party", "s3 y"},
		{"was", "be", "k-1 be"},
		{"KOREA", "Korea", "t0 "},
		{"NATO", "NATO", "k0 "},
		{"the", "the", "s0 "},
		{"u.s.", "U.S.", "c0 "},
	} {
		r := Derive(c[0], c[1])
		if r.String() != c[2] {
			t.Errorf("%s → %s: rule %q, want %q", c[0], c[1], r, c[2])
		}
		if p, ok := Parse(r.String()); !ok || p != r {
			t.Errorf("%q reads back as %q", r, p)
		}
	}
}

func TestRuleGivesLemma(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		form, lemma := rapid.String().Draw(t, "form"), rapid.String().Draw(t, "lemma")
		r := Derive(form, lemma)
		got := string(r.Append(nil, form))
		if got != lemma && lemma != "" {
			t.Fatalf("rule %q turns %q into %q, want %q", r, form, got, lemma)
		}
		if r.Keeps(form) && got != form {
			t.Fatalf("rule %q does not keep %q", r, form)
		}
	})
}
