package train

import (
	"math"

	"demarche/pipeline/syntax/internal/kernel"
)

// A tensor is a trained array with the state of its optimiser. A matrix takes
// rows to columns: y = x·W with W of rows×cols.
type tensor struct {
	rows, cols int
	w          []float32
	m, v, avg  []float32
	grad       []float32
	fwd, bwd   []float32 // W and its transpose, packed
}

func newTensor(rows, cols int, r *rng, scale float64) *tensor {
	t := &tensor{rows: rows, cols: cols, w: make([]float32, rows*cols)}
	for i := range t.w {
		t.w[i] = float32(r.normal() * scale)
	}
	t.m, t.v = make([]float32, len(t.w)), make([]float32, len(t.w))
	t.avg = append([]float32(nil), t.w...)
	t.grad = make([]float32, len(t.w))
	if rows > 1 {
		t.fwd = make([]float32, kernel.PackedLen(rows, cols))
		t.bwd = make([]float32, kernel.PackedLen(cols, rows))
	}
	return t
}

// pack readies a matrix for products after its weights have changed.
func (t *tensor) pack() {
	if t.rows > 1 {
		kernel.Pack(t.fwd, t.w, t.rows, t.cols, t.cols, 1)
		kernel.Pack(t.bwd, t.w, t.cols, t.rows, 1, t.cols)
	}
}

// A linear layer is y = x·W + b.
type linear struct{ w, b *tensor }

// An lstm is a layer of two LSTMs, one from each end. Its input projection
// yields the gates i, f, o, g of the first and then of the second.
type lstm struct {
	in  linear
	rec [2]*tensor
}

// Config sets the network's sizes and how it is trained.
type Config struct {
	Members            int     // networks in the ensemble
	Embed, Hidden      int     // numbers of a word vector; outputs of one LSTM
	Layers, TagLayer   int     // LSTM layers; the one whose output is classified
	Tag, Arc, Label    int     // hidden layers of the classifiers, arcs and labels
	Drop, DropRec      float64 // dropout of layers' inputs and of the recurrence,
	DropMLP            float64 // of hidden layers,
	DropForm           float64 // a: forms seen n times are dropped with a/(a+n),
	DropFeature        float64 // and any feature with this probability
	Recase             float64 // share of sentences whose case is changed
	TagWeight, RuleW   float64 // weight of the losses, that of an arc being 1
	Rate, Beta2, Decay float64
	Epochs, BatchWords int
}

var defaults = Config{
	Members: 1, Embed: 128, Hidden: 128, Layers: 3, TagLayer: 1, Tag: 128, Arc: 128, Label: 128,
	Drop: 0.3, DropRec: 0.3, DropMLP: 0.33, DropForm: 0.25, DropFeature: 0.12, Recase: 0.04,
	TagWeight: 0.5, RuleW: 0.5, Rate: 2e-3, Beta2: 0.95, Epochs: 42, BatchWords: 300,
}

// A network is the joint tagger and parser in float32.
type network struct {
	cfg     Config
	v       *vocabulary
	embed   *embedding
	layers  []*lstm
	tag     linear // hidden layer of the classifiers
	out     [classifiers]linear
	dep     linear // arc MLP of the dependent
	head    linear // arc MLP of the governor
	arc     linear // bilinear form between them
	root    *tensor
	labDep  linear // label MLP, the part of the dependent
	labHead linear // and that of the governor
	labRoot *tensor
	lab     linear

	tensors []*tensor
}

func newNetwork(cfg Config, v *vocabulary, seed uint64) *network {
	r := newRNG(seed)
	n := &network{cfg: cfg, v: v}
	mat := func(rows, cols int, gain float64) *tensor {
		t := newTensor(rows, cols, r, gain/math.Sqrt(float64(rows)))
		n.tensors = append(n.tensors, t)
		return t
	}
	vec := func(cols int, scale float64) *tensor {
		t := newTensor(1, cols, r, scale)
		n.tensors = append(n.tensors, t)
		return t
	}
	lin := func(rows, cols int, gain float64) linear { return linear{mat(rows, cols, gain), vec(cols, 0)} }
	n.embed = newEmbedding(len(v.hashes), cfg.Embed, r)
	width := cfg.Embed
	for range cfg.Layers {
		l := &lstm{in: lin(width, 8*cfg.Hidden, 1)}
		for d := range l.rec {
			l.rec[d] = mat(cfg.Hidden, 4*cfg.Hidden, 1)
			for j := range cfg.Hidden { // forget gates start open
				l.in.b.w[d*4*cfg.Hidden+cfg.Hidden+j] = 1
				l.in.b.avg[d*4*cfg.Hidden+cfg.Hidden+j] = 1
			}
		}
		n.layers = append(n.layers, l)
		width = 2 * cfg.Hidden
	}
	n.tag = lin(width, cfg.Tag, math.Sqrt2)
	for k := range n.out {
		n.out[k] = lin(cfg.Tag, len(v.classes[k].names), 1)
	}
	n.dep = lin(width, cfg.Arc, math.Sqrt2)
	n.head = lin(width, cfg.Arc, math.Sqrt2)
	n.arc = lin(cfg.Arc, cfg.Arc, 0.3)
	n.root = vec(cfg.Arc, 0.1)
	n.labDep = lin(width, cfg.Label, 1)
	n.labHead = lin(width, cfg.Label, 1)
	n.labRoot = vec(cfg.Label, 0.1)
	n.lab = lin(cfg.Label, len(v.deprel.names), 1)
	n.pack()
	return n
}

