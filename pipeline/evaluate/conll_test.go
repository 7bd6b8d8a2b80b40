package evaluate_test

import (
	"fmt"
	"strings"
	"testing"

	"demarche/pipeline/conllu"
	"demarche/pipeline/evaluate"
)

// sentences reads CoNLL-U in short: a word's id, form and, where it matters,
// UPOS, FEATS, HEAD, DEPREL, parted by spaces; LEMMA is behind the form, after a
// slash. A range has its form alone. Sentences are parted by blank lines. A tilde
// is a no-break space.
func sentences(t *testing.T, short string) []*conllu.Sentence {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(short) + "\n") {
		f := strings.Fields(line)
		if len(f) == 0 {
			b.WriteByte('\n')
			continue
		}
		f = append(f, "_", "_", "_", "_")
		form, lemma, ok := strings.Cut(f[1], "/")
		if !ok {
			lemma = "_"
		}
		form = strings.ReplaceAll(form, "~", "\u00A0")
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t_\t%s\t%s\t%s\t_\t_\n", f[0], form, lemma, f[2], f[3], f[4], f[5])
	}
	all, err := conllu.ReadAll(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// counts writes correct/gold/system/aligned.
func counts(s evaluate.Score) string {
	return fmt.Sprintf("%d/%d/%d/%d", s.Correct, s.Gold, s.System, s.Aligned)
}

// The numbers are worked out by hand, by the definitions in the evaluation
// script of the CoNLL 2018 shared task.
func TestCoNLL(t *testing.T) {
	for _, test := range []struct {
		name, gold, system string
		want               string // of measures by name, others than those named are not looked at
	}{
		{"the same", `
1 The/the DET Definite=Def 2 det
2 dog/dog NOUN Number=Sing 3 nsubj
3 ran/run VERB Tense=Past 0 root
4 ./. PUNCT _ 3 punct`, `
1 The/the DET Definite=Def 2 det
2 dog/dog NOUN Number=Sing 3 nsubj
3 ran/run VERB Tense=Past 0 root
4 ./. PUNCT _ 3 punct`,
			"Tokens 4/4/4/0 Sentences 1/1/1/0 Words 4/4/4/4 UPOS 4/4/4/4 XPOS 4/4/4/4 UFeats 4/4/4/4 AllTags 4/4/4/4 Lemmas 4/4/4/4 " +
				"UAS 4/4/4/4 LAS 4/4/4/4 CLAS 2/2/2/2 MLAS 2/2/2/2 BLEX 2/2/2/2"},

		// "ab" is no gold token; what hangs from it hangs from nothing that gold has.
		{"two tokens taken for one", `
1 a X _ 2 det
2 b X _ 3 obj
3 c X _ 0 root
4 d X _ 2 amod`, `
1 ab X _ 2 obj
2 c X _ 0 root
3 d X _ 1 amod`,
			"Tokens 2/4/3/0 Sentences 1/1/1/0 Words 2/4/3/2 UPOS 2/4/3/2 UAS 1/4/3/2 LAS 1/4/3/2 CLAS 1/3/3/2"},
		{"one token taken for two", `
1 ab X _ 2 obj
2 c X _ 0 root`, `
1 a X _ 2 det
2 b X _ 3 obj
3 c X _ 0 root`,
			"Tokens 1/2/3/0 Words 1/2/3/1 UAS 1/2/3/1"},
		{"another end at the same start", "1 ab X _ 0 root\n2 c X _ 1 dep", "1 a X _ 0 root\n2 bc X _ 1 dep",
			"Tokens 0/2/2/0 Sentences 1/1/1/0 Words 0/2/2/0 LAS 0/2/2/0"},
		{"spaces in a form are no characters", "1 12~345 X _ 0 root", "1 12345 X _ 0 root", "Tokens 1/1/1/0 Words 1/1/1/1"},

		{"a multiword token and its words", "1-2 don't\n1 do X _ 0 root\n2 n't X _ 1 advmod", "1-2 don't\n1 do X _ 0 root\n2 n't X _ 1 advmod",
			"Tokens 1/1/1/0 Words 2/2/2/2 LAS 2/2/2/2"},
		{"a multiword token left whole", "1-2 don't\n1 do X _ 0 root\n2 n't X _ 1 advmod\n3 go X _ 1 xcomp", "1 don't X _ 0 root\n2 go X _ 1 xcomp",
			"Tokens 2/2/2/0 Words 1/3/2/1 UAS 0/3/2/1"},
		{"the words without their token", "1-2 don't\n1 do X _ 0 root\n2 n't X _ 1 advmod", "1 do X _ 0 root\n2 n't X _ 1 advmod",
			"Tokens 0/1/2/0 Words 2/2/2/2 LAS 2/2/2/2"},
		{"words that are no parts of their token", "1-3 won't\n1 wo X _ 0 root\n2 x X _ 1 dep\n3 n't X _ 1 advmod", "1-2 won't\n1 will X _ 0 root\n2 N'T X _ 1 advmod",
			"Tokens 1/1/1/0 Words 1/3/2/1 LAS 0/3/2/1"},
		{"multiword tokens that overlap", "1-2 abc\n1 a X _ 0 root\n2 bc X _ 1 dep\n3 d X _ 1 dep", "1 a X _ 0 root\n2-3 bcd\n2 bc X _ 1 dep\n3 d X _ 1 dep",
			"Tokens 0/2/2/0 Words 3/3/3/3 LAS 3/3/3/3"},

		{"a sentence cut in two", "1 a X _ 0 root\n2 b X _ 1 conj", "1 a X _ 0 root\n\n1 b X _ 0 root",
			"Tokens 2/2/2/0 Sentences 0/1/2/0 Words 2/2/2/2 UAS 1/2/2/2 LAS 1/2/2/2 CLAS 1/2/2/2"},
		{"two sentences taken for one", "1 a X _ 0 root\n\n1 b X _ 0 root\n\n1 c X _ 0 root", "1 a X _ 0 root\n\n1 b X _ 0 root\n2 c X _ 1 conj",
			"Sentences 1/3/2/0 Words 3/3/3/3 LAS 2/3/3/3"},

		{"relations", `
1 a X _ 3 det
2 b X _ 3 nsubj:pass
3 c X _ 0 root
4 d X _ 3 obj
5 e X _ 3 obl`, `
1 a X _ 3 case
2 b X _ 3 nsubj
3 c X _ 0 root
4 d X _ 2 obj
5 e X _ 3 aux`,
			"UAS 4/5/5/5 LAS 2/5/5/5 CLAS 2/4/3/4"},
		{"features", `
1 a X Case=Nom|Number=Sing 0 root
2 b X Case=Nom|Typo=Yes 1 dep
3 c X Case=Nom 1 dep
4 d X _ 1 dep`, `
1 a X Number=Sing|Case=Nom 0 root
2 b X Case=Nom|ExtPos=X 1 dep
3 c X Case=Acc 1 dep
4 d Y NumForm=Word 1 dep`,
			"UPOS 3/4/4/4 UFeats 3/4/4/4 AllTags 2/4/4/4"},
		{"lemmas", "1 a/A X _ 0 root\n2 b/B X _ 1 obj\n3 c X _ 1 obj\n4 d/D X _ 2 det", "1 a/a X _ 0 root\n2 b/B X _ 1 obj\n3 c/any X _ 1 obj\n4 d X _ 2 det",
			"Lemmas 2/4/4/4 BLEX 2/3/3/3"},
		// "the" hangs elsewhere: both its heads have other function words then. The last word has a function word of another tag.
		{"function words", `
1 the DET _ 2 det
2 dog X _ 3 nsubj
3 saw X _ 0 root
4 cats X _ 3 obj
5 of ADP _ 6 case
6 Rome X _ 4 nmod`, `
1 the DET _ 3 det
2 dog X _ 3 nsubj
3 saw X _ 0 root
4 cats X _ 3 obj
5 of ADV _ 6 case
6 Rome X _ 4 nmod`,
			"LAS 5/6/6/6 CLAS 4/4/4/4 MLAS 1/4/4/4"},
	} {
		measures, err := evaluate.CoNLL(sentences(t, test.gold), sentences(t, test.system))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		got := make(map[string]string)
		for _, m := range measures {
			got[m.Name] = counts(m.Score)
		}
		want := strings.Fields(test.want)
		for i := 0; i < len(want); i += 2 {
			if got[want[i]] != want[i+1] {
				t.Errorf("%s: %s %s, want %s", test.name, want[i], got[want[i]], want[i+1])
			}
		}
	}
}

func TestCoNLLOfOtherTexts(t *testing.T) {
	for _, test := range []struct{ gold, system, want string }{
		{"1 a\n2 bc", "1 ab\n2 x", `the texts differ at character 2: gold has "c", the system "x"`},
		{"1 a\n2 bc", "1 ab", "the gold text has 3 characters, the system's 2"},
		{"1 a", "1 ab", "the gold text has 1 characters, the system's 2"},
	} {
		if _, err := evaluate.CoNLL(sentences(t, test.gold), sentences(t, test.system)); err == nil || err.Error() != test.want {
			t.Errorf("error %v, want %s", err, test.want)
		}
	}
}

func TestScore(t *testing.T) {
	s := evaluate.Score{Gold: 8, System: 5, Correct: 4, Aligned: 5}
	if p, r, f, a := s.Precision(), s.Recall(), s.F1(), s.AlignedAccuracy(); p != 0.8 || r != 0.5 || f != 8.0/13 || a != 0.8 {
		t.Errorf("precision %v, recall %v, F1 %v, aligned %v", p, r, f, a)
	}
	var none evaluate.Score
	if none.Precision() != 0 || none.Recall() != 0 || none.F1() != 0 || none.AlignedAccuracy() != 0 {
		t.Error("nothing scores something")
	}
}

func TestWriteTable(t *testing.T) {
	var b strings.Builder
	err := evaluate.WriteTable(&b, []evaluate.Measure{
		{Name: "Tokens", Score: evaluate.Score{Gold: 8, System: 5, Correct: 4}},
		{Name: "LAS", Score: evaluate.Score{Gold: 3, System: 3, Correct: 2, Aligned: 2}},
	})
	const want = `measure     precision     recall         F1    aligned
Tokens          80.00      50.00      61.54           
LAS             66.67      66.67      66.67     100.00
`
	if err != nil || b.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, b.String(), want)
	}
}

