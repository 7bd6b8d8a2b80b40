// Package mst finds the best dependency tree of a matrix of arc scores: the
// maximum spanning tree with a single root, by the algorithm of Chu and Liu
// (1965) and Edmonds (1967).
package mst

import "math"

// A Decoder holds the buffers of Tree. Its zero value is ready for use.
type Decoder struct {
	score []int64 // score[d*size+h], of the arc h → d between nodes
	arc   []arc   // arc[d*size+h], the arc between words it stands for
	head  []int32 // the governor of each node
	alive []bool  // the node has not been merged into another
	node  []int32 // the node each word lies in
	state []int32
	cycle []int32

	merges []merge
	within []arc   // the arcs inside the cycles merged
	nodes  []int32 // node, as it was before each merge
}

type arc struct{ head, dep int32 }

// A merge is a cycle made into one node, that of its first member.
type merge struct{ start, end int } // its arcs are within[start:end]

// Tree sets heads[d], for the words d = 1..n, to the best tree's governors,
// 0 for the root; heads has n+1 elements, the first unused. The score of the
// arc h → d is scores[d*stride+h]; h = 0 stands for the root. Among arcs of
// the same score the one with the lower h wins.
func (x *Decoder) Tree(heads []int32, scores []int32, stride, n int) {
	roots := 0
	for d := 1; d <= n; d++ {
		row := scores[d*stride : d*stride+n+1]
		best, arg := int32(math.MinInt32), int32(-1)
		for h, s := range row {
			if h != d && (s > best || arg < 0) {
				best, arg = s, int32(h)
			}
		}
		heads[d] = arg
		if arg == 0 {
			roots++
		}
	}
	if roots == 1 && x.isTree(heads, n) {
		return
	}
	x.edmonds(heads, scores, stride, n)
}

// isTree reports whether every word leads to the root.
func (x *Decoder) isTree(heads []int32, n int) bool {
	x.state = resize(x.state, n+1)
	clear(x.state)
	for d := int32(1); d <= int32(n); d++ {
		v := d
		for v != 0 && x.state[v] == 0 {
			x.state[v] = d
			v = heads[v]
		}
		if v != 0 && x.state[v] == d {
			return false
		}
	}
	return true
}

func (x *Decoder) edmonds(heads []int32, scores []int32, stride, n int) {
	// Arcs from the root are made so costly that the best tree has only one;
	// the order among them stays.
	const rootCost = 1 << 40
	size := n + 1
	x.score = resize(x.score, size*size)
	x.arc = resize(x.arc, size*size)
	x.head = resize(x.head, size)
	x.alive = resize(x.alive, size)
	x.node = resize(x.node, size)
	x.merges, x.within, x.nodes = x.merges[:0], x.within[:0], x.nodes[:0]
	for d := range size {
		x.alive[d] = true
		x.node[d] = int32(d)
		if d == 0 {
			continue
		}
		for h := range size {
			x.score[d*size+h] = int64(scores[d*stride+h])
			x.arc[d*size+h] = arc{int32(h), int32(d)}
		}
		x.score[d*size] -= rootCost
	}
	for d := 1; d < size; d++ {
		x.choose(d, size)
	}
	for x.findCycle(size) {
		x.contract(size)
	}

	// Open the cycles, the last made first. The arc that enters a cycle breaks
	// it at the member it leads to; the other members keep their arcs.
	enter := x.within[len(x.within):]
	for d := range size {
		var a arc
		if d > 0 && x.alive[d] {
			a = x.arc[d*size+int(x.head[d])]
		}
		enter = append(enter, a)
	}
	for i := len(x.merges) - 1; i >= 0; i-- {
		m, node := x.merges[i], x.nodes[i*size:(i+1)*size]
		members := x.within[m.start:m.end]
		in := enter[node[members[0].dep]]
		for _, a := range members {
			if c := node[a.dep]; c != node[in.dep] {
				enter[c] = a
			} else {
				enter[c] = in
			}
		}
	}
	for d := 1; d < size; d++ {
		heads[d] = enter[d].head
	}
}

// choose sets the best governor of the node d among those alive.
func (x *Decoder) choose(d, size int) {
	best, arg := int64(math.MinInt64), -1
	for h, s := range x.score[d*size : (d+1)*size] {
		if h != d && x.alive[h] && (arg < 0 || s > best) {
			best, arg = s, h
		}
	}
	x.head[d] = int32(arg)
}

// findCycle puts the nodes of a cycle of governors into x.cycle, and reports
// whether there is one.
func (x *Decoder) findCycle(size int) bool {
	x.state = resize(x.state, size)
	clear(x.state)
	for d := int32(1); d < int32(size); d++ {
		if !x.alive[d] {
			continue
		}
		v := d
		for v != 0 && x.state[v] == 0 {
			x.state[v] = d
			v = x.head[v]
		}
		if v != 0 && x.state[v] == d {
			x.cycle = append(x.cycle[:0], v)
			for u := x.head[v]; u != v; u = x.head[u] {
				x.cycle = append(x.cycle, u)
			}
			return true
		}
	}
	return false
}

// contract makes the cycle one node, that of its first member.
func (x *Decoder) contract(size int) {
	rep := int(x.cycle[0])
	m := merge{start: len(x.within)}
	for _, c := range x.cycle {
		x.within = append(x.within, x.arc[int(c)*size+int(x.head[c])])
	}
	m.end = len(x.within)
	x.merges = append(x.merges, m)
	x.nodes = append(x.nodes, x.node[:size]...)

	for _, c := range x.cycle {
		x.alive[c] = false
	}
	for v := range size {
		if !x.alive[v] {
			continue
		}
		// An arc into the cycle takes the place of the one it breaks.
		best, from := int64(math.MinInt64), arc{}
		for _, c := range x.cycle {
			k := int(c) * size
			if s := x.score[k+v] - x.score[k+int(x.head[c])]; s > best {
				best, from = s, x.arc[k+v]
			}
		}
		bestOut, to := int64(math.MinInt64), arc{}
		if v != 0 {
			for _, c := range x.cycle {
				k := v*size + int(c)
				if x.score[k] > bestOut {
					bestOut, to = x.score[k], x.arc[k]
				}
			}
			x.score[v*size+rep], x.arc[v*size+rep] = bestOut, to
		}
		// The scores into the first member are still needed above for other v,
		// but only at [v] itself, so they may be overwritten in turn.
		x.score[rep*size+v], x.arc[rep*size+v] = best, from
	}
	for w := range size {
		if !x.alive[x.node[w]] {
			x.node[w] = int32(rep)
		}
	}
	for v := 1; v < size; v++ {
		if x.alive[v] && !x.alive[x.head[v]] {
			x.head[v] = int32(rep)
		}
	}
	x.alive[rep] = true
	x.choose(rep, size)
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+n/4)[:n]
	}
	return s[:n]
}
