package feature

import (
	"slices"
	"strings"
	"testing"
)

func TestNormalising(t *testing.T) {
	var ex Extractor
	for _, c := range [][2]string{{"“", "\""}, {"n’t", "n't"}, {"–", "-"}, {"1997", "2024"}, {"Korea", "KOREA"}, {"…", "..."}, {"co\u00adoperate", "cooperate"}} {
		if ex.Form(c[0]) != ex.Form(c[1]) {
			t.Errorf("%q and %q are different forms", c[0], c[1])
		}
	}
	if ex.Form("talk") == ex.Form("talks") {
		t.Error("talk and talks are the same form")
	}
}

func TestAppend(t *testing.T) {
	var ex Extractor
	a := ex.Append(nil, "Sanctions", Context{})
	b := ex.Append(nil, "sanctions", Context{})
	if a[0] != b[0] || a[0] != ex.Form("SANCTIONS") {
		t.Error("the first feature is not the normalised form")
	}
	if slices.Equal(a, b) {
		t.Error("capitals leave no trace")
	}
	if c := ex.Append(nil, "sanctions", Context{First: true}); slices.Equal(b, c) {
		t.Error("the first word has no feature of its own")
	}
	if n := len(ex.Append(nil, strings.Repeat("x", 100000), Context{})); n > 100 {
		t.Errorf("a long form has %d features", n)
	}
	ex.Append(nil, "", Context{})
	ex.Append(nil, "\xff\xfe", Context{})
}

func TestSentence(t *testing.T) {
	for _, c := range []struct {
		text  string
		caps  bool
		small bool
		first int
	}{
		{"JOINT STATEMENT", true, false, 0},
		{"“ Joint statement", false, false, 1},
		{"( so what )", false, true, 1},
		{"1 2 3", false, false, -1},
	} {
		ctx, first := Sentence(strings.Fields(c.text))
		if ctx.Caps != c.caps || ctx.Small != c.small || first != c.first {
			t.Errorf("%q: %+v, first %d", c.text, ctx, first)
		}
	}
}
