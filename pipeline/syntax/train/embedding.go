package train

import "math"

// An embedding is the table of feature vectors. A step touches few of its
// rows; only those have a gradient, and get one after the other a place in
// grad.
type embedding struct {
	rows, cols   int
	w, m, v, avg []float32
	seen         []float64 // behind, when the row's average was last up to date
	behind       float64   // sum of log(1 - share of the new weights) over all steps

	slot    []int32 // place of a row's gradient, plus one
	touched []int32
	grad    []float32
}

func newEmbedding(rows, cols int, r *rng) *embedding {
	n := rows * cols
	e := &embedding{rows: rows, cols: cols, seen: make([]float64, rows), slot: make([]int32, rows)}
	e.w, e.m, e.v = make([]float32, n), make([]float32, n), make([]float32, n)
	for i := range e.w {
		e.w[i] = float32(r.normal() * 0.1)
	}
	e.avg = append([]float32(nil), e.w...)
	return e
}

func (e *embedding) row(i int32) []float32 { return e.w[int(i)*e.cols : (int(i)+1)*e.cols] }

// add adds d to the gradient of a row.
func (e *embedding) add(row int32, d []float32) {
	s := e.slot[row]
	if s == 0 {
		e.touched = append(e.touched, row)
		e.grad = append(e.grad, d...)
		e.slot[row] = int32(len(e.touched))
		return
	}
	t := e.grad[int(s-1)*e.cols : int(s)*e.cols]
	for j, v := range d {
		t[j] += v
	}
}

// lookup returns the sum of each word's embeddings. In training some features
// are dropped, the rarer forms oftener; kept receives those that stay.
func (k *worker) lookup() (x mat, kept [][]int32) {
	e, v := k.net.embed, k.net.v
	x = k.take(k.n, e.cols)
	for b, ex := range k.batch {
		for i, bag := range ex.bags {
			row := x.row(k.off[b] + i)
			var stay []int32
			for j, f := range bag {
				if k.rnd != nil {
					p := k.net.cfg.DropFeature
					if j == 0 {
						p = max(p, k.net.cfg.DropForm/(k.net.cfg.DropForm+float64(v.count[f])))
					}
					if k.rnd.float() < p {
						continue
					}
				}
				stay = append(stay, f)
				for q, w := range e.row(f) {
					row[q] += w
				}
			}
			kept = append(kept, stay)
		}
	}
	return x, kept
}

func (k *worker) lookupBack(dx mat, kept [][]int32) {
	r := 0
	for b, ex := range k.batch {
		for i := range ex.bags {
			d := dx.row(k.off[b] + i)
			for _, f := range kept[r] {
				k.net.embed.add(f, d)
			}
			r++
		}
	}
}

// A rng is the generator of Vigna's splitmix64.
type rng struct{ s uint64 }

func newRNG(seed uint64) *rng { return &rng{seed} }

func (r *rng) next() uint64 {
	r.s += 0x9e3779b97f4a7c15
	z := r.s
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// float returns a number in [0, 1).
func (r *rng) float() float64 { return float64(r.next()>>11) / (1 << 53) }

func (r *rng) intn(n int) int { return int(r.next() % uint64(n)) }

// normal returns a number of the standard normal distribution.
func (r *rng) normal() float64 {
	u := 1 - r.float()
	return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*r.float())
}

// mask fills m with 0, with probability p, and 1/(1-p).
func (r *rng) mask(m []float32, p float64) {
	limit := uint32(p * (1 << 32))
	keep := float32(1 / (1 - p))
	for i := 0; i < len(m); i += 2 {
		z := r.next()
		m[i] = 0
		if uint32(z) >= limit {
			m[i] = keep
		}
		if i+1 < len(m) {
			m[i+1] = 0
			if uint32(z>>32) >= limit {
				m[i+1] = keep
			}
		}
	}
}