func (n *network) pack() {
	for _, t := range n.tensors {
		t.pack()
	}
}

// A mat is a row-major matrix.
type mat struct {
	rows, cols int
	v          []float32
}

func (m mat) row(i int) []float32 { return m.v[i*m.cols : (i+1)*m.cols] }

// A worker computes losses and gradients of batches.
type worker struct {
	net   *network
	rnd   *rng // nil where nothing is to be dropped
	arena []float32
	used  int
	panel []float32

	// The batch: sentences by falling length, their words in one matrix.
	batch []*example
	off   []int // first row of each sentence
	n     int
	alive []int // at each step, the number of sentences that are long enough
	start []int // at each step, the first row in step order
	loss  [classifiers + 2]float64
}

// take returns a zeroed matrix that lives until the next batch.
func (k *worker) take(rows, cols int) mat {
	n := rows * cols
	if k.used+n > len(k.arena) {
		k.arena = make([]float32, max(2*len(k.arena), n, 1<<20))
		k.used = 0
	}
	m := mat{rows, cols, k.arena[k.used : k.used+n : k.used+n]}
	k.used += (n + 15) &^ 15
	if k.used > len(k.arena) {
		k.used = len(k.arena)
	}
	clear(m.v)
	return m
}

func (k *worker) linear(l linear, x mat) mat {
	y := k.take(x.rows, l.w.cols)
	for i := range y.rows {
		copy(y.row(i), l.b.w)
	}
	kernel.Gemm(x.rows, l.w.cols, x.cols, x.v, x.cols, 1, l.w.fwd, y.v, y.cols)
	return y
}

// linearBack adds the layer's gradients and returns that of x.
func (k *worker) linearBack(l linear, x, dy mat) mat {
	k.weights(l.w, x, dy)
	db := l.b.grad
	for i := range dy.rows {
		for j, g := range dy.row(i) {
			db[j] += g
		}
	}
	dx := k.take(x.rows, x.cols)
	kernel.Gemm(dy.rows, x.cols, dy.cols, dy.v, dy.cols, 1, l.w.bwd, dx.v, dx.cols)
	return dx
}

// weights adds xᵀ·dy to the gradient of t.
func (k *worker) weights(t *tensor, x, dy mat) {
	if x.rows == 0 {
		return
	}
	kernel.Gemm(x.cols, dy.cols, x.rows, x.v, 1, x.cols, k.packed(dy.v, dy.rows, dy.cols, dy.cols, 1), t.grad, t.cols)
}

// packed packs a matrix into the worker's buffer.
func (k *worker) packed(src []float32, rows, cols, rs, cs int) []float32 {
	n := kernel.PackedLen(rows, cols)
	if len(k.panel) < n {
		k.panel = make([]float32, 2*n)
	}
	kernel.Pack(k.panel[:n], src, rows, cols, rs, cs)
	return k.panel[:n]
}

// relu sets what is negative to zero. Half of it is, at random, so bits are
// masked rather than branches taken.
func relu(x mat) {
	for i, v := range x.v {
		b := int32(math.Float32bits(v))
		x.v[i] = math.Float32frombits(uint32(b &^ (b >> 31)))
	}
}

// reluBack masks dy by where y, the layer's output, is not zero.
func reluBack(y, dy mat) {
	for i, v := range y.v {
		b := int32(math.Float32bits(v))
		dy.v[i] = math.Float32frombits(math.Float32bits(dy.v[i]) & uint32(-b>>31))
	}
}

// dropColumns drops the same columns of x in all words of a sentence.
func (k *worker) dropColumns(x mat, p float64) mat {
	if k.rnd == nil || p == 0 {
		return mat{}
	}
	m := k.take(len(k.batch), x.cols)
	k.rnd.mask(m.v, p)
	k.timesColumns(x, m)
	return m
}

func (k *worker) timesColumns(x, m mat) {
	if m.v == nil {
		return
	}
	for b, e := range k.batch {
		f := m.row(b)
		for i := range e.bags {
			row := x.row(k.off[b] + i)
			for j, v := range f {
				row[j] *= v
			}
		}
	}
}

// softmax turns a row of scores into scale times the gradient of the cross
// entropy with the gold class, and returns the loss. A negative gold class
// gives none.
func softmax(row []float32, gold int, scale float32) float64 {
	if gold < 0 {
		clear(row)
		return 0
	}
	top := row[0]
	for _, v := range row {
		top = max(top, v)
	}
	for j := range row {
		row[j] -= top
	}
	at := row[gold]
	kernel.Exp(row)
	var sum float32
	for _, v := range row {
		sum += v
	}
	loss := math.Log(float64(sum)) - float64(at)
	f := scale / sum
	for j := range row {
		row[j] *= f
	}
	row[gold] -= scale
	return loss
}
