package conllu_test

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"demarche/pipeline/conllu"
)

// rows writes CoNLL-U with tabs for the spaces of its rows.
func rows(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if !strings.HasPrefix(line, "#") {
			line = strings.ReplaceAll(line, " ", "\t")
		}
		b.WriteString(line)
	}
	return b.String()
}

var sample = rows(`# newdoc id = sample
# text = They don't, 日本.
1 They they PRON PRP Case=Nom|Number=Plur 2 nsubj 2:nsubj _
2-3 don't _ _ _ _ _ _ _ SpaceAfter=No
2 do do AUX VBP _ 0 root 0:root Typo=No
3 n't not PART RB Polarity=Neg 2 advmod 2:advmod _
4 , , PUNCT , _ 2 punct _ _
5 日本 日本 PROPN NNP _ 2 obj:sub _ Gloss=Japan|SpaceAfter=No
6 . . PUNCT . _ 2 punct _ _

# just said
1 _ _ SYM _ _ _ _ _ _
2 x _ _ _ _ _ _ _ _

`)

func readAll(t *testing.T, s string) []*conllu.Sentence {
	t.Helper()
	all, err := conllu.ReadAll(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func write(t *testing.T, sentences []*conllu.Sentence) string {
	t.Helper()
	var b strings.Builder
	for _, s := range sentences {
		if err := conllu.Write(&b, s); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestRead(t *testing.T) {
	all := readAll(t, sample)
	if len(all) != 2 {
		t.Fatalf("%d sentences, want 2", len(all))
	}
	s := all[0]
	if want := []conllu.Span{{First: 2, Last: 3, Form: "don't", Misc: "SpaceAfter=No"}}; !reflect.DeepEqual(s.Spans, want) {
		t.Errorf("spans %+v, want %+v", s.Spans, want)
	}
	if want := (conllu.Word{Form: "They", Lemma: "they", UPOS: "PRON", XPOS: "PRP", Feats: "Case=Nom|Number=Plur", Head: 2, Deprel: "nsubj", Deps: "2:nsubj"}); s.Words[0] != want {
		t.Errorf("word %+v, want %+v", s.Words[0], want)
	}
	if s.Words[1].Head != 0 || s.Words[4].Deprel != "obj:sub" || len(s.Words) != 6 {
		t.Errorf("words %+v", s.Words)
	}
	// An underscore is a form, and then its own lemma; else it stands for nothing.
	if want := []conllu.Word{{Form: "_", Lemma: "_", UPOS: "SYM", Head: -1}, {Form: "x", Head: -1}}; !reflect.DeepEqual(all[1].Words, want) {
		t.Errorf("words %+v, want %+v", all[1].Words, want)
	}
}

func TestComments(t *testing.T) {
	all := readAll(t, sample+rows("#newpar\n# a = b = c \n#\n1 x _ _ _ _ _ _ _ _\n"))
	for _, test := range []struct {
		sentence int
		key      string
		value    string
		ok       bool
	}{
		{0, "newdoc id", "sample", true}, {0, "text", "They don't, 日本.", true}, {0, "newdoc", "", false},
		{1, "just said", "", true}, {1, "text", "", false}, {2, "newpar", "", true}, {2, "a", "b = c", true},
	} {
		if v, ok := all[test.sentence].Comment(test.key); v != test.value || ok != test.ok {
			t.Errorf("%q of sentence %d is %q, %t", test.key, test.sentence, v, ok)
		}
	}
}

func TestText(t *testing.T) {
	all := readAll(t, sample)
	if got := all[0].Text(); got != "They don't, 日本." {
		t.Errorf("text %q", got)
	}
	all[0].Comments = nil // made of the surface tokens alone
	if got := all[0].Text(); got != "They don't, 日本." {
		t.Errorf("text %q", got)
	}
	if got := all[1].Text(); got != "_ x" {
		t.Errorf("text %q", got)
	}
	// At the end of the sentence the surface token's MISC is no matter.
	s := readAll(t, rows("1-2 can't _ _ _ _ _ _ _ SpaceAfter=No\n1 ca _ _ _ _ _ _ _ _\n2 n't _ _ _ _ _ _ _ _\n"))[0]
	if got := s.Text(); got != "can't" {
		t.Errorf("text %q", got)
	}
}

func TestSpaceAfterNo(t *testing.T) {
	for misc, want := range map[string]bool{
		"": false, "_": false, "SpaceAfter=No": true, "Gloss=x|SpaceAfter=No|Ref=2": true, "SpaceAfter=Not": false, "XSpaceAfter=No": false,
	} {
		if got := conllu.SpaceAfterNo(misc); got != want {
			t.Errorf("%q: %t", misc, got)
		}
	}
}

func TestWriteWhatWasRead(t *testing.T) {
	if got := write(t, readAll(t, sample)); got != sample {
		t.Errorf("%s\nwant\n%s", got, sample)
	}
	// Line ends and blank lines are brought to one form.
	if got := write(t, readAll(t, "\n\n"+strings.ReplaceAll(sample, "\n", "\r\n")+"\r\n\r\n")); got != sample {
		t.Errorf("%s\nwant\n%s", got, sample)
	}
	if got := write(t, readAll(t, strings.TrimSpace(sample))); got != sample {
		t.Errorf("without the last line end: %s\nwant\n%s", got, sample)
	}
}

func TestEmptyNodesArePassedOver(t *testing.T) {
	got := write(t, readAll(t, rows("0.1 e _ _ _ _ _ _ 1:dep _\n1 a _ _ _ _ _ _ _ _\n1.1 e _ _ _ _ _ _ 1:dep _\n1.2 e _ _ _ _ _ _ _ _\n2 b _ _ _ _ 1 dep _ _\n")))
	if want := rows("1 a _ _ _ _ _ _ _ _\n2 b _ _ _ _ 1 dep _ _\n\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestNothingToRead(t *testing.T) {
	for _, s := range []string{"", "\n", "\r\n \n", "# a comment that is nobody's\n"} {
		if all := readAll(t, s); len(all) != 0 {
			t.Errorf("%q holds %d sentences", s, len(all))
		}
	}
	if all := readAll(t, sample+"# a comment that is nobody's\n"); len(all) != 2 {
		t.Errorf("%d sentences, want 2", len(all))
	}
}

// A blank line behind comments, or behind an empty node, ends no sentence.
func TestABlankLineBehindComments(t *testing.T) {
	const a, b = "1 a _ _ _ _ _ _ _ _\n", "1 b _ _ _ _ _ _ _ _\n"
	got := write(t, readAll(t, rows("# global.columns = ID FORM\n\n# newpar\n"+a+"\n# x\n\n\n0.1 e _ _ _ _ _ _ _ _\n\n"+b)))
	if want := rows("# global.columns = ID FORM\n# newpar\n" + a + "\n# x\n" + b + "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	const word = "1 a _ _ _ _ _ _ _ _\n"
	for _, test := range []struct{ name, content, want string }{
		{"spaces for tabs", "# text = a\n1  a\n", "line 2: 3 columns, want 10 parted by tabs"},
		{"a column too many", word + "2 b _ _ _ _ _ _ _ _ _\n", "line 2: 11 columns, want 10 parted by tabs"},
		{"a word left out", word + "3 b _ _ _ _ _ _ _ _\n", `line 2: word id "3", want 2`},
		{"a sentence that goes on", word + "\n" + word + "1 b _ _ _ _ _ _ _ _\n", `line 4: word id "1", want 2`},
		{"no number", "x a _ _ _ _ _ _ _ _\n", `line 1: word id "x", want 1`},
		{"no form", "1  _ _ _ _ _ _ _ _\n", "line 1: empty form"},
		{"a head in letters", "1 a _ _ _ _ root _ _ _\n", `line 1: bad head "root"`},
		{"a head below the root", "1 a _ _ _ _ -1 _ _ _\n", `line 1: bad head "-1"`},
		{"a head outside the sentence", "\n1 a _ _ _ _ 2 dep _ _\n\n", "sentence ending at line 3: word 1 has head 2 of 1 words"},
		{"a range backwards", word + "2-1 b _ _ _ _ _ _ _ _\n", `line 2: bad token range "2-1"`},
		{"a range behind its words", word + "1-2 ab _ _ _ _ _ _ _ _\n", `line 2: bad token range "1-2"`},
		{"two ranges of one word", "1-2 ab _ _ _ _ _ _ _ _\n" + word + "2-3 bc _ _ _ _ _ _ _ _\n", `line 3: token range "2-3" overlaps 1-2`},
		{"an empty node that is none", "a.b e _ _ _ _ _ _ _ _\n", `line 1: word id "a.b", want 1`},
		{"a range in letters", "1-b ab _ _ _ _ _ _ _ _\n", `line 1: bad token range "1-b"`},
		{"a range longer than the sentence", "1-2 ab _ _ _ _ _ _ _ _\n" + word, "sentence ending at line 2: token 1-2 of 1 words"},
	} {
		_, err := conllu.ReadAll(strings.NewReader(rows(test.content)))
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.name, err, test.want)
		}
	}
}

func TestReaderStopsAtTheEnd(t *testing.T) {
	in := conllu.NewReader(strings.NewReader(sample))
	for range 2 {
		if _, err := in.Next(); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, err := in.Next(); err != io.EOF {
			t.Errorf("behind the last sentence: %v, want io.EOF", err)
		}
	}
	broken := errors.New("the disk broke")
	if _, err := conllu.ReadAll(io.MultiReader(strings.NewReader(sample), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		sample, "", "#\n", "# a\n\n# b\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "1.1\te\t_\t_\t_\t_\t_\t_\t_\t_\n\n", "1-1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_",
		"1-1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n1-1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", "1\t_\t_\t_\t_\t_\t+0\t_\t_\t\r\n", "01\ta\t\t\t\t\t_\t\t\t", "1\t_\t\t\t\t\t_\t\t\t",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		all, err := conllu.ReadAll(strings.NewReader(s))
		if err != nil {
			if !strings.Contains(err.Error(), "line ") {
				t.Errorf("%v names no line", err)
			}
			return
		}
		for _, sentence := range all {
			if len(sentence.Words) == 0 {
				t.Error("a sentence without words")
			}
			sentence.Text()
		}
		written := write(t, all)
		again := readAll(t, written)
		if !reflect.DeepEqual(all, again) {
			t.Errorf("%q is written as %q and read as %+v", s, written, again)
		}
	})
}
