package syntax_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"demarche/pipeline/conllu"
	"demarche/pipeline/evaluate"
	"demarche/pipeline/syntax"
)

// show writes a tree as "form/UPOS/lemma head deprel" per word.
func show(t *syntax.Tree) string {
	var b strings.Builder
	for i, w := range t.Words {
		fmt.Fprintf(&b, "%d %s/%s/%s %d %s\n", i+1, w.Form, w.UPOS, w.Lemma, w.Head, w.Deprel)
	}
	return b.String()
}

// heads writes a tree as "n form head deprel", a line a word.
func heads(t *syntax.Tree) string {
	var b strings.Builder
	for i, w := range t.Words {
		fmt.Fprintf(&b, "%d %s %d %s\n", i+1, w.Form, w.Head, w.Deprel)
	}
	return b.String()
}

func TestSentences(t *testing.T) {
	// Where words hang; what they are called is the treebanks' choice.
	for _, c := range []struct{ text, want string }{
		{"Washington insists that the declaration be made only after denuclearization .", `
1 Washington 2 nsubj
2 insists 0 root
3 that 7 mark
4 the 5 det
5 declaration 7 nsubj:pass
6 be 7 aux:pass
7 made 2 ccomp
8 only 10 advmod
9 after 10 case
10 denuclearization 7 obl
11 . 2 punct
`},
		{"It demanded the lifting of sanctions .", `
1 It 2 nsubj
2 demanded 0 root
3 the 4 det
4 lifting 2 obj
5 of 6 case
6 sanctions 4 nmod
7 . 2 punct
`},
		{"The talks will not be resumed unless the United States lifts its sanctions .", `
1 The 2 det
2 talks 6 nsubj:pass
3 will 6 aux
4 not 6 advmod
5 be 6 aux:pass
6 resumed 0 root
7 unless 11 mark
8 the 10 det
9 United 10 amod
10 States 11 nsubj
11 lifts 6 advcl
12 its 13 nmod:poss
13 sanctions 11 obj
14 . 6 punct
`},
		{"“ We call on both sides to show restraint , ” said the spokesman of the Ministry .", `
1 “ 3 punct
2 We 3 nsubj
3 call 12 ccomp
4 on 6 case
5 both 6 det
6 sides 3 obl
7 to 8 mark
8 show 3 advcl
9 restraint 8 obj
10 , 3 punct
11 ” 3 punct
12 said 0 root
13 the 14 det
14 spokesman 12 nsubj
15 of 17 case
16 the 17 det
17 Ministry 14 nmod
18 . 12 punct
`},
	} {
		var tree syntax.Tree
		parser(t).Parse(&tree, strings.Fields(c.text))
		if got := heads(&tree); got != strings.TrimPrefix(c.want, "\n") {
			t.Errorf("%s\ngot\n%swant%s", c.text, got, c.want)
		}
	}
}

// check fails unless t is a tree over the forms: one root, no cycle, all
// fields filled in.
func check(t interface{ Fatalf(string, ...any) }, tree *syntax.Tree, forms []string) {
	if len(tree.Words) != len(forms) {
		t.Fatalf("%d words for %d forms", len(tree.Words), len(forms))
	}
	roots := 0
	for i, w := range tree.Words {
		if w.Form != forms[i] {
			t.Fatalf("form %d is %q, want %q", i+1, w.Form, forms[i])
		}
		if w.UPOS == "" || w.XPOS == "" || w.Deprel == "" || w.Lemma == "" && w.Form != "" {
			t.Fatalf("word %d: empty field in %+v", i+1, w)
		}
		if (w.Head == 0) != (w.Deprel == "root") || w.Head < 0 || w.Head > len(forms) || w.Head == i+1 {
			t.Fatalf("word %d of %d: head %d, %s", i+1, len(forms), w.Head, w.Deprel)
		}
		if w.Head == 0 {
			roots++
		}
		steps := 0
		for range tree.Ancestors(i + 1) {
			if steps++; steps > len(forms) {
				t.Fatalf("word %d is in a cycle", i+1)
			}
		}
	}
	if roots != 1 && len(forms) > 0 {
		t.Fatalf("%d roots", roots)
	}
}

func TestAlwaysATree(t *testing.T) {
	p := parser(t)
	word := rapid.OneOf(
		rapid.SampledFrom(strings.Fields(strings.Join(text, " "))),
		rapid.SampledFrom([]string{"", " ", ".", "—", "’s", "“", "…", "１２", "\x00", "\xff\xfe", "İ", "ß", "北京", "🇰🇵", "e\u0301", "\u200b", "2,500.00", "http://example.org/a?b=c", "A.", "NATO"}),
		rapid.String(),
		rapid.StringOfN(rapid.RuneFrom([]rune("aZ0-.")), 0, 300, -1),
	)
	var tree syntax.Tree
	rapid.Check(t, func(t *rapid.T) {
		forms := rapid.SliceOfN(word, 0, 60).Draw(t, "forms")
		p.Parse(&tree, forms)
		check(t, &tree, forms)
		again := new(syntax.Tree)
		p.Parse(again, forms)
		if !slices.Equal(tree.Words, again.Words) {
			t.Fatalf("two results for the same forms")
		}
	})
}

func TestLengths(t *testing.T) {
	all := strings.Fields(strings.Join(text, " "))
	var long []string
	for len(long) < 3000 {
		long = append(long, all...)
	}
	var tree syntax.Tree
	for _, n := range []int{0, 1, 2, 3, 300, 511, 512, 513, 1024, 3000} {
		parser(t).Parse(&tree, long[:n])
		check(t, &tree, long[:n])
	}
}

