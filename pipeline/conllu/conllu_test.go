package conllu_test

import (
	"bytes"
	"strings"
	"testing"

	"demarche/pipeline/conllu"
)

const sample = `# sent_id = 1
# text = They don't.
1	They	they	PRON	PRP	Case=Nom|Number=Plur	2	nsubj	_	_
2-3	don't	_	_	_	_	_	_	_	SpaceAfter=No
2	do	do	AUX	VBP	Mood=Ind	0	root	_	_
3	n't	not	PART	RB	_	2	advmod	_	_
4	.	.	PUNCT	.	_	2	punct	_	_

`

func TestReadAndWrite(t *testing.T) {
	all, err := conllu.ReadAll(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || len(all[0].Words) != 4 || len(all[0].Spans) != 1 || all[0].Text() != "They don't." {
		t.Fatalf("%+v", all)
	}
	if w := all[0].Words[1]; w.Form != "do" || w.Head != 0 || w.Deprel != "root" || w.XPOS != "VBP" {
		t.Errorf("word %+v", w)
	}
	if id, ok := all[0].Comment("sent_id"); !ok || id != "1" {
		t.Errorf("sent_id %q", id)
	}
	var b bytes.Buffer
	if err := conllu.Write(&b, all[0]); err != nil {
		t.Fatal(err)
	}
	if b.String() != sample {
		t.Errorf("written\n%s", b.String())
	}
}

func TestTextOfSurfaceTokens(t *testing.T) {
	all, err := conllu.ReadAll(strings.NewReader(strings.Replace(sample, "# text = They don't.\n", "", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if got := all[0].Text(); got != "They don't." {
		t.Errorf("text %q", got)
	}
}

func TestEmptyNodesArePassedOver(t *testing.T) {
	with := strings.Replace(sample, "4\t.", "3.1\tgo\tgo\tVERB\t_\t_\t_\t_\t2:conj\t_\n4\t.", 1)
	all, err := conllu.ReadAll(strings.NewReader(with))
	if err != nil {
		t.Fatal(err)
	}
	if len(all[0].Words) != 4 {
		t.Errorf("%d words", len(all[0].Words))
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	for _, text := range []string{
		"1\ta\ta\n",
		"1\ta\ta\tX\t_\t_\tx\tdep\t_\t_\n",
		"2\ta\ta\tX\t_\t_\t0\troot\t_\t_\n",
		"x\ta\ta\tX\t_\t_\t0\troot\t_\t_\n",
	} {
		_, err := conllu.ReadAll(strings.NewReader("# one\n" + text + "\n"))
		if err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What is read and written reads the same.
func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add("1\t_\t_\tX\t_\t_\t0\troot\t_\t_\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := conllu.ReadAll(strings.NewReader(text))
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		for _, s := range all {
			if err := conllu.Write(&first, s); err != nil {
				t.Fatal(err)
			}
		}
		again, err := conllu.ReadAll(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("%v in what was written:\n%s", err, first.String())
		}
		for _, s := range again {
			if err := conllu.Write(&second, s); err != nil {
				t.Fatal(err)
			}
		}
		if first.String() != second.String() {
			t.Fatalf("first\n%s\nthen\n%s", first.String(), second.String())
		}
	})
}
