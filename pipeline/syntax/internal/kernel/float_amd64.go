package kernel

import "golang.org/x/sys/cpu"

var haveAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL

//go:noescape
func gemm8(k int, a *float32, rs, cs int, b, c *float32, ldc int, mask uint64)

//go:noescape
func gemm4(k int, a *float32, rs, cs int, b, c *float32, ldc int, mask uint64)

//go:noescape
func gemm1(k int, a *float32, rs, cs int, b, c *float32, ldc int, mask uint64)

//go:noescape
func sigmoid(x *float32, n int)

//go:noescape
func tanh(x *float32, n int)

//go:noescape
func exp(x *float32, n int)

//go:noescape
func adam(w, grad, m, v, avg *float32, n int, k *[10]float32)

// Adam moves the weights w, with the optimiser's state m and v and the moving
// average avg, by one step against the gradient g.
func (s *AdamStep) Adam(w, g, m, v, avg []float32) {
	n := len(w)
	if whole := n &^ 15; haveAVX512 && whole > 0 {
		_, _, _, _ = g[n-1], m[n-1], v[n-1], avg[n-1]
		adam(&w[0], &g[0], &m[0], &v[0], &avg[0], whole, s.numbers())
		w, g, m, v, avg = w[whole:], g[whole:], m[whole:], v[whole:], avg[whole:]
	}
	s.adamGeneric(w, g, m, v, avg)
}

// Gemm adds to the m×n matrix c (row stride ldc) the product of the m×k matrix
// a, whose element (i, p) is a[i*rs+p*cs], and the packed k×n matrix b.
func Gemm(m, n, k int, a []float32, rs, cs int, b, c []float32, ldc int) {
	if m == 0 || n == 0 || k == 0 {
		return
	}
	if !haveAVX512 {
		gemmGeneric(m, n, k, a, rs, cs, b, c, ldc)
		return
	}
	_ = a[(m-1)*rs+(k-1)*cs]
	_ = c[(m-1)*ldc+n-1]
	for j := 0; j < n; j += Panel {
		mask := uint64(1<<min(Panel, n-j) - 1)
		bp := &b[j*k]
		_ = b[j*k+Panel*k-1]
		i := 0
		for ; i+8 <= m; i += 8 {
			gemm8(k, &a[i*rs], rs, cs, bp, &c[i*ldc+j], ldc, mask)
		}
		if i+4 <= m {
			gemm4(k, &a[i*rs], rs, cs, bp, &c[i*ldc+j], ldc, mask)
			i += 4
		}
		for ; i < m; i++ {
			gemm1(k, &a[i*rs], rs, cs, bp, &c[i*ldc+j], ldc, mask)
		}
	}
}

// Sigmoid replaces each element of x by its logistic function.
func Sigmoid(x []float32) { apply(x, sigmoid, sigmoidGeneric) }

// Tanh replaces each element of x by its hyperbolic tangent.
func Tanh(x []float32) { apply(x, tanh, tanhGeneric) }

// Exp replaces each element of x by its exponential.
func Exp(x []float32) { apply(x, exp, expGeneric) }

func apply(x []float32, fast func(*float32, int), slow func([]float32)) {
	if !haveAVX512 {
		slow(x)
		return
	}
	whole := len(x) &^ 15
	if whole > 0 {
		fast(&x[0], whole)
	}
	if whole < len(x) {
		var rest [16]float32
		copy(rest[:], x[whole:])
		fast(&rest[0], 16)
		copy(x[whole:], rest[:])
	}
}
