package syntax

import (
	"demarche/pipeline/syntax/internal/kernel"
	"demarche/pipeline/syntax/internal/model"
)

// parse analyses the batch, whose pieces have one word at least and at most
// maxWords.
func (s *state) parse(p *Parser) {
	m := s.m
	s.begin()
	s.embed(p)
	for k := range m.Members {
		x, stride := s.vectors[k*m.Embed:], len(m.Members)*m.Embed
		for i := range m.Members[k].Layers {
			x, stride = s.run(&m.Members[k].Layers[i], i, x, stride), 2*m.Hidden
			if i+1 == m.TagLayer {
				s.classify(k, x)
			}
		}
		s.scoreArcs(k, x)
	}
	for b := range s.batch {
		s.tag(p, b)
		s.attach(b)
	}
	s.relate(p)
}

// attach chooses the governor of each word of sentence b.
func (s *state) attach(b int) {
	words := s.batch[b].words
	s.heads = room(s.heads, len(words)+1)
	s.decoder.Tree(s.heads, s.arcs[b], arcStride(len(words)), len(words))
	for i := range words {
		words[i].Head = int(s.heads[i+1])
	}
}

// classify adds member k's scores of the words' classes; x is the output of
// the layer that the classifiers read.
func (s *state) classify(k int, x []int16) {
	m := &s.m.Members[k]
	s.hidden = s.relu(s.hidden, &m.Tag, x)
	for c := range s.class {
		s.class[c] = s.add(k == 0, s.class[c], &m.Class[c], s.hidden)
	}
}

// tag chooses part of speech, features and lemma of each word of sentence b.
func (s *state) tag(p *Parser, b int) {
	m, words := s.m, s.batch[b].words
	for i, form := range s.batch[b].forms {
		var score [model.Classifiers][]int32
		for c := range score {
			w := &m.Members[0].Class[c]
			score[c] = s.class[c][s.row(b, i)*w.Wide():][:w.Cols]
		}
		// The three classifiers vote on the analyses that do occur.
		best, top := 0, int32(-1<<31)
		for t := 0; t < len(m.Triples); t += 3 {
			v := score[model.UPOS][m.Triples[t]] + score[model.XPOS][m.Triples[t+1]] + score[model.Feats][m.Triples[t+2]]
			if v > top {
				best, top = t, v
			}
		}
		xpos := m.Triples[best+1]
		w := &words[i]
		w.Form = form
		w.UPOS = m.Names[model.UPOS][m.Triples[best]]
		w.XPOS = m.Names[model.XPOS][xpos]
		w.Feats = m.Names[model.Feats][m.Triples[best+2]]
		var ok bool
		if w.Lemma, ok = p.lexicon[lexKey{form, xpos}]; !ok {
			rule := p.rules[argmax(score[model.Rule], -1)]
			if rule.Keeps(form) {
				w.Lemma = form
				continue
			}
			s.lemma = rule.Append(s.lemma[:0], form)
			w.Lemma = p.share(s.lemma)
		}
	}
}

// arcStride is the length of a row of arc scores of a sentence of n words.
func arcStride(n int) int { return (n + kernel.Panel) / kernel.Panel * kernel.Panel }

// scoreArcs adds member k's scores of all arcs, those of the biaffine attention
// of Dozat & Manning (2017), and notes what relate needs. x is the output of
// the last layer.
func (s *state) scoreArcs(k int, x []int16) {
	m := &s.m.Members[k]
	s.dep = s.relu(s.dep, &m.Dep, x)
	s.head = s.relu(s.head, &m.Head, x)
	s.sums = s.product(s.sums, &m.Arc, s.dep)
	s.bil = s.rounded(s.bil, &m.Arc, model.ArcBits, -1<<15, 1<<15-1)
	s.arcs = room(s.arcs, len(s.batch))
	width := m.Dep.Cols
	for b := range s.batch {
		n := len(s.batch[b].forms)
		s.deps = room(s.deps, n*width)
		s.hidden = room(s.hidden, (n+1)*width)
		copy(s.hidden, m.Root)
		for i := range n {
			r := s.row(b, i)
			copy(s.deps[i*width:], s.bil[r*width:][:width])
			copy(s.hidden[(i+1)*width:], s.head[r*width:][:width])
		}
		s.governors = room(s.governors, kernel.Packed16Len(width, n+1))
		kernel.Pack16(s.governors, s.hidden, width, n+1, 1, width)
		stride := arcStride(n)
		if k == 0 {
			s.arcs[b] = room(s.arcs[b], (n+1)*stride)
			clear(s.arcs[b])
		}
		kernel.Gemm16(n, n+1, width, s.deps, width, s.governors, s.arcs[b][stride:], stride)
	}
	s.labDep[k] = s.product(s.labDep[k], &m.LabDep, x)
	s.labHead[k] = s.product(s.labHead[k], &m.LabHead, x)
}

// relate chooses the relation of each word to its governor.
func (s *state) relate(p *Parser) {
	for k := range s.m.Members {
		m := &s.m.Members[k]
		width, wide := m.LabDep.Cols, m.LabDep.Wide()
		s.hidden = room(s.hidden, s.n*width)
		shift := uint(m.LabDep.Bits - model.ReLUBits)
		for b := range s.batch {
			for i, w := range s.batch[b].words {
				r := s.row(b, i)
				dep := s.labDep[k][r*wide:][:width]
				head := m.LabRoot[:width]
				if w.Head > 0 {
					head = s.labHead[k][s.row(b, w.Head-1)*wide:][:width]
				}
				out := s.hidden[r*width:][:width]
				for j, v := range dep {
					out[j] = round(v+head[j], shift, 0, reluTop)
				}
			}
		}
		s.label = s.add(k == 0, s.label, &m.Label, s.hidden)
	}
	label := &s.m.Members[0].Label
	for b := range s.batch {
		words := s.batch[b].words
		for i := range words {
			rel := p.root
			if words[i].Head != 0 {
				rel = argmax(s.label[s.row(b, i)*label.Wide():][:label.Cols], p.root)
			}
			words[i].Deprel = s.m.Deprels[rel]
		}
	}
}

// argmax returns the index of the highest score, that of except left out, and
// among equals the lowest.
func argmax(scores []int32, except int) int {
	best := -1
	for i, v := range scores {
		if i != except && (best < 0 || v > scores[best]) {
			best = i
		}
	}
	return max(best, 0)
}
