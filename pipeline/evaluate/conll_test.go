package evaluate_test

import (
	"strings"
	"testing"

	"demarche/pipeline/conllu"
	"demarche/pipeline/evaluate"
)

const goldTree = `# text = They don't sign. It ended.
1	They	they	PRON	PRP	Number=Plur	4	nsubj	_	_
2-3	don't	_	_	_	_	_	_	_	_
2	do	do	AUX	VBP	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	sign	sign	VERB	VB	VerbForm=Inf	0	root	_	SpaceAfter=No
5	.	.	PUNCT	.	_	4	punct	_	_

1	It	it	PRON	PRP	_	2	nsubj	_	_
2	ended	end	VERB	VBD	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

`

func scores(t *testing.T, system string) map[string]evaluate.Score {
	t.Helper()
	read := func(s string) []*conllu.Sentence {
		all, err := conllu.ReadAll(strings.NewReader(s))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	measures, err := evaluate.CoNLL(read(goldTree), read(system))
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]evaluate.Score)
	for _, m := range measures {
		out[m.Name] = m.Score
	}
	return out
}

func TestCoNLL(t *testing.T) {
	for _, test := range []struct {
		name, system string
		want         map[string][3]int // correct, gold, system
	}{
		{"the same", goldTree, map[string][3]int{
			"Tokens": {7, 7, 7}, "Sentences": {2, 2, 2}, "Words": {8, 8, 8}, "UPOS": {8, 8, 8}, "UAS": {8, 8, 8}, "LAS": {8, 8, 8},
			"CLAS": {5, 5, 5}, // without auxiliaries and punctuation
		}},
		{"a wrong head and a wrong relation", strings.NewReplacer("1\tThey\tthey\tPRON\tPRP\tNumber=Plur\t4\tnsubj", "1\tThey\tthey\tPRON\tPRP\tNumber=Plur\t2\tnsubj",
			"1\tIt\tit\tPRON\tPRP\t_\t2\tnsubj", "1\tIt\tit\tPRON\tPRP\t_\t2\tobj").Replace(goldTree), map[string][3]int{
			"UAS": {7, 8, 8}, "LAS": {6, 8, 8}, "UPOS": {8, 8, 8},
		}},
		{"a wrong tag and lemma", strings.Replace(goldTree, "2\tended\tend\tVERB", "2\tended\tended\tADJ", 1), map[string][3]int{
			"UPOS": {7, 8, 8}, "Lemmas": {7, 8, 8}, "LAS": {8, 8, 8},
		}},
		{"two sentences taken for one", strings.Replace(strings.Replace(goldTree, "\n\n1\tIt\tit\tPRON\tPRP\t_\t2\tnsubj", "\n6\tIt\tit\tPRON\tPRP\t_\t7\tnsubj", 1),
			"2\tended\tend\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No\n3\t.\t.\tPUNCT\t.\t_\t2", "7\tended\tend\tVERB\tVBD\t_\t4\tparataxis\t_\tSpaceAfter=No\n8\t.\t.\tPUNCT\t.\t_\t7", 1), map[string][3]int{
			"Sentences": {0, 2, 1}, "Tokens": {7, 7, 7}, "UAS": {7, 8, 8},
		}},
		{"a token not split", strings.NewReplacer("2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_\n3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_\n4\tsign\tsign\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No\n5\t.\t.\tPUNCT\t.\t_\t4",
			"2\tdon't\tdo\tAUX\tVBP\t_\t3\taux\t_\t_\n3\tsign\tsign\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No\n4\t.\t.\tPUNCT\t.\t_\t3",
			"Number=Plur\t4\tnsubj", "Number=Plur\t3\tnsubj").Replace(goldTree), map[string][3]int{
			"Tokens": {7, 7, 7}, "Words": {6, 8, 7}, "LAS": {6, 8, 7},
		}},
	} {
		got := scores(t, test.system)
		for name, want := range test.want {
			if s := got[name]; [3]int{s.Correct, s.Gold, s.System} != want {
				t.Errorf("%s: %s %d correct of %d gold, %d system, want %v", test.name, name, s.Correct, s.Gold, s.System, want)
			}
		}
	}
}

func TestCoNLLWantsTheSameText(t *testing.T) {
	gold, err := conllu.ReadAll(strings.NewReader(goldTree))
	if err != nil {
		t.Fatal(err)
	}
	other, err := conllu.ReadAll(strings.NewReader(strings.ReplaceAll(goldTree, "ended", "began")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := evaluate.CoNLL(gold, other); err == nil {
		t.Error("texts that differ were compared")
	}
}
