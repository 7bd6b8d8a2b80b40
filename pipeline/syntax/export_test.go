package syntax

import "bytes"

// Embedded returns the embedded model file.
func Embedded() []byte { return embedded }

// Reload unpacks the embedded model again.
func Reload() (*Parser, error) { return Open(bytes.NewReader(embedded)) }

// Tag does what ParseAll does for tags and lemmas alone.
func (p *Parser) Tag(trees []Tree, sentences [][]string) { p.half(trees, sentences, true) }

// Attach does what ParseAll does for heads and relations alone.
func (p *Parser) Attach(trees []Tree, sentences [][]string) { p.half(trees, sentences, false) }

func (p *Parser) half(trees []Tree, sentences [][]string, tags bool) {
	s := p.states.Get().(*state)
	defer p.states.Put(s)
	for from := 0; from < len(sentences); from += batchSentences {
		for i := from; i < min(from+batchSentences, len(sentences)); i++ {
			s.enqueue(&trees[i], sentences[i])
		}
		m := s.m
		s.begin()
		s.embed(p)
		for k := range m.Members {
			x, stride := s.vectors[k*m.Embed:], len(m.Members)*m.Embed
			layers := m.Members[k].Layers
			if tags {
				layers = layers[:m.TagLayer]
			}
			for i := range layers {
				x, stride = s.run(&layers[i], i, x, stride), 2*m.Hidden
			}
			if tags {
				s.classify(k, x)
			} else {
				s.scoreArcs(k, x)
			}
		}
		for b := range s.batch {
			if tags {
				s.tag(p, b)
			} else {
				s.attach(b)
			}
		}
		if !tags {
			s.relate(p)
		}
		s.batch = s.batch[:0]
	}
}
