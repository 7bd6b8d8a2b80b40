package train

import (
	"sort"

	"demarche/pipeline/syntax/internal/kernel"
)

// begin lays out a batch: longest sentence first, so that at every step the
// sentences still running come first.
func (k *worker) begin(batch []*example) {
	k.used = 0
	k.batch = append(k.batch[:0], batch...)
	sort.SliceStable(k.batch, func(i, j int) bool { return len(k.batch[i].bags) > len(k.batch[j].bags) })
	k.off, k.alive, k.start, k.n = k.off[:0], k.alive[:0], k.start[:0], 0
	for _, e := range k.batch {
		k.off = append(k.off, k.n)
		k.n += len(e.bags)
	}
	if len(k.batch) == 0 {
		return
	}
	m, rows := len(k.batch), 0
	for t := range len(k.batch[0].bags) {
		for m > 0 && len(k.batch[m-1].bags) <= t {
			m--
		}
		k.alive = append(k.alive, m)
		k.start = append(k.start, rows)
		rows += m
	}
}

// A pass is what the forward computation leaves for the backward one.
type pass struct {
	x       []mat // input of each layer, and the last one's output
	runs    [][2]*lstmRun
	kept    [][]int32
	masks   []mat // dropped columns of each x
	tag     mat   // classifiers' hidden layer
	tagMask mat
	class   [classifiers]mat // scores
	dep     mat
	head    mat
	depMask mat
	hdMask  mat
	bil     mat // dep through the bilinear form
	labDep  mat
	labHead mat
}

func (k *worker) forward() *pass {
	n, cfg := k.net, &k.net.cfg
	p := &pass{}
	x, kept := k.lookup()
	p.kept = kept
	for _, l := range n.layers {
		p.masks = append(p.masks, k.dropColumns(x, cfg.Drop))
		p.x = append(p.x, x)
		y, runs := k.lstm(l, x)
		p.runs = append(p.runs, runs)
		x = y
	}
	p.masks = append(p.masks, k.dropColumns(x, cfg.Drop))
	p.x = append(p.x, x)
	p.tag = k.linear(n.tag, p.x[cfg.TagLayer])
	relu(p.tag)
	p.tagMask = k.dropColumns(p.tag, cfg.DropMLP)
	for c := range p.class {
		p.class[c] = k.linear(n.out[c], p.tag)
	}
	p.dep = k.linear(n.dep, x)
	relu(p.dep)
	p.depMask = k.dropColumns(p.dep, cfg.DropMLP)
	p.head = k.linear(n.head, x)
	relu(p.head)
	p.hdMask = k.dropColumns(p.head, cfg.DropMLP)
	p.bil = k.linear(n.arc, p.dep)
	p.labDep = k.linear(n.labDep, x)
	p.labHead = k.linear(n.labHead, x)
	return p
}

// governors returns the head vectors of sentence b, the root's first.
func (k *worker) governors(p *pass, b int) mat {
	m := len(k.batch[b].bags)
	h := k.take(m+1, p.head.cols)
	copy(h.row(0), k.net.root.w)
	copy(h.v[h.cols:], p.head.v[k.off[b]*h.cols:(k.off[b]+m)*h.cols])
	return h
}

// arcs returns the scores of sentence b: row d, column h is the arc h → d+1.
func (k *worker) arcs(p *pass, b int, h mat) mat {
	m := len(k.batch[b].bags)
	s := k.take(m, m+1)
	kernel.Gemm(m, m+1, h.cols, p.bil.v[k.off[b]*h.cols:], h.cols, 1, k.packed(h.v, h.cols, m+1, 1, h.cols), s.v, m+1)
	return s
}

// labels returns the label MLP's hidden layer for the given heads.
func (k *worker) labelHidden(p *pass, heads func(b, i int) int) mat {
	z := k.take(k.n, p.labDep.cols)
	for b, e := range k.batch {
		for i := range e.bags {
			row := z.row(k.off[b] + i)
			copy(row, p.labDep.row(k.off[b]+i))
			hv := k.net.labRoot.w
			if h := heads(b, i); h > 0 {
				hv = p.labHead.row(k.off[b] + h - 1)
			}
			for j, v := range hv {
				row[j] += v
			}
		}
	}
	relu(z)
	return z
}