func TestHeadingsInCapitals(t *testing.T) {
	var tree syntax.Tree
	parser(t).Parse(&tree, strings.Fields("THE GOVERNMENT DEMANDED THE WITHDRAWAL OF ALL TROOPS"))
	if w := tree.Word(3); w.UPOS != "VERB" || w.Head != 0 {
		t.Errorf("got\n%s", show(&tree))
	}
}

func TestQuotesAndDashesOfEitherKind(t *testing.T) {
	var plain, curly syntax.Tree
	s := `" It 's time , " he said - and left .`
	parser(t).Parse(&plain, strings.Fields(s))
	parser(t).Parse(&curly, strings.Fields(`“ It ’s time , “ he said – and left .`))
	for i := range plain.Words {
		a, b := plain.Words[i], curly.Words[i]
		if a.Head != b.Head || a.Deprel != b.Deprel || a.UPOS != b.UPOS {
			t.Errorf("%s: %d %s %s with plain characters, %d %s %s with typographic ones", a.Form, a.Head, a.Deprel, a.UPOS, b.Head, b.Deprel, b.UPOS)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	p := parser(t)
	all, _ := sentences()
	want := make([]syntax.Tree, len(all))
	for i, s := range all {
		p.Parse(&want[i], s)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var got syntax.Tree
			for range 20 {
				for i, s := range all {
					p.Parse(&got, s)
					if show(&got) != show(&want[i]) {
						t.Errorf("another result for %q", s)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestNoAllocation(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Skip("counts differ under coverage")
	}
	p := parser(t)
	forms := strings.Fields("The Government of China urged all parties to return to the negotiating table on 5 May .")
	var tree syntax.Tree
	p.Parse(&tree, forms)
	if n := testing.AllocsPerRun(50, func() { p.Parse(&tree, forms) }); n > 1 {
		t.Errorf("%v allocations for a sentence", n)
	}
}

func TestOpenRefusesOtherFiles(t *testing.T) {
	for _, s := range []string{"", "no model", strings.Repeat("x", 1000)} {
		if _, err := syntax.Open(strings.NewReader(s)); err == nil {
			t.Errorf("%q was taken for a model", s)
		}
	}
	short := syntax.Embedded()
	if _, err := syntax.Open(bytes.NewReader(short[:len(short)/2])); err == nil {
		t.Error("half a model was taken for a model")
	}
}

func TestTree(t *testing.T) {
	// "It demanded the immediate lifting of sanctions"
	tree := syntax.Tree{Words: []syntax.Word{{Head: 2}, {Head: 0}, {Head: 5}, {Head: 5}, {Head: 2}, {Head: 7}, {Head: 5}}}
	if got := tree.Root(); got != 2 {
		t.Errorf("root %d", got)
	}
	var children, up []int
	for c := range tree.Children(5) {
		children = append(children, c)
	}
	for a := range tree.Ancestors(6) {
		up = append(up, a)
	}
	if fmt.Sprint(children, up) != "[3 4 7] [7 5 2]" {
		t.Errorf("children %v, ancestors %v", children, up)
	}
	if a, b := tree.Yield(5); a != 3 || b != 7 {
		t.Errorf("yield %d to %d", a, b)
	}
	if !tree.Within(6, 5) || tree.Within(1, 5) || !tree.Within(5, 5) {
		t.Error("wrong idea of what lies within 5")
	}
	if new(syntax.Tree).Root() != 0 {
		t.Error("an empty tree has a root")
	}
}

// TestDevScores checks the figures on the treebanks' dev files where these are
// at hand.
func TestDevScores(t *testing.T) {
	dir := os.Getenv("TREEBANK")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "treebank")
	}
	least := map[string]map[string]float64{
		"ewt/dev.conllu": {"UPOS": 95.5, "Lemmas": 96.5, "UAS": 87.5, "LAS": 85},
		"gum/dev.conllu": {"LAS": 84},
	}
	for name, figures := range least {
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Skipf("no treebank: %v", err)
		}
		defer f.Close()
		gold, err := conllu.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		var system []*conllu.Sentence
		for _, s := range gold {
			system = append(system, &conllu.Sentence{Words: slices.Clone(s.Words), Spans: s.Spans})
		}
		parser(t).Annotate(system)
		measures, err := evaluate.CoNLL(gold, system)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range measures {
			if got := 100 * m.F1(); got < figures[m.Name] {
				t.Errorf("%s: %s %.2f, want at least %v", name, m.Name, got, figures[m.Name])
			}
		}
	}
}

// TestParseAll: a batch gives what its sentences give one by one.
func TestParseAll(t *testing.T) {
	all, _ := sentences()
	long := slices.Concat(all...)
	for len(long) < 1500 {
		long = append(long, long...)
	}
	all = append(all, nil, long, []string{"Yes"}, long[7:300])
	for range 3 {
		all = append(all, all...)
	}
	p := parser(t)
	trees := make([]syntax.Tree, len(all))
	p.ParseAll(trees, all)
	for i, forms := range all {
		check(t, &trees[i], forms)
		var alone syntax.Tree
		p.Parse(&alone, forms)
		if !slices.Equal(alone.Words, trees[i].Words) {
			t.Errorf("sentence %d differs in a batch: got\n%swant\n%s", i, show(&trees[i]), show(&alone))
		}
	}
}
