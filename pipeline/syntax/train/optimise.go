package train

import (
	"math"

	"demarche/pipeline/syntax/internal/kernel"
)

// clipNorm is the length that gradients are cut to.
const clipNorm = 5

// rates returns the settings of a step: the learning rate rises over the first
// steps and then falls along a cosine.
func (c *Config) rates(step, total int) kernel.AdamStep {
	const warm, floor = 0.02, 0.01
	rate := c.Rate
	if f := float64(step) / float64(total); f < warm {
		rate *= f / warm
	} else {
		rate *= floor + (1-floor)*0.5*(1+math.Cos(math.Pi*(f-warm)/(1-warm)))
	}
	return kernel.AdamStep{
		Clip:  1,
		Beta1: 0.9,
		Beta2: float32(c.Beta2),
		Keep:  float32(1 - c.Decay*rate),
		Rate:  float32(rate / (1 - math.Pow(0.9, float64(step)))),
		Fix:   float32(1 / (1 - math.Pow(c.Beta2, float64(step)))),
		// The average is over some hundreds of steps, fewer at first.
		Average: float32(max(0.002, 10/(float64(step)+10))),
	}
}

// apply moves the weights against the gradient, which it clears.
func (n *network) apply(s kernel.AdamStep) {
	var norm float64
	for _, t := range n.tensors {
		var sum float32
		for _, v := range t.grad {
			sum += v * v
		}
		norm += float64(sum)
	}
	if norm = math.Sqrt(norm); norm > clipNorm {
		s.Clip = float32(clipNorm / norm)
	}
	keep := s.Keep
	for _, t := range n.tensors {
		if s.Keep = keep; t.rows == 1 {
			s.Keep = 1
		}
		s.Adam(t.w, t.grad, t.m, t.v, t.avg)
		clear(t.grad)
		t.pack()
	}
	s.Keep = keep
	n.embed.apply(s)
}

// apply moves the rows that the step has touched. The average of the others
// stays behind until they are touched again, or until settle.
func (e *embedding) apply(s kernel.AdamStep) {
	e.behind += math.Log1p(-float64(s.Average))
	for i, r := range e.touched {
		from, to := int(r)*e.cols, (int(r)+1)*e.cols
		// The step's own share of the average comes with Adam.
		e.catchUp(int(r), math.Log1p(-float64(s.Average)))
		s.Adam(e.w[from:to], e.grad[i*e.cols:(i+1)*e.cols], e.m[from:to], e.v[from:to], e.avg[from:to])
		e.seen[r] = e.behind
		e.slot[r] = 0
	}
	e.touched, e.grad = e.touched[:0], e.grad[:0]
}

// catchUp brings the average of a row up to date, its weights having stayed
// the same since it was last touched; a step's logarithm may be left out.
func (e *embedding) catchUp(row int, but float64) {
	f := float32(-math.Expm1(e.behind - but - e.seen[row]))
	e.seen[row] = e.behind - but
	from, to := row*e.cols, (row+1)*e.cols
	avg := e.avg[from:to]
	for j, w := range e.w[from:to] {
		avg[j] += (w - avg[j]) * f
	}
}

// swap puts the averaged weights in place of the last ones, or back.
func (n *network) swap() {
	e := n.embed
	for r := range e.rows {
		e.catchUp(r, 0)
	}
	e.w, e.avg = e.avg, e.w
	for _, t := range n.tensors {
		t.w, t.avg = t.avg, t.w
		t.pack()
	}
}
