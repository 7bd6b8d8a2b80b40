package evaluate_test

import (
	"strings"
	"testing"

	"demarche/pipeline/evaluate"
)

// observations makes n claims of a cue, of which the first are right.
func observations(n, right int, cue, rule string, contexts ...string) []evaluate.Observation {
	all := make([]evaluate.Observation, n)
	for i := range all {
		all[i] = evaluate.Observation{Key: i, Cue: cue, Slot: "ccomp", Rule: rule, Contexts: contexts, Right: i < right}
	}
	return all
}

func calibrated(t *testing.T, all []evaluate.Observation) string {
	t.Helper()
	var b strings.Builder
	if err := evaluate.Calibrate(all).WriteYAML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Shares are drawn towards those of the rule, and the rule's towards that of all.
func TestCalibratedShares(t *testing.T) {
	all := observations(4, 4, "say", "speech")
	all = append(all, observations(3, 0, "deny", "speech")...)
	all = append(all, observations(2, 2, "hint", "speech")...) // too few to be told
	all = append(all, observations(3, 3, "fear", "mind")...)
	got := calibrated(t, all)
	// All: 9 of 12. speech: (6 + 4·0.75) / (9 + 4) = 0.69; mind: (3 + 3) / (3 + 4) = 0.86.
	// say: (4 + 4·0.69) / (4 + 4) = 0.85; deny: 4·0.69 / (3 + 4) = 0.40; fear: (3 + 4·0.86) / (3 + 4) = 0.92.
	const want = `  contexts:
  rules:
    "mind": 0.86
    "speech": 0.69
  cues:
    "deny ccomp": 0.40
    "fear ccomp": 0.92
    "say ccomp": 0.85
`
	if !strings.HasSuffix(got, want) || !strings.HasPrefix(got, "reliability:\n  prior: ") {
		t.Errorf("%s\nwant the end\n%s", got, want)
	}
	if again := calibrated(t, all); again != got {
		t.Errorf("the second time\n%s\nand the first\n%s", again, got)
	}
}

// A context in which cues are right more often has a greater weight than one in
// which they are wrong; one that is seen seldom has none.
func TestCalibratedContexts(t *testing.T) {
	all := observations(50, 45, "say", "speech", "good")
	all = append(all, observations(50, 5, "say", "speech", "bad")...)
	all = append(all, observations(39, 39, "say", "speech", "seldom")...)
	got := calibrated(t, all)
	weights := make(map[string]string)
	for line := range strings.Lines(got) {
		if name, weight, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			weights[name] = weight
		}
	}
	good, bad := weights[`"good"`], weights[`"bad"`]
	if good == "" || strings.HasPrefix(good, "-") || !strings.HasPrefix(bad, "-") || weights[`"seldom"`] != "" {
		t.Errorf("good weighs %q, bad %q, seldom %q:\n%s", good, bad, weights[`"seldom"`], got)
	}
}
