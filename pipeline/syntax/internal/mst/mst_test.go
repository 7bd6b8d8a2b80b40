package mst

import (
	"math/rand/v2"
	"testing"
)

// exhaustive returns the best score of a single-root tree over n words.
func exhaustive(scores []int32, n int) int64 {
	heads := make([]int, n+1)
	best := int64(-1 << 62)
	var try func(d int)
	try = func(d int) {
		if d > n {
			roots, sum := 0, int64(0)
			for v := 1; v <= n; v++ {
				if heads[v] == 0 {
					roots++
				}
				sum += int64(scores[v*(n+1)+heads[v]])
				steps := 0
				for u := v; u != 0; u = heads[u] {
					if steps++; steps > n {
						return
					}
				}
			}
			if roots == 1 {
				best = max(best, sum)
			}
			return
		}
		for h := 0; h <= n; h++ {
			if h != d {
				heads[d] = h
				try(d + 1)
			}
		}
	}
	try(1)
	return best
}

func TestTreeIsBest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var dec Decoder
	for round := range 3000 {
		n := 1 + r.IntN(5)
		if round == 0 {
			n = 6
		}
		scores := make([]int32, (n+1)*(n+1))
		for i := range scores {
			scores[i] = int32(r.IntN(20) - 10)
		}
		heads := make([]int32, n+1)
		dec.Tree(heads, scores, n+1, n)
		if !dec.isTree(heads, n) {
			t.Fatalf("n=%d: %v is no tree", n, heads)
		}
		roots, sum := 0, int64(0)
		for d := 1; d <= n; d++ {
			if heads[d] == 0 {
				roots++
			}
			sum += int64(scores[d*(n+1)+int(heads[d])])
		}
		if want := exhaustive(scores, n); roots != 1 || sum != want {
			t.Fatalf("n=%d: tree %v has %d roots and score %d, want 1 and %d", n, heads[1:], roots, sum, want)
		}
	}
}

func TestLargeTrees(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var dec Decoder
	for range 50 {
		n := 1 + r.IntN(200)
		scores := make([]int32, (n+1)*(n+1))
		for i := range scores {
			scores[i] = r.Int32N(1 << 30)
		}
		heads := make([]int32, n+1)
		dec.Tree(heads, scores, n+1, n)
		if !dec.isTree(heads, n) {
			t.Fatalf("n=%d: no tree", n)
		}
	}
}
