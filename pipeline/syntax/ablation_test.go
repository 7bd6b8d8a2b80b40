package syntax_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"

	"demarche/pipeline/conllu"
	"demarche/pipeline/evaluate"
	"demarche/pipeline/syntax"
	"demarche/pipeline/syntax/internal/model"
)

func TestAblation(t *testing.T) {
	for n := 1; n <= 3; n++ {
		b, _ := os.ReadFile(os.Getenv("MODEL"))
		m, err := model.Read(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		all := len(m.Members)
		var v []int16
		for i := range m.Hashes {
			v = append(v, m.Vectors[i*all*m.Embed:][:n*m.Embed]...)
		}
		m.Vectors = v
		m.Members = m.Members[:n]
		var buf bytes.Buffer
		m.Write(&buf)
		size := buf.Len()
		p, err := syntax.Open(&buf)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []string{"ewt/dev.conllu", "ewt/test.conllu", "gum/dev.conllu"} {
			r, _ := os.Open("../../../shared/treebank/" + f)
			gold, _ := conllu.ReadAll(r)
			var system []*conllu.Sentence
			for _, s := range gold {
				system = append(system, &conllu.Sentence{Words: slices.Clone(s.Words), Spans: s.Spans})
			}
			p.Annotate(system)
			ms, _ := evaluate.CoNLL(gold, system)
			fmt.Print(n, " ", size, " ", f)
			for _, x := range ms {
				fmt.Printf(" %s %.2f", x.Name, 100*x.F1())
			}
			fmt.Println()
		}
	}
}
