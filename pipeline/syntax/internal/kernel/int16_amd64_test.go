package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestInt16Agree checks that all forms of the int16 kernels give the same
// numbers, sums that wrap around included.
func TestInt16Agree(t *testing.T) {
	vnni, avx2 := useVNNI, useAVX2
	defer func() { useVNNI, useAVX2 = vnni, avx2 }()
	r := rand.New(rand.NewPCG(7, 8))
	ints := func(n int) []int16 {
		x := make([]int16, n)
		for i := range x {
			x[i] = int16(r.Uint32())
			if r.IntN(10) == 0 {
				x[i] = -1 << 15
			}
		}
		return x
	}
	for range 300 {
		m, n, k := 1+r.IntN(20), 1+r.IntN(300), 2*(1+r.IntN(40))
		if r.IntN(3) == 0 {
			m = 1
		}
		a, b := ints(m*k), ints(k*n)
		packed := make([]int16, Packed16Len(k, n))
		Pack16(packed, b, k, n, n, 1)
		wide := (n + Panel - 1) / Panel * Panel
		start := make([]int32, m*wide)
		for i := range start {
			start[i] = int32(r.Uint32())
		}
		want := slices.Clone(start)
		for i := range m {
			for j := range n {
				for p := range k {
					want[i*wide+j] += int32(a[i*k+p]) * int32(b[p*n+j])
				}
			}
		}
		for _, set := range [][2]bool{{false, false}, {false, true}, {true, true}} {
			useVNNI, useAVX2 = set[0] && vnni, set[1] && avx2
			got := slices.Clone(start)
			Gemm16(m, n, k, a, k, packed, got, wide)
			if !slices.Equal(got, want) {
				t.Fatalf("%d×%d×%d with %v: product differs", m, n, k, set)
			}
		}
		useAVX2 = avx2
		x, y := ints(64), ints(64)
		z := slices.Clone(x)
		Add16(x, y)
		add16Generic(z, y)
		if !slices.Equal(x, z) {
			t.Fatal("sums differ")
		}
	}
}

func TestCellsAgree(t *testing.T) {
	vnni := useVNNI
	defer func() { useVNNI = vnni }()
	r := rand.New(rand.NewPCG(11, 12))
	sigmoid, tanh := make([]int16, TableLen), make([]int16, TableLen)
	for i := range sigmoid {
		sigmoid[i] = int16(r.IntN(1<<HiddenBits + 1))
		tanh[i] = int16(r.IntN(2<<HiddenBits+1) - 1<<HiddenBits)
	}
	for range 100 {
		h := 16 * (1 + r.IntN(8))
		tables := NewTables(sigmoid, tanh, 20+r.IntN(8))
		g, cell := make([]int32, 4*h), make([]int32, h)
		for i := range g {
			g[i] = int32(r.Uint32()) >> r.IntN(12)
		}
		for i := range cell {
			cell[i] = r.Int32N(2*cellLimit+1) - cellLimit
		}
		want, wantCell := make([]int16, h), slices.Clone(cell)
		tables.cellsGeneric(g, wantCell, want)
		got := make([]int16, h)
		useVNNI = vnni
		tables.Cells(g, cell, got)
		if !slices.Equal(got, want) || !slices.Equal(cell, wantCell) {
			t.Fatalf("%d cells differ", h)
		}
	}
}

func BenchmarkGemm16(b *testing.B) {
	vnni := useVNNI
	defer func() { useVNNI = vnni }()
	for _, set := range []bool{true, false} {
		for _, m := range []int{1, 32} {
			n, k := 1024, 256
			a, w, c := make([]int16, m*k), make([]int16, k*n), make([]int32, m*n)
			packed := make([]int16, Packed16Len(k, n))
			Pack16(packed, w, k, n, n, 1)
			b.Run("", func(b *testing.B) {
				useVNNI = set && vnni
				for b.Loop() {
					Gemm16(m, n, k, a, k, packed, c, n)
				}
				b.ReportMetric(float64(m*n*k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GMAC/s")
			})
		}
	}
}
