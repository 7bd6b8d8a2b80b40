package evaluate

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
)

// Observation is one claim that could be made, and whether it would be right.
type Observation struct {
	Key             int // its place in the texts
	Cue, Slot, Rule string
	Contexts        []string
	Right           bool
}

// Reliabilities are measured shares of right rows, in the form of the codebook's.
type Reliabilities struct {
	rules, cues, contexts map[string]float64
	prior, bias           float64
}

// Calibrate measures how often cues are right: the share of each rule, that of
// each cue and slot drawn towards its rule's as if it had been seen four times
// more, and, by logistic regression over those, what the contexts add to the log
// odds. In the regression each observation's own outcome is left out of its cue's
// share. The result depends on the observations and their order alone.
func Calibrate(all []Observation) Reliabilities {
	type count struct{ right, n float64 }
	rules, cues, contexts := make(map[string]*count), make(map[string]*count), make(map[string]*count)
	add := func(m map[string]*count, key string, right bool) {
		c := m[key]
		if c == nil {
			c = new(count)
			m[key] = c
		}
		c.n++
		if right {
			c.right++
		}
	}
	var total count
	for _, o := range all {
		add(rules, o.Rule, o.Right)
		add(cues, o.Cue+" "+o.Slot, o.Right)
		for _, c := range o.Contexts {
			add(contexts, c, o.Right)
		}
		total.n++
		if o.Right {
			total.right++
		}
	}
	r := Reliabilities{make(map[string]float64), make(map[string]float64), make(map[string]float64), 1, 0}
	const asIf, atLeast, contextAtLeast = 4, 3, 40
	for name, c := range rules {
		r.rules[name] = (c.right + asIf*total.right/total.n) / (c.n + asIf)
	}
	for _, o := range all {
		if c := cues[o.Cue+" "+o.Slot]; c.n >= atLeast {
			r.cues[o.Cue+" "+o.Slot] = (c.right + asIf*r.rules[o.Rule]) / (c.n + asIf)
		}
	}
	logit := make([]float64, len(all))
	for i, o := range all {
		c := *cues[o.Cue+" "+o.Slot]
		if o.Right {
			c.right--
		}
		p := (c.right + asIf*r.rules[o.Rule]) / (c.n - 1 + asIf)
		p = min(max(p, 0.02), 0.98)
		logit[i] = math.Log(p / (1 - p))
	}
	weights := make(map[string]float64)
	const epochs, rate, decay = 8, 0.05, 0.0005
	for epoch := range epochs {
		step := rate / float64(1+epoch)
		// A fixed stride visits all observations in a mixed order.
		for k := range all {
			i := (k*7919 + epoch*104729) % len(all)
			o := &all[i]
			z := r.prior*logit[i] + r.bias
			for _, c := range o.Contexts {
				z += weights[c]
			}
			g := -1 / (1 + math.Exp(-z))
			if o.Right {
				g++
			}
			r.prior += 0.1 * step * g * logit[i]
			r.bias += 0.1 * step * g
			for _, c := range o.Contexts {
				weights[c] += step * (g - decay*weights[c])
			}
		}
	}
	for name, c := range contexts {
		if c.n >= contextAtLeast {
			r.contexts[name] = weights[name]
		}
	}
	return r
}

// Cue returns the measured share of a cue and slot, such as "insist clause"; 0
// where it was seen too seldom.
func (r Reliabilities) Cue(name string) float64 { return r.cues[name] }

// WriteYAML writes the measured numbers as the codebook holds them.
func (r Reliabilities) WriteYAML(w io.Writer) error {
	fmt.Fprintf(w, "reliability:\n  prior: %.2f\n  bias: %.2f\n", r.prior, r.bias)
	var err error
	for _, part := range []struct {
		name   string
		values map[string]float64
	}{{"contexts", r.contexts}, {"rules", r.rules}, {"cues", r.cues}} {
		fmt.Fprintf(w, "  %s:\n", part.name)
		for _, key := range slices.Sorted(maps.Keys(part.values)) {
			_, err = fmt.Fprintf(w, "    %q: %.2f\n", key, part.values[key])
		}
	}
	return err
}
