//go:build !amd64

package kernel

// Gemm16 adds to the m×n matrix c the product of the m×k matrix a and the
// packed k×n matrix b; lda and ldc are the row strides. k is even, and ldc is
// at least n rounded up to a whole number of panels: the columns beyond n are
// overwritten with what the padding of b gives.
func Gemm16(m, n, k int, a []int16, lda int, b []int16, c []int32, ldc int) {
	if k > 0 {
		gemm16Generic(m, n, k, a, lda, b, c, ldc)
	}
}

// Add16 adds src to dst, with saturation. Their common length is a multiple
// of 16.
func Add16(dst, src []int16) { add16Generic(dst, src) }

// Cells computes an LSTM's next cells and its output y from its gates g, which
// are i, f, o and the candidates, of len(y) numbers each.
func (t *Tables) Cells(g, cell []int32, y []int16) { t.cellsGeneric(g, cell, y) }
