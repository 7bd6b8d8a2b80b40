// Package train makes the model of package syntax from treebanks: a joint
// tagger, lemmatiser and parser in float32, trained by gradient descent with
// hand-written derivatives, and then brought to fixed point. See package
// syntax for the method and the figures.
//
// Input: CoNLL-U. Output: the model file that package syntax embeds.
package train

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"demarche/pipeline/conllu"
	"demarche/pipeline/evaluate"
	"demarche/pipeline/syntax"
	"demarche/pipeline/syntax/internal/feature"
)

// Seed is the seed of the model in the repository.
const Seed = 1

// The treebank files that the model is made of, and those it is measured on.
var (
	trainFiles = []string{"ewt/train.conllu", "gum/train.conllu"}
	devFiles   = []string{"ewt/dev.conllu", "gum/dev.conllu"}
)

// Model trains a model on the treebanks in dir and writes it to the file out.
// The same seed gives the same file, bit for bit, on machines with the same
// vector instructions. Progress, and in the end the figures on the dev files,
// go to log. With two cores of the year 2025 and AVX-512 it takes less than an
// hour. The error is one of reading or writing.
func Model(dir string, seed uint64, out string, log io.Writer) error {
	var all []*conllu.Sentence
	for _, name := range trainFiles {
		sents, err := readTreebank(dir, name)
		if err != nil {
			return err
		}
		all = append(all, sents...)
	}
	nets := trainNetworks(&defaults, all, seed, log)
	var buf bytes.Buffer
	if err := quantize(nets, all).Write(&buf); err != nil {
		return err
	}
	if err := os.WriteFile(out, buf.Bytes(), 0o666); err != nil {
		return err
	}
	p, err := syntax.Open(&buf)
	if err != nil {
		return err
	}
	for _, name := range devFiles {
		sents, err := readTreebank(dir, name)
		if err != nil {
			return err
		}
		fmt.Fprintln(log, name)
		if err := score(log, p, sents); err != nil {
			return err
		}
	}
	return nil
}

// score writes how well p does on the words of the gold sentences.
func score(w io.Writer, p *syntax.Parser, gold []*conllu.Sentence) error {
	var system []*conllu.Sentence
	for _, s := range gold {
		system = append(system, &conllu.Sentence{Words: slices.Clone(s.Words), Spans: s.Spans})
	}
	p.Annotate(system)
	measures, err := evaluate.CoNLL(gold, system)
	if err != nil {
		return err
	}
	return evaluate.WriteTable(w, measures)
}

// trainNetworks trains the members of the ensemble side by side. They differ in
// their random numbers only.
func trainNetworks(cfg *Config, all []*conllu.Sentence, seed uint64, log io.Writer) []*network {
	v := newVocabulary(all)
	var exs []*example
	for _, s := range all {
		exs = append(exs, v.encode(s))
	}
	fmt.Fprintf(log, "%d sentences, %d features\n", len(all), len(v.hashes))
	start := time.Now()
	nets := make([]*network, cfg.Members)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range nets {
		wg.Go(func() {
			nets[i] = trainNetwork(cfg, v, exs, seed*1000+uint64(i), func(epoch int, loss string) {
				mu.Lock()
				defer mu.Unlock()
				fmt.Fprintf(log, "%5.0f s  member %d  epoch %d  %s\n", time.Since(start).Seconds(), i+1, epoch, loss)
			})
		})
	}
	wg.Wait()
	return nets
}

// trainNetwork trains one network and returns it with its averaged weights.
func trainNetwork(cfg *Config, v *vocabulary, exs []*example, seed uint64, report func(epoch int, loss string)) *network {
	n := newNetwork(*cfg, v, seed)
	r := newRNG(seed ^ 0x5851f42d4c957f2d)
	k := &worker{net: n, rnd: newRNG(seed ^ 0x14057b7ef767814f)}
	step, total := 0, 0
	for epoch := 1; epoch <= cfg.Epochs; epoch++ {
		k.loss = [classifiers + 2]float64{}
		words := 0
		list := batches(recased(exs, v, cfg.Recase, r), cfg.BatchWords, r)
		if total == 0 {
			total = cfg.Epochs * len(list)
		}
		for _, b := range list {
			size := 0
			for _, e := range b {
				size += len(e.bags)
			}
			words += size
			k.step(b, 1/float32(size))
			step++
			n.apply(cfg.rates(min(step, total), total))
		}
		var loss strings.Builder
		for i, name := range [...]string{"upos", "xpos", "feats", "lemma", "arc", "label"} {
			fmt.Fprintf(&loss, "  %s %.3f", name, k.loss[i]/float64(words))
		}
		report(epoch, "loss"+loss.String())
	}
	n.swap()
	return n
}

// recased returns the examples, a share of them in capitals, in small letters
// or as titles are written, so that headings and careless writing are nothing
// new to the network.
func recased(exs []*example, v *vocabulary, share float64, r *rng) []*example {
	title := func(s string) string {
		if len(s) < 4 {
			return s
		}
		return strings.ToUpper(s[:1]) + s[1:]
	}
	var ex feature.Extractor
	out := append([]*example(nil), exs...)
	for i, e := range out {
		if r.float() >= share {
			continue
		}
		change := [...]func(string) string{strings.ToUpper, strings.ToLower, title}[r.intn(3)]
		c := *e
		c.forms = make([]string, len(e.forms))
		for j, f := range e.forms {
			c.forms[j] = change(f)
		}
		c.bags = v.bags(c.forms, &ex)
		c.class[rule] = make([]int32, len(e.forms))
		for j, f := range c.forms {
			c.class[rule][j] = v.rule(f, e.lemmas[j])
		}
		out[i] = &c
	}
	return out
}

// batches cuts the examples into batches of about the given number of words,
// at random but with sentences of like length together.
func batches(order []*example, words int, r *rng) [][]*example {
	for i := len(order) - 1; i > 0; i-- {
		j := r.intn(i + 1)
		order[i], order[j] = order[j], order[i]
	}
	var out [][]*example
	const pool = 1000
	for i := 0; i < len(order); i += pool {
		part := order[i:min(i+pool, len(order))]
		sort.SliceStable(part, func(a, b int) bool { return len(part[a].bags) < len(part[b].bags) })
		var cur []*example
		n := 0
		for _, e := range part {
			cur = append(cur, e)
			if n += len(e.bags); n >= words {
				out = append(out, cur)
				cur, n = nil, 0
			}
		}
		if len(cur) > 0 {
			out = append(out, cur)
		}
	}
	for i := len(out) - 1; i > 0; i-- {
		j := r.intn(i + 1)
		out[i], out[j] = out[j], out[i]
	}
	return out
}
