package train

import "demarche/pipeline/syntax/internal/kernel"

// An lstmRun keeps what the backward pass of one direction needs. Its matrices
// are in step order: the rows of all sentences at step 0, then at step 1.
type lstmRun struct {
	gates mat // i, f, o after the sigmoid, g after tanh; then their gradients
	cell  mat
	tanh  mat // of cell
	prev  mat // the output before each step, after dropout
	mask  mat
}

// at returns the row of the word that direction d reads at step t of sentence b.
func (k *worker) at(d, t, b int) int {
	if d == 0 {
		return k.off[b] + t
	}
	return k.off[b] + len(k.batch[b].bags) - 1 - t
}

func (k *worker) lstm(l *lstm, x mat) (mat, [2]*lstmRun) {
	h := l.rec[0].rows
	g := k.linear(l.in, x)
	y := k.take(x.rows, 2*h)
	var runs [2]*lstmRun
	for d := range runs {
		r := &lstmRun{gates: k.take(k.n, 4*h), cell: k.take(k.n, h), tanh: k.take(k.n, h), prev: k.take(k.n, h)}
		if k.rnd != nil && k.net.cfg.DropRec > 0 {
			r.mask = k.take(len(k.batch), h)
			k.rnd.mask(r.mask.v, k.net.cfg.DropRec)
		}
		runs[d] = r
		for t, m := range k.alive {
			base := k.start[t]
			for b := range m {
				copy(r.gates.row(base+b), g.row(k.at(d, t, b))[d*4*h:(d+1)*4*h])
				if t > 0 {
					last := y.row(k.at(d, t-1, b))[d*h : (d+1)*h]
					prev := r.prev.row(base + b)
					copy(prev, last)
					if r.mask.v != nil {
						for j, v := range r.mask.row(b) {
							prev[j] *= v
						}
					}
				}
			}
			if t > 0 {
				kernel.Gemm(m, 4*h, h, r.prev.v[base*h:], h, 1, l.rec[d].fwd, r.gates.v[base*4*h:], 4*h)
			}
			for b := range m {
				row := r.gates.row(base + b)
				kernel.Sigmoid(row[:3*h])
				kernel.Tanh(row[3*h:])
				in, forget, cand := row[:h], row[h:2*h], row[3*h:4*h]
				c := r.cell.row(base + b)
				for j := range c {
					c[j] = in[j] * cand[j]
				}
				if t > 0 {
					for j, v := range r.cell.row(k.start[t-1] + b) {
						c[j] += forget[j] * v
					}
				}
				tc := r.tanh.row(base + b)
				copy(tc, c)
				kernel.Tanh(tc)
				out := y.row(k.at(d, t, b))[d*h : (d+1)*h]
				for j, o := range row[2*h : 3*h] {
					out[j] = o * tc[j]
				}
			}
		}
	}
	return y, runs
}

// lstmBack adds the layer's gradients and returns that of x.
func (k *worker) lstmBack(l *lstm, x, dy mat, runs [2]*lstmRun) mat {
	h := l.rec[0].rows
	dg := k.take(x.rows, 8*h)
	for d, r := range runs {
		dh, dc := k.take(len(k.batch), h), k.take(len(k.batch), h)
		for t := len(k.alive) - 1; t >= 0; t-- {
			m, base := k.alive[t], k.start[t]
			for b := range m {
				gout := dy.row(k.at(d, t, b))[d*h : (d+1)*h]
				row, tc := r.gates.row(base+b), r.tanh.row(base+b)
				dhb, dcb := dh.row(b), dc.row(b)
				var before []float32
				if t > 0 {
					before = r.cell.row(k.start[t-1] + b)
				}
				in, forget, out, cand := row[:h], row[h:2*h], row[2*h:3*h], row[3*h:4*h]
				for j, u := range tc {
					gh := gout[j] + dhb[j]
					o, i, f, c := out[j], in[j], forget[j], cand[j]
					gc := dcb[j] + gh*o*(1-u*u)
					out[j] = gh * u * o * (1 - o)
					in[j] = gc * c * i * (1 - i)
					cand[j] = gc * i * (1 - c*c)
					dcb[j] = gc * f
					if before != nil {
						forget[j] = gc * before[j] * f * (1 - f)
					} else {
						forget[j] = 0
					}
				}
				copy(dg.row(k.at(d, t, b))[d*4*h:(d+1)*4*h], row)
			}
			if t > 0 {
				clear(dh.v[:m*h])
				kernel.Gemm(m, h, 4*h, r.gates.v[base*4*h:], 4*h, 1, l.rec[d].bwd, dh.v, h)
				if r.mask.v != nil {
					for j, v := range r.mask.v[:m*h] {
						dh.v[j] *= v
					}
				}
			}
		}
		k.weights(l.rec[d], r.prev, r.gates)
	}
	return k.linearBack(l.in, x, dg)
}
