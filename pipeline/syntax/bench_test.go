package syntax_test

import (
	"runtime"
	"strings"
	"testing"

	"demarche/pipeline/syntax"
)

// text is of the length and kind of what the stage reads.
var text = strings.Split(`The Ministry of Foreign Affairs of the Democratic People 's Republic of Korea issued a statement on Tuesday .
Washington insists that the declaration be made only after denuclearization .
It demanded the lifting of sanctions .
If the United States does not change its hostile policy , the talks will not be resumed , the spokesman said .
We strongly urge both sides to refrain from any action that could further raise tensions in the region .
The Council also called on member states to report within 90 days on the steps they had taken to implement the provisions of resolution 2397 ( 2017 ) .
“ We will never give up our right to self-defence , ” he told reporters in Geneva .
JOINT STATEMENT OF THE FOREIGN MINISTERS
Russia is ready to extend the treaty for five years without any preconditions , provided that the American side agrees in writing .
No agreement was reached .`, "\n")

func sentences() (all [][]string, words int) {
	for _, s := range text {
		all = append(all, strings.Fields(s))
		words += len(all[len(all)-1])
	}
	return all, words
}

func parser(tb testing.TB) *syntax.Parser {
	p, err := syntax.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// BenchmarkParseAll measures the whole stage, a document at a time: tokens a
// second on one core, and bytes allocated a token.
func BenchmarkParseAll(b *testing.B) { document(b, parser(b).ParseAll) }

// BenchmarkTag measures its part that gives tags, features and lemmas.
func BenchmarkTag(b *testing.B) { document(b, parser(b).Tag) }

// BenchmarkAttach measures its part that gives heads and relations. The two
// have the word vectors and the first layer in common.
func BenchmarkAttach(b *testing.B) { document(b, parser(b).Attach) }

func document(b *testing.B, f func([]syntax.Tree, [][]string)) {
	all, words := sentences()
	for range 3 {
		all = append(all, all...)
		words *= 2
	}
	trees := make([]syntax.Tree, len(all))
	run(b, words, func() { f(trees, all) })
}

// BenchmarkParse measures the same, a sentence at a time.
func BenchmarkParse(b *testing.B) {
	all, words := sentences()
	p := parser(b)
	var t syntax.Tree
	run(b, words, func() {
		for _, s := range all {
			p.Parse(&t, s)
		}
	})
}

// BenchmarkParseLong measures sentences of 300 tokens.
func BenchmarkParseLong(b *testing.B) {
	all, _ := sentences()
	var long []string
	for len(long) < 300 {
		for _, s := range all {
			long = append(long, s...)
		}
	}
	long = long[:300]
	p := parser(b)
	var t syntax.Tree
	run(b, len(long), func() { p.Parse(&t, long) })
}

func run(b *testing.B, words int, f func()) {
	f()
	b.ReportAllocs()
	for b.Loop() {
		f()
	}
	b.StopTimer()
	b.ReportMetric(float64(words)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(words), "B/token")
}

// BenchmarkLoad measures the unpacking of the model.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := syntax.Reload(); err != nil {
			b.Fatal(err)
		}
	}
}