func TestRawText(t *testing.T) {
	const row = "\t_\t_\t_\t_\t_\t_\t_\t"
	for _, test := range []struct{ name, conllu, want string }{
		{"one sentence", "1\tHi" + row + "SpaceAfter=No\n2\t!" + row + "_\n", "Hi!\n"},
		{"two", "# text = One.\n1\tOne." + row + "_\n\n# text = Two.\n1\tTwo." + row + "_\n", "One. Two.\n"},
		{"without a space between them", "# text = One.\n1\tOne" + row + "SpaceAfter=No\n2\t." + row + "SpaceAfter=No\n\n# text = Two.\n1\tTwo." + row + "_\n", "One.Two.\n"},
		{"a multiword token at the end", "1-2\tdon't" + row + "SpaceAfter=No\n1\tdo" + row + "_\n2\tn't" + row + "_\n\n1\tgo" + row + "_\n", "don'tgo\n"},
		{"a multiword token before the end", "1-2\tdon't" + row + "SpaceAfter=No\n1\tdo" + row + "_\n2\tn't" + row + "_\n3\t." + row + "_\n\n1\tgo" + row + "_\n", "don't. go\n"},
		{"paragraphs", "# newpar\n1\tOne" + row + "SpaceAfter=No\n\n# newpar id = p2\n1\tTwo" + row + "_\n", "One\n\nTwo\n"},
		{"documents", "# newdoc\n1\tOne" + row + "_\n\n# newdoc id = d2\n1\tTwo" + row + "_\n", "One\n\nTwo\n"},
	} {
		all, err := conllu.ReadAll(strings.NewReader(test.conllu))
		if err != nil {
			t.Fatal(err)
		}
		if got := evaluate.RawText(all); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
