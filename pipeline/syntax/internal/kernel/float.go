// Package kernel holds the inner loops of the syntax stage: float32 matrix
// products and activations for training, int16 matrix products for parsing.
// Each has a portable form; the int16 ones agree bit for bit on all machines.
package kernel

import "math"

// Panel is the number of columns of a packed matrix that lie side by side: a
// k×n matrix is stored as ceil(n/Panel) blocks of k rows of Panel elements,
// the last block filled up with zeros.
const Panel = 32

// PackedLen is the length of a packed k×n float32 matrix.
func PackedLen(k, n int) int { return (n + Panel - 1) / Panel * Panel * k }

// Pack packs into dst the k×n matrix whose element (p, j) is src[p*rs+j*cs].
func Pack(dst, src []float32, k, n, rs, cs int) {
	for j := 0; j < n; j += Panel {
		w := min(Panel, n-j)
		block := dst[j*k : (j+Panel)*k]
		if w < Panel {
			clear(block)
		}
		if cs == 1 {
			for p := range k {
				copy(block[p*Panel:p*Panel+w], src[p*rs+j:])
			}
			continue
		}
		for q := range w {
			col := src[(j+q)*cs:]
			for p := range k {
				block[p*Panel+q] = col[p*rs]
			}
		}
	}
}

func gemmGeneric(m, n, k int, a []float32, rs, cs int, b, c []float32, ldc int) {
	for j := 0; j < n; j += Panel {
		w := min(Panel, n-j)
		block := b[j*k : (j+Panel)*k]
		for i := range m {
			row := c[i*ldc+j : i*ldc+j+w]
			for p := range k {
				x := a[i*rs+p*cs]
				for q, y := range block[p*Panel : p*Panel+w] {
					row[q] += x * y
				}
			}
		}
	}
}

func sigmoidGeneric(x []float32) {
	for i, v := range x {
		x[i] = float32(1 / (1 + math.Exp(-float64(v))))
	}
}

func tanhGeneric(x []float32) {
	for i, v := range x {
		x[i] = float32(math.Tanh(float64(v)))
	}
}

func expGeneric(x []float32) {
	for i, v := range x {
		x[i] = float32(math.Exp(float64(v)))
	}
}

// An AdamStep holds the numbers of one step of Adam (Kingma & Ba 2015), with
// decoupled weight decay and a moving average of the weights.
type AdamStep struct {
	Clip         float32 // factor on the gradient
	Beta1, Beta2 float32
	Keep         float32 // factor on the weights, less than one for weight decay
	Rate         float32 // learning rate, the first moment's bias corrected
	Fix          float32 // bias correction of the second moment
	Average      float32 // share of the new weights in the average
}

const epsilon = 1e-8

func (s *AdamStep) numbers() *[10]float32 {
	return &[10]float32{s.Clip, s.Beta1, 1 - s.Beta1, s.Beta2, 1 - s.Beta2, s.Keep, s.Rate, s.Fix, epsilon, s.Average}
}

func (s *AdamStep) adamGeneric(w, g, m, v, avg []float32) {
	for i, x := range g {
		x *= s.Clip
		m[i] = s.Beta1*m[i] + (1-s.Beta1)*x
		v[i] = s.Beta2*v[i] + (1-s.Beta2)*x*x
		w[i] = w[i]*s.Keep - s.Rate*m[i]/(float32(math.Sqrt(float64(v[i]*s.Fix)))+epsilon)
		avg[i] += (w[i] - avg[i]) * s.Average
	}
}
