package train

import (
	"math"
	"slices"
	"sort"

	"demarche/pipeline/conllu"
	"demarche/pipeline/syntax/internal/kernel"
	"demarche/pipeline/syntax/internal/model"
)

// quantize turns trained networks into the fixed-point model that the parser
// runs. The sentences are those of the training, for the lexicon.
func quantize(nets []*network, sents []*conllu.Sentence) *model.Model {
	n := nets[0]
	m := &model.Model{Embed: n.cfg.Embed, Hidden: n.cfg.Hidden, TagLayer: n.cfg.TagLayer}
	for i := range kernel.TableLen {
		x := float64(i-kernel.TableLen/2) / (1 << kernel.TableBits)
		m.Sigmoid = append(m.Sigmoid, int16(math.Round(1/(1+math.Exp(-x))*(1<<model.HiddenBits))))
		m.Tanh = append(m.Tanh, int16(math.Round(math.Tanh(x)*(1<<model.HiddenBits))))
	}
	for i, h := range n.v.hashes {
		m.Hashes = append(m.Hashes, uint32(h))
		for _, n := range nets {
			m.Vectors = append(m.Vectors, fixed(n.embed.row(int32(i)), model.EmbedBits)...)
		}
	}
	for i, v := range n.v.classes {
		m.Names[i] = v.names
	}
	m.Deprels = n.v.deprel.names
	for _, t := range n.v.triples {
		m.Triples = append(m.Triples, uint16(t[0]), uint16(t[1]), uint16(t[2]))
	}
	class, label := 31, 31 // the bits of scores that are added up
	for _, n := range nets {
		for _, l := range n.out {
			class = min(class, room(l, model.ReLUBits, model.ReLULimit))
		}
		label = min(label, room(n.lab, model.ReLUBits, model.ReLULimit))
	}
	for _, n := range nets {
		m.Members = append(m.Members, n.member(class, label))
	}
	lexicon(m, n.v, sents)
	return m
}

const embedLimit = 32 // no sum of vectors comes near to it

func (n *network) member(class, label int) (m model.Member) {
	alone := func(l linear, bits int, limit float64) model.Matrix { return matrix(l, bits, room(l, bits, limit)) }
	bits, limit := model.EmbedBits, float64(embedLimit)
	for _, l := range n.layers {
		rec := [2]linear{{w: l.rec[0]}, {w: l.rec[1]}}
		b := min(room(l.in, bits, limit), room(rec[0], model.HiddenBits, 1), room(rec[1], model.HiddenBits, 1))
		m.Layers = append(m.Layers, model.Layer{
			In:  matrix(l.in, bits, b),
			Rec: [2]model.Matrix{matrix(rec[0], model.HiddenBits, b), matrix(rec[1], model.HiddenBits, b)},
		})
		bits, limit = model.HiddenBits, 1
	}
	m.Tag = alone(n.tag, model.HiddenBits, 1)
	for i, l := range n.out {
		m.Class[i] = matrix(l, model.ReLUBits, class)
	}
	m.Dep = alone(n.dep, model.HiddenBits, 1)
	m.Head = alone(n.head, model.HiddenBits, 1)
	m.Arc = alone(n.arc, model.ReLUBits, model.ReLULimit)
	m.Root = fixed(n.root.w, model.ReLUBits)
	b := min(room(n.labDep, model.HiddenBits, 1), room(n.labHead, model.HiddenBits, 1))
	m.LabDep = matrix(n.labDep, model.HiddenBits, b)
	m.LabHead = matrix(n.labHead, model.HiddenBits, b)
	m.LabRoot = fixed32(n.labRoot.w, b)
	m.Label = matrix(n.lab, model.ReLUBits, label)
	return m
}

// lexicon notes the lemmas of the (form, XPOS) pairs that were seen again and
// always with the same one.
func lexicon(m *model.Model, v *vocabulary, sents []*conllu.Sentence) {
	type key struct {
		form string
		xpos int
	}
	lemmas, count := map[key]string{}, map[key]int{}
	var mixed []key
	all := map[string]bool{}
	for _, s := range sents {
		for i := range s.Words {
			w := &s.Words[i]
			k := key{w.Form, v.classes[xpos].of(w.XPOS)}
			if l, ok := lemmas[k]; ok && l != w.Lemma {
				mixed = append(mixed, k)
			}
			lemmas[k] = w.Lemma
			count[k]++
			all[w.Lemma] = true
		}
	}
	for _, k := range mixed {
		delete(lemmas, k)
	}
	var keys []key
	for k := range lemmas {
		if count[k] >= 2 {
			keys = append(keys, k)
			delete(all, lemmas[k])
		}
	}
	sort.Slice(keys, func(i, j int) bool {
		if keys[i].form != keys[j].form {
			return keys[i].form < keys[j].form
		}
		return keys[i].xpos < keys[j].xpos
	})
	for _, k := range keys {
		m.LexForms = append(m.LexForms, k.form)
		m.LexTags = append(m.LexTags, uint16(k.xpos))
		m.LexLemmas = append(m.LexLemmas, lemmas[k])
	}
	for l := range all {
		m.Lemmas = append(m.Lemmas, l)
	}
	slices.Sort(m.Lemmas)
}

// room returns the largest number of fraction bits for the products of the
// layer, for which the weights fit int16 and no sum over inputs of at most
// limit, in a format of the given bits, comes to 2^29.
func room(l linear, bits int, limit float64) int {
	var top float64
	sums := make([]float64, l.w.cols)
	if l.b != nil {
		for j, v := range l.b.w {
			sums[j] = math.Abs(float64(v))
		}
	}
	for i, v := range l.w.w {
		a := math.Abs(float64(v))
		top = max(top, a)
		sums[i%l.w.cols] += a * limit
	}
	b := 30
	for b > 0 && (top*math.Ldexp(1, b-bits) > 1<<15-1 || slices.Max(sums)*math.Ldexp(1, b) > 1<<29) {
		b--
	}
	return b
}

// matrix brings a layer, whose input has bits fraction bits, to fixed point
// with sum fraction bits in the products.
func matrix(l linear, bits, sum int) model.Matrix {
	m := model.Matrix{Rows: l.w.rows, Cols: l.w.cols, Bits: sum, Weights: fixed(l.w.w, sum-bits)}
	if l.b != nil {
		m.Bias = fixed32(l.b.w, sum)
	}
	return m
}

func fixed(x []float32, bits int) []int16 {
	y := make([]int16, len(x))
	for i, v := range fixed32(x, bits) {
		y[i] = int16(min(max(v, -1<<15), 1<<15-1))
	}
	return y
}

func fixed32(x []float32, bits int) []int32 {
	y := make([]int32, len(x))
	for i, v := range x {
		y[i] = int32(math.Round(math.Ldexp(float64(v), bits)))
	}
	return y
}
