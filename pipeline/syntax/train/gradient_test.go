package train

import (
	"math"
	"slices"
	"strings"
	"testing"

	"demarche/pipeline/conllu"
)

const tiny = `1	It	it	PRON	PRP	Case=Nom	2	nsubj	_	_
2	demanded	demand	VERB	VBD	Tense=Past	0	root	_	_
3	the	the	DET	DT	_	4	det	_	_
4	lifting	lifting	NOUN	NN	Number=Sing	2	obj	_	_

1	The	the	DET	DT	_	2	det	_	_
2	lifting	lifting	NOUN	NN	Number=Sing	0	root	_	_

1	It	it	PRON	PRP	Case=Nom	2	nsubj	_	_
2	demanded	demand	VERB	VBD	Tense=Past	0	root	_	_
3	it	it	PRON	PRP	Case=Acc	2	obj	_	_
`

// TestGradients compares the gradients of the loss with differences of the
// loss, for some weights of every tensor.
func TestGradients(t *testing.T) {
	sents, err := conllu.ReadAll(strings.NewReader(tiny))
	if err != nil {
		t.Fatal(err)
	}
	v := newVocabulary(sents)
	cfg := Config{Embed: 12, Hidden: 8, Layers: 2, Tag: 16, Arc: 16, Label: 16, TagLayer: 1, TagWeight: 1, RuleW: 1}
	n := newNetwork(cfg, v, 7)
	for i := range n.embed.w {
		n.embed.w[i] *= 8 // away from the kinks of ReLU
	}
	for _, x := range n.tensors {
		for j := range x.w {
			if x.rows == 1 {
				x.w[j] = float32(0.3 * math.Sin(float64(5*j+1)))
			}
		}
	}
	var batch []*example
	for _, s := range sents {
		batch = append(batch, v.encode(s))
	}
	k := &worker{net: n}
	k.step(batch, 1)
	var grads [][]float32
	for _, x := range n.tensors {
		grads = append(grads, slices.Clone(x.grad))
	}
	touched, embGrad := slices.Clone(n.embed.touched), slices.Clone(n.embed.grad)
	loss := func() float64 {
		n.pack()
		q := &worker{net: n}
		q.step(batch, 1)
		var s float64
		for _, l := range q.loss {
			s += l
		}
		return s
	}
	check := func(name string, w *float32, grad float32) {
		const eps = 5e-4
		was := *w
		*w = was + eps
		up := loss()
		*w = was - eps
		down := loss()
		*w = was
		want := (up - down) / (2 * eps)
		if math.Abs(want-float64(grad)) > 0.02*math.Max(0.2, math.Abs(want)) {
			t.Errorf("%s: gradient %v, differences give %v", name, grad, want)
		}
	}
	r := newRNG(1)
	for i, x := range n.tensors {
		for range 6 {
			j := r.intn(len(x.w))
			check("tensor "+string(rune('a'+i)), &x.w[j], grads[i][j])
		}
	}
	for i, row := range touched {
		j := r.intn(n.embed.cols)
		check("embedding", &n.embed.row(row)[j], embGrad[i*n.embed.cols+j])
	}
}
