package codebook

import (
	"fmt"
	"math"
)

// Reliability says how often rows are right, as measured on annotated news by
// `demarche eval claims --calibrate`: shares of 0 to 1.
type Reliability struct {
	Least float64            `yaml:"least"` // rows below are not made
	Rules map[string]float64 `yaml:"rules"` // by rule, such as "say:clause"
	Cues  map[string]float64 `yaml:"cues"`  // by cue and slot, such as "insist clause"

	// A row's log odds are Prior times those of its cue, plus Bias and what its
	// contexts add.
	Prior    float64            `yaml:"prior"`
	Bias     float64            `yaml:"bias"`
	Contexts map[string]float64 `yaml:"contexts"`
}

// Of returns the share of right rows of a cue and rule in the given contexts.
func (r *Reliability) Of(cue, slot, rule string, contexts []string) float64 {
	p, ok := r.Cues[cue+" "+slot]
	if !ok {
		if p, ok = r.Rules[rule]; !ok {
			p = 0.5
		}
	}
	if r.Prior == 0 {
		return p
	}
	p = min(max(p, 0.02), 0.98)
	odds := r.Prior*math.Log(p/(1-p)) + r.Bias
	for _, c := range contexts {
		odds += r.Contexts[c]
	}
	return math.Round(100/(1+math.Exp(-odds))) / 100
}

func (r *Reliability) merge(more Reliability) error {
	if r.Rules == nil {
		r.Rules, r.Cues = make(map[string]float64), make(map[string]float64)
	}
	if more.Least != 0 {
		r.Least = more.Least
	}
	if more.Prior != 0 {
		r.Prior, r.Bias, r.Contexts = more.Prior, more.Bias, more.Contexts
	}
	for _, m := range []struct{ to, from map[string]float64 }{{r.Rules, more.Rules}, {r.Cues, more.Cues}} {
		for k, v := range m.from {
			if v < 0 || v > 1 {
				return fmt.Errorf("reliability of %q is %v: want 0 to 1", k, v)
			}
			m.to[k] = v
		}
	}
	return nil
}