// step computes the loss of the batch and adds its gradient.
func (k *worker) step(batch []*example, scale float32) {
	k.begin(batch)
	if k.n == 0 {
		return
	}
	n, cfg := k.net, &k.net.cfg
	p := k.forward()
	last := len(n.layers)
	dx := make([]mat, last+1)
	for i := range dx {
		dx[i] = k.take(k.n, p.x[i].cols)
	}
	add := func(layer int, d mat) {
		t := dx[layer].v
		for i, v := range d.v {
			t[i] += v
		}
	}

	// Classifiers.
	dtag := k.take(k.n, cfg.Tag)
	for c := range p.class {
		w := scale * float32(cfg.TagWeight)
		if c == rule {
			w = scale * float32(cfg.RuleW)
		}
		for b, e := range k.batch {
			for i, gold := range e.class[c] {
				k.loss[c] += softmax(p.class[c].row(k.off[b]+i), int(gold), w)
			}
		}
		d := k.linearBack(n.out[c], p.tag, p.class[c])
		for i, v := range d.v {
			dtag.v[i] += v
		}
	}
	k.timesColumns(dtag, p.tagMask)
	reluBack(p.tag, dtag)
	add(cfg.TagLayer, k.linearBack(n.tag, p.x[cfg.TagLayer], dtag))

	// Arcs.
	dbil, dhead := k.take(k.n, cfg.Arc), k.take(k.n, cfg.Arc)
	droot := n.root.grad
	for b, e := range k.batch {
		h := k.governors(p, b)
		s := k.arcs(p, b, h)
		for i, gold := range e.heads {
			row := s.row(i)
			row[i+1] = -1e9
			k.loss[classifiers] += softmax(row, int(gold), scale)
		}
		o, m := k.off[b]*cfg.Arc, s.rows
		kernel.Gemm(m, h.cols, m+1, s.v, m+1, 1, k.packed(h.v, m+1, h.cols, h.cols, 1), dbil.v[o:], h.cols)
		dh := k.take(m+1, h.cols)
		kernel.Gemm(m+1, h.cols, m, s.v, 1, m+1, k.packed(p.bil.v[o:], m, h.cols, h.cols, 1), dh.v, h.cols)
		for j, v := range dh.row(0) {
			droot[j] += v
		}
		copy(dhead.v[o:o+m*h.cols], dh.v[h.cols:])
	}
	ddep := k.linearBack(n.arc, p.dep, dbil)
	k.timesColumns(ddep, p.depMask)
	reluBack(p.dep, ddep)
	add(last, k.linearBack(n.dep, p.x[last], ddep))
	k.timesColumns(dhead, p.hdMask)
	reluBack(p.head, dhead)
	add(last, k.linearBack(n.head, p.x[last], dhead))

	// Labels, on the gold arcs.
	z := k.labelHidden(p, func(b, i int) int { return int(k.batch[b].heads[i]) })
	zMask := k.dropColumns(z, cfg.DropMLP)
	ls := k.linear(n.lab, z)
	for b, e := range k.batch {
		for i, gold := range e.deprel {
			k.loss[classifiers+1] += softmax(ls.row(k.off[b]+i), int(gold), scale)
		}
	}
	dz := k.linearBack(n.lab, z, ls)
	k.timesColumns(dz, zMask)
	reluBack(z, dz)
	dlh := k.take(k.n, cfg.Label)
	dlr := n.labRoot.grad
	for b, e := range k.batch {
		for i, h := range e.heads {
			t := dlr
			if h > 0 {
				t = dlh.row(k.off[b] + int(h) - 1)
			}
			for j, v := range dz.row(k.off[b] + i) {
				t[j] += v
			}
		}
	}
	add(last, k.linearBack(n.labDep, p.x[last], dz))
	add(last, k.linearBack(n.labHead, p.x[last], dlh))

	for i := last; i > 0; i-- {
		k.timesColumns(dx[i], p.masks[i])
		add(i-1, k.lstmBack(n.layers[i-1], p.x[i-1], dx[i], p.runs[i-1]))
	}
	k.timesColumns(dx[0], p.masks[0])
	k.lookupBack(dx[0], p.kept)
}
