package syntax

import (
	"slices"

	"demarche/pipeline/syntax/internal/feature"
	"demarche/pipeline/syntax/internal/kernel"
	"demarche/pipeline/syntax/internal/model"
	"demarche/pipeline/syntax/internal/mst"
)

// A piece is a sentence, or a part of one that is too long, with the place of
// its result.
type piece struct {
	words []Word
	forms []string
}

// A state holds the buffers of one parse, of several sentences at once.
//
// The words of all sentences are the rows of one matrix: first the first words
// of all sentences, then the second words of those that have one, and so on,
// the longest sentence first. So the words that a step of an LSTM reads lie
// together, and one product serves them all.
type state struct {
	m     *model.Model
	batch []piece // by falling length
	start []int   // for each position in a sentence, the first row
	alive []int   // and the number of rows, the sentences that are long enough
	n     int     // rows in all
	order []int   // sentences by length, for ParseAll
	ex    feature.Extractor

	hashes  []feature.Hash
	vectors []int16    // of the words, for all members
	layer   [2][]int16 // outputs of the layers, in turn
	gates   []int32    // of both LSTMs for all words
	cell    []int32    // of each sentence

	sums   []int32 // a product, before it is rounded
	hidden []int16
	class  [model.Classifiers][]int32 // scores, summed over the members

	dep, head []int16
	bil       []int16   // dep through the bilinear form
	deps      []int16   // that of one sentence
	governors []int16   // the root's and the words' head vectors, packed
	arcs      [][]int32 // scores of each sentence, summed over the members
	heads     []int32
	decoder   mst.Decoder

	labDep, labHead [][]int32 // of each member
	label           []int32   // scores, summed over the members

	lemma []byte
}

func newState(m *model.Model) *state {
	n := len(m.Members)
	return &state{m: m, labDep: make([][]int32, n), labHead: make([][]int32, n)}
}

// room returns s with length n, its elements undefined.
func room[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// begin lays out the batch.
func (s *state) begin() {
	slices.SortStableFunc(s.batch, func(a, b piece) int { return len(b.forms) - len(a.forms) })
	s.start, s.alive, s.n = s.start[:0], s.alive[:0], 0
	m := len(s.batch)
	for t := range len(s.batch[0].forms) {
		for len(s.batch[m-1].forms) <= t {
			m--
		}
		s.start = append(s.start, s.n)
		s.alive = append(s.alive, m)
		s.n += m
	}
}

// row returns the row of the word i of sentence b.
func (s *state) row(b, i int) int { return s.start[i] + b }

// embed writes the words' vectors, each the sum of its features' vectors.
func (s *state) embed(p *Parser) {
	width := len(s.m.Members) * s.m.Embed
	s.vectors = room(s.vectors, s.n*width)
	clear(s.vectors)
	for b := range s.batch {
		forms := s.batch[b].forms
		ctx, first := feature.Sentence(forms)
		for i, f := range forms {
			c := ctx
			c.First = i == first
			s.hashes = s.ex.Append(s.hashes[:0], f, c)
			x := s.vectors[s.row(b, i)*width:][:width]
			for _, h := range s.hashes {
				if r := p.rows.row(uint32(h)); r >= 0 {
					kernel.Add16(x, s.m.Vectors[r*width:(r+1)*width])
				}
			}
		}
	}
}

// bias returns dst with w's bias for each word.
func (s *state) bias(dst []int32, w *model.Matrix) []int32 {
	wide := w.Wide()
	dst = room(dst, s.n*wide)
	for i := range s.n {
		row := dst[i*wide : (i+1)*wide]
		clear(row[copy(row, w.Bias):])
	}
	return dst
}

// product returns x·W + b for all words, in dst.
func (s *state) product(dst []int32, w *model.Matrix, x []int16) []int32 {
	dst = s.bias(dst, w)
	kernel.Gemm16(s.n, w.Cols, w.Rows, x, w.Rows, w.Packed, dst, w.Wide())
	return dst
}

// add adds x·W + b to the sums of the members before; the first begins them.
func (s *state) add(first bool, dst []int32, w *model.Matrix, x []int16) []int32 {
	if first {
		return s.product(dst, w, x)
	}
	wide := w.Wide()
	for i := range s.n {
		row := dst[i*wide:][:len(w.Bias)]
		for j, b := range w.Bias {
			row[j] += b
		}
	}
	kernel.Gemm16(s.n, w.Cols, w.Rows, x, w.Rows, w.Packed, dst, wide)
	return dst
}

// round brings a number with from fraction bits to one with to, to the
// nearest, within the bounds given.
func round(v int32, shift uint, low, high int32) int16 {
	return int16(min(max((v+1<<(shift-1))>>shift, low), high))
}

// relu is product, rounded to ReLUBits, what is below zero set to zero.
func (s *state) relu(dst []int16, w *model.Matrix, x []int16) []int16 {
	s.sums = s.product(s.sums, w, x)
	return s.rounded(dst, w, model.ReLUBits, 0, reluTop)
}

// reluTop is the largest output of a hidden layer.
const reluTop = model.ReLULimit<<model.ReLUBits - 1

// rounded brings sums, a product with w, to int16 with the given fraction bits,
// within the bounds given.
func (s *state) rounded(dst []int16, w *model.Matrix, bits int, low, high int32) []int16 {
	dst = room(dst, s.n*w.Cols)
	shift, wide := uint(w.Bits-bits), w.Wide()
	for i := range s.n {
		row := s.sums[i*wide : i*wide+w.Cols]
		out := dst[i*w.Cols:][:len(row)]
		for j, v := range row {
			out[j] = round(v, shift, low, high)
		}
	}
	return dst
}

// run computes the output of layer i of a member; x, its input, has rows of
// stride numbers.
func (s *state) run(l *model.Layer, i int, x []int16, stride int) []int16 {
	h := s.m.Hidden
	s.gates = s.bias(s.gates, &l.In)
	kernel.Gemm16(s.n, 8*h, l.In.Rows, x, stride, l.In.Packed, s.gates, 8*h)
	out := room(s.layer[i&1], s.n*2*h)
	s.layer[i&1] = out
	for d := range l.Rec {
		s.lstm(l, d, out)
	}
	return out
}

// lstm runs one LSTM over the sentences, from their first word (d = 0) or from
// their last (d = 1).
func (s *state) lstm(l *model.Layer, d int, out []int16) {
	h := s.m.Hidden
	s.cell = room(s.cell, len(s.batch)*h)
	clear(s.cell)
	before := -1 // the position that was read last
	for k := range s.alive {
		t := k
		if d == 1 {
			t = len(s.alive) - 1 - k
		}
		g := s.gates[s.start[t]*8*h+d*4*h:]
		y := out[s.start[t]*2*h+d*h:]
		if before >= 0 {
			m := min(s.alive[t], s.alive[before])
			kernel.Gemm16(m, 4*h, h, out[s.start[before]*2*h+d*h:], 2*h, l.Rec[d].Packed, g, 8*h)
		}
		for b := range s.alive[t] {
			l.Tables.Cells(g[b*8*h:][:4*h], s.cell[b*h:][:h], y[b*2*h:][:h])
		}
		before = t
	}
}
