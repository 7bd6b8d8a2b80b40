package kernel

import "golang.org/x/sys/cpu"

// The instruction sets in use; tests switch them off.
var (
	useVNNI = cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VNNI
	useAVX2 = cpu.X86.HasAVX2
)

//go:noescape
func gemm16VNNI8(pairs int, a *int16, lda int, b *int16, c *int32, ldc int)

//go:noescape
func gemm16VNNI4(pairs int, a *int16, lda int, b *int16, c *int32, ldc int)

//go:noescape
func gemv16VNNI(pairs int, a *int16, b *int16, c *int32)

//go:noescape
func gemm16AVX2x2(pairs int, a *int16, lda int, b *int16, c *int32, ldc int)

//go:noescape
func gemm16AVX2x1(pairs int, a *int16, lda int, b *int16, c *int32, ldc int)

//go:noescape
func add16AVX2(dst, src *int16, n int)

//go:noescape
func cellsVNNI(gates *int32, h int, cell *int32, y *int16, sigmoid, tanh *int16, k *[8]int32)

// Cells computes an LSTM's next cells and its output y from its gates g, which
// are i, f, o and the candidates, of len(y) numbers each.
func (t *Tables) Cells(g, cell []int32, y []int16) {
	h := len(y)
	if !useVNNI || h%16 != 0 || h == 0 {
		t.cellsGeneric(g, cell, y)
		return
	}
	_, _ = g[4*h-1], cell[h-1]
	cellsVNNI(&g[0], h, &cell[0], &y[0], &t.sigmoid[tableMid], &t.tanh[tableMid], &t.numbers)
}

// Gemm16 adds to the m×n matrix c the product of the m×k matrix a and the
// packed k×n matrix b; lda and ldc are the row strides. k is even, and ldc is
// at least n rounded up to a whole number of panels: the columns beyond n are
// overwritten with what the padding of b gives.
func Gemm16(m, n, k int, a []int16, lda int, b []int16, c []int32, ldc int) {
	if m == 0 || n == 0 || k == 0 {
		return
	}
	if !useVNNI && !useAVX2 {
		gemm16Generic(m, n, k, a, lda, b, c, ldc)
		return
	}
	wide := (n + Panel - 1) / Panel * Panel
	_ = a[(m-1)*lda+k-1]
	_ = c[(m-1)*ldc+wide-1]
	_ = b[wide*k-1]
	pairs := k / 2
	if useVNNI && m == 1 {
		for j := 0; j < wide; j += Panel {
			gemv16VNNI(pairs, &a[0], &b[j*k], &c[j])
		}
		return
	}
	for j := 0; j < wide; j += Panel {
		i := 0
		if useVNNI {
			for ; i+8 <= m; i += 8 {
				gemm16VNNI8(pairs, &a[i*lda], lda, &b[j*k], &c[i*ldc+j], ldc)
			}
			if i+4 <= m {
				gemm16VNNI4(pairs, &a[i*lda], lda, &b[j*k], &c[i*ldc+j], ldc)
				i += 4
			}
			for ; i < m; i++ {
				gemv16VNNI(pairs, &a[i*lda], &b[j*k], &c[i*ldc+j])
			}
			continue
		}
		for ; i+2 <= m; i += 2 {
			gemm16AVX2x2(pairs, &a[i*lda], lda, &b[j*k], &c[i*ldc+j], ldc)
		}
		if i < m {
			gemm16AVX2x1(pairs, &a[i*lda], lda, &b[j*k], &c[i*ldc+j], ldc)
		}
	}
}

// Add16 adds src to dst, with saturation. Their common length is a multiple
// of 16.
func Add16(dst, src []int16) {
	if !useAVX2 || len(src) == 0 {
		add16Generic(dst, src)
		return
	}
	_ = dst[len(src)-1]
	add16AVX2(&dst[0], &src[0], len(src)&^15)
}
