// Package evaluate scores what the stages make against gold data.
//
// Input: gold and predicted analyses of the same texts. Output: precision,
// recall and F1 by the measures that the field reports. [CoNLL] scores
// segmentation and syntax as the CoNLL 2018 shared task does.
package evaluate

import (
	"fmt"
	"io"
)

// Score counts what one measure compares.
type Score struct {
	Gold, System, Correct int
	// Aligned is the number of gold words that the system has too, 0 for measures
	// that do not compare words.
	Aligned int
}

// Precision is the share of the system's items that are right, 0 where there
// are none.
func (s Score) Precision() float64 { return ratio(s.Correct, s.System) }

// Recall is the share of the gold items that were found, 0 where there are none.
func (s Score) Recall() float64 { return ratio(s.Correct, s.Gold) }

// F1 is the harmonic mean of precision and recall.
func (s Score) F1() float64 { return ratio(2*s.Correct, s.System+s.Gold) }

// AlignedAccuracy is the share of the aligned words that are right.
func (s Score) AlignedAccuracy() float64 { return ratio(s.Correct, s.Aligned) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Measure is a score with its name.
type Measure struct {
	Name string
	Score
}

// WriteTable writes measures in percent, a line each.
func WriteTable(w io.Writer, measures []Measure) error {
	if _, err := fmt.Fprintf(w, "%-10s %10s %10s %10s %10s\n", "measure", "precision", "recall", "F1", "aligned"); err != nil {
		return err
	}
	for _, m := range measures {
		aligned := ""
		if m.Aligned > 0 {
			aligned = fmt.Sprintf("%.2f", 100*m.AlignedAccuracy())
		}
		_, err := fmt.Fprintf(w, "%-10s %10.2f %10.2f %10.2f %10s\n", m.Name, 100*m.Precision(), 100*m.Recall(), 100*m.F1(), aligned)
		if err != nil {
			return err
		}
	}
	return nil
}
