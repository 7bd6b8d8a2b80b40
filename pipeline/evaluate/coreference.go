package evaluate

import (
	"strconv"
)

// PR is a measure of coreference: its precision and recall as fractions.
type PR struct {
	Correct, System  float64 // of precision
	CorrectGold, All float64 // of recall
}

// Precision is the share of what the system links that is right.
func (p PR) Precision() float64 { return share(p.Correct, p.System) }

// Recall is the share of what gold links that the system has.
func (p PR) Recall() float64 { return share(p.CorrectGold, p.All) }

// F1 is the harmonic mean of precision and recall.
func (p PR) F1() float64 {
	a, b := p.Precision(), p.Recall()
	return share(2*a*b, a+b)
}

func share(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// coreference adds a document to MUC, B³ and CEAF-e. Mentions are told by the
// gold mention that they match; entities of one mention are left out on both
// sides, as in the CoNLL shared tasks.
func (m *mentionScorer) coreference(gold []goldMention, system []systemMention) {
	byEntity := make(map[string][]int)
	var key [][]int
	var order []string
	for i := range gold {
		if gold[i].scored && person(gold[i].pronoun) != 2 {
			if byEntity[gold[i].Entity] == nil {
				order = append(order, gold[i].Entity)
			}
			byEntity[gold[i].Entity] = append(byEntity[gold[i].Entity], i)
		}
	}
	for _, e := range order {
		if len(byEntity[e]) > 1 {
			key = append(key, byEntity[e])
		}
	}
	clusters := responses(system)
	// A system mention without a gold one has a number of its own; of two that
	// match one gold mention the first counts as it.
	used := make(map[int]bool)
	var response [][]int
	for _, cluster := range clusters {
		var c []int
		for _, j := range cluster {
			n := system[j].gold
			if n < 0 || used[n] {
				n = len(gold) + j
			}
			used[n] = true
			c = append(c, n)
		}
		if len(c) > 1 {
			response = append(response, c)
		}
	}
	m.muc.add(muc(key, response))
	m.b3.add(b3(key, response))
	m.ceafe.add(ceafe(key, response))
}

// responses groups system mentions: those of one actor, and those that take up one
// another.
func responses(system []systemMention) [][]int {
	parent := make([]int, len(system))
	for i := range parent {
		parent[i] = i
	}
	var find func(i int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	first := make(map[string]int)
	join := func(key string, i int) {
		if j, ok := first[key]; ok {
			parent[find(i)] = find(j)
		} else {
			first[key] = i
		}
	}
	for i := range system {
		join("m"+system[i].MentionID, i)
		if system[i].AntecedentID != "" {
			join("m"+system[i].AntecedentID, i)
		} else if system[i].ActorID != "" && !system[i].shared {
			people := ""
			if system[i].Kind == "demonym" {
				people = "people of "
			}
			join(people+system[i].ActorID, i)
		}
	}
	var out [][]int
	at := make(map[int]int)
	for i := range system {
		r := find(i)
		if _, ok := at[r]; !ok {
			at[r] = len(out)
			out = append(out, nil)
		}
		out[at[r]] = append(out[at[r]], i)
	}
	return out
}

func (p *PR) add(q PR) {
	p.Correct += q.Correct
	p.System += q.System
	p.CorrectGold += q.CorrectGold
	p.All += q.All
}

// places maps mentions to the number of their cluster.
func places(clusters [][]int) map[int]int {
	m := make(map[int]int)
	for i, c := range clusters {
		for _, x := range c {
			m[x] = i
		}
	}
	return m
}

// muc counts links (Vilain et al. 1995).
func muc(key, response [][]int) PR {
	count := func(of, by [][]int) (right, all float64) {
		in := places(by)
		for _, c := range of {
			parts := make(map[string]bool)
			for _, x := range c {
				if p, ok := in[x]; ok {
					parts[strconv.Itoa(p)] = true
				} else {
					parts["alone "+strconv.Itoa(x)] = true
				}
			}
			right += float64(len(c) - len(parts))
			all += float64(len(c) - 1)
		}
		return right, all
	}
	var p PR
	p.CorrectGold, p.All = count(key, response)
	p.Correct, p.System = count(response, key)
	return p
}

// b3 counts, for each mention, what its two clusters share (Bagga and Baldwin
// 1998).
func b3(key, response [][]int) PR {
	count := func(of, by [][]int) (right, all float64) {
		in := places(by)
		for _, c := range of {
			shared := make(map[int]int)
			for _, x := range c {
				if p, ok := in[x]; ok {
					shared[p]++
				}
			}
			squares := 0
			for _, n := range shared {
				squares += n * n
			}
			right += float64(squares) / float64(len(c))
			all += float64(len(c))
		}
		return right, all
	}
	var p PR
	p.CorrectGold, p.All = count(key, response)
	p.Correct, p.System = count(response, key)
	return p
}

// ceafe aligns clusters one to one by the share of mentions in common (Luo 2005,
// φ4).
func ceafe(key, response [][]int) PR {
	in := places(response)
	similarity := make([][]float64, len(key))
	for i, c := range key {
		similarity[i] = make([]float64, len(response))
		for _, x := range c {
			if p, ok := in[x]; ok {
				similarity[i][p] += 2 / float64(len(c)+len(response[p]))
			}
		}
	}
	best := assignment(similarity)
	return PR{Correct: best, System: float64(len(response)), CorrectGold: best, All: float64(len(key))}
}

// assignment returns the greatest sum of a one to one choice of rows and columns,
// by the Hungarian method with potentials.
func assignment(gain [][]float64) float64 {
	n := len(gain)
	if n == 0 || len(gain[0]) == 0 {
		return 0
	}
	cols := len(gain[0])
	m := max(n, cols)
	at := func(i, j int) float64 {
		if i < n && j < cols {
			return -gain[i][j]
		}
		return 0
	}
	const infinite = 1e18
	u, v := make([]float64, m+1), make([]float64, m+1)
	row, way := make([]int, m+1), make([]int, m+1)
	for i := 1; i <= m; i++ {
		row[0] = i
		j0 := 0
		least, used := make([]float64, m+1), make([]bool, m+1)
		for j := range least {
			least[j] = infinite
		}
		for {
			used[j0] = true
			i0, delta, j1 := row[j0], infinite, 0
			for j := 1; j <= m; j++ {
				if used[j] {
					continue
				}
				if c := at(i0-1, j-1) - u[i0] - v[j]; c < least[j] {
					least[j], way[j] = c, j0
				}
				if least[j] < delta {
					delta, j1 = least[j], j
				}
			}
			for j := 0; j <= m; j++ {
				if used[j] {
					u[row[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			j0 = j1
			if row[j0] == 0 {
				break
			}
		}
		for j0 != 0 {
			j1 := way[j0]
			row[j0] = row[j1]
			j0 = j1
		}
	}
	sum := 0.0
	for j := 1; j <= m; j++ {
		if row[j] > 0 {
			sum -= at(row[j]-1, j-1)
		}
	}
	return sum
}
