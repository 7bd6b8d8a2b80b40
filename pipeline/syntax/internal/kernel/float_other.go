//go:build !amd64

package kernel

// Gemm adds to the m×n matrix c (row stride ldc) the product of the m×k matrix
// a, whose element (i, p) is a[i*rs+p*cs], and the packed k×n matrix b.
func Gemm(m, n, k int, a []float32, rs, cs int, b, c []float32, ldc int) {
	gemmGeneric(m, n, k, a, rs, cs, b, c, ldc)
}

// Sigmoid, Tanh and Exp replace each element of x by the function's value.
func Sigmoid(x []float32) { sigmoidGeneric(x) }
func Tanh(x []float32)    { tanhGeneric(x) }
func Exp(x []float32)     { expGeneric(x) }

// Adam moves the weights w, with the optimiser's state m and v and the moving
// average avg, by one step against the gradient g.
func (s *AdamStep) Adam(w, g, m, v, avg []float32) { s.adamGeneric(w, g, m, v, avg) }
