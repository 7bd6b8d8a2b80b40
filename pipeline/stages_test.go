package pipeline

import (
	"testing"

	"demarche/pipeline/actors"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
)

// BenchmarkStages measures each stage on the example corpus, in tokens a second
// on one core. What a stage adds to the parse is the ratio of the two.
func BenchmarkStages(b *testing.B) {
	p, err := New()
	if err != nil {
		b.Fatal(err)
	}
	corpus, err := ingest.Open("../raw", nil, ingest.DefaultMaxBytes)
	if err != nil {
		b.Fatal(err)
	}
	type analysis struct {
		doc       *ingest.Document
		sentences []segment.Sentence
		trees     []syntax.Tree
		mentions  []actors.Mention
	}
	var all []analysis
	tokens := 0
	for _, in := range corpus.Inputs {
		doc, err := corpus.Read(in)
		if err != nil {
			b.Fatal(err)
		}
		a := analysis{doc: doc, sentences: p.segmenter.Segment(doc.Text)}
		a.trees = p.parse(a.sentences)
		a.mentions = p.finder.Find(doc, a.sentences, a.trees)
		for _, s := range a.sentences {
			tokens += len(s.Tokens)
		}
		all = append(all, a)
	}
	for _, stage := range []struct {
		name string
		run  func(a *analysis)
	}{
		{"segment", func(a *analysis) { p.segmenter.Segment(a.doc.Text) }},
		{"parse", func(a *analysis) { p.parse(a.sentences) }},
		{"actors", func(a *analysis) { p.finder.Find(a.doc, a.sentences, a.trees) }},
		{"extract", func(a *analysis) { p.extractor.Extract(a.doc, a.sentences, a.trees, a.mentions) }},
	} {
		b.Run(stage.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for i := range all {
					stage.run(&all[i])
				}
			}
			b.ReportMetric(float64(tokens)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}
