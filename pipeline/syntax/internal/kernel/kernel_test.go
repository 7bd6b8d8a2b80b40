package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func random(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

func TestGemm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		m, n, k := 1+r.IntN(20), 1+r.IntN(80), 1+r.IntN(40)
		a, b := random(r, m*k), random(r, k*n)
		packed := make([]float32, PackedLen(k, n))
		rs, cs := k, 1
		if r.IntN(2) == 0 {
			rs, cs = 1, m
		}
		if r.IntN(2) == 0 {
			Pack(packed, b, k, n, n, 1)
		} else {
			bt := make([]float32, n*k)
			for p := range k {
				for j := range n {
					bt[j*k+p] = b[p*n+j]
				}
			}
			Pack(packed, bt, k, n, 1, k)
		}
		got, want := random(r, m*n), make([]float64, m*n)
		for i := range m {
			for j := range n {
				s := float64(got[i*n+j])
				for p := range k {
					s += float64(a[i*rs+p*cs]) * float64(b[p*n+j])
				}
				want[i*n+j] = s
			}
		}
		Gemm(m, n, k, a, rs, cs, packed, got, n)
		for i := range got {
			if math.Abs(float64(got[i])-want[i]) > 1e-4 {
				t.Fatalf("%d×%d×%d: element %d is %v, want %v", m, n, k, i, got[i], want[i])
			}
		}
	}
}

func TestActivations(t *testing.T) {
	for _, f := range []struct {
		name string
		fast func([]float32)
		slow func([]float32)
	}{{"sigmoid", Sigmoid, sigmoidGeneric}, {"tanh", Tanh, tanhGeneric}, {"exp", Exp, expGeneric}} {
		x := make([]float32, 1001)
		for i := range x {
			x[i] = float32(i-500) / 25
		}
		y := append([]float32(nil), x...)
		f.fast(x)
		f.slow(y)
		for i := range x {
			if d := math.Abs(float64(x[i] - y[i])); d > 1e-6*math.Max(1, math.Abs(float64(y[i]))) {
				t.Fatalf("%s(%v) = %v, want %v", f.name, float32(i-500)/25, x[i], y[i])
			}
		}
	}
}

func BenchmarkGemm(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, m := range []int{16, 512} {
		n, k := 1024, 256
		a, w, c := random(r, m*k), random(r, k*n), make([]float32, m*n)
		packed := make([]float32, PackedLen(k, n))
		Pack(packed, w, k, n, n, 1)
		b.Run("", func(b *testing.B) {
			for b.Loop() {
				Gemm(m, n, k, a, k, 1, packed, c, n)
			}
			b.ReportMetric(2*float64(m*n*k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

func TestAdam(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	step := &AdamStep{Clip: 0.5, Beta1: 0.9, Beta2: 0.95, Keep: 0.99, Rate: 0.1, Fix: 1.5, Average: 0.1}
	var a, b [5][]float32
	for i := range a {
		a[i] = random(r, 53)
		if i == 3 {
			for j, v := range a[i] {
				a[i][j] = v * v
			}
		}
		b[i] = append([]float32(nil), a[i]...)
	}
	step.Adam(a[0], a[1], a[2], a[3], a[4])
	step.adamGeneric(b[0], b[1], b[2], b[3], b[4])
	for i := range a {
		for j := range a[i] {
			if d := math.Abs(float64(a[i][j] - b[i][j])); d > 1e-5 {
				t.Fatalf("array %d, element %d: %v, want %v", i, j, a[i][j], b[i][j])
			}
		}
	}
}
