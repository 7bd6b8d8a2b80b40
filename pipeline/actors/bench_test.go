package actors_test

import (
	"testing"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
)

// BenchmarkRead measures the stage beside the parse, which it may lengthen by a
// third at most.
func BenchmarkRead(b *testing.B) {
	corpus, err := ingest.Open("../../raw", nil, ingest.DefaultMaxBytes)
	if err != nil {
		b.Fatal(err)
	}
	book, err := codebook.Load()
	if err != nil {
		b.Fatal(err)
	}
	segmenter, err := segment.New()
	if err != nil {
		b.Fatal(err)
	}
	parser, err := syntax.Load()
	if err != nil {
		b.Fatal(err)
	}
	type parsed struct {
		doc       *ingest.Document
		sentences []segment.Sentence
		forms     [][]string
		trees     []syntax.Tree
	}
	var docs []parsed
	tokens := 0
	for _, in := range corpus.Inputs {
		doc, err := corpus.Read(in)
		if err != nil {
			b.Fatal(err)
		}
		p := parsed{doc: doc, sentences: segmenter.Segment(doc.Text)}
		p.forms = make([][]string, len(p.sentences))
		for i, s := range p.sentences {
			for _, t := range s.Tokens {
				p.forms[i] = append(p.forms[i], t.Form)
				tokens++
			}
		}
		p.trees = make([]syntax.Tree, len(p.sentences))
		parser.ParseAll(p.trees, p.forms)
		docs = append(docs, p)
	}
	finder := actors.New(book)
	perToken := func(b *testing.B) {
		b.ReportMetric(float64(tokens)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
	}
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			for _, p := range docs {
				parser.ParseAll(p.trees, p.forms)
			}
		}
		perToken(b)
	})
	b.Run("actors", func(b *testing.B) {
		for b.Loop() {
			for _, p := range docs {
				finder.Read(p.doc, p.sentences, p.trees)
			}
		}
		perToken(b)
	})
}
