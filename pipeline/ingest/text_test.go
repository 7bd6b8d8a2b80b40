package ingest_test

import (
	"strings"
	"testing"

	"demarche/pipeline/ingest"

	"pgregory.net/rapid"
)

// anyText draws texts of characters of one to four bytes, longer than the
// distance between two marks of the index.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.StringN(0, 100, -1),
		rapid.SampledFrom([]string{"é", "北京", "𝔘", "e\u0301", "\U0001F1F0\U0001F1F7", "\ufffd", strings.Repeat("a", 64), strings.Repeat("ü", 63)}),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 8), func(pieces []string) string { return strings.Join(pieces, "") })
}

func TestSliceAgreesWithRunes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyText().Draw(t, "text")
		runes, text := []rune(s), ingest.NewText(s)
		if text.Len() != len(runes) || text.String() != s {
			t.Fatalf("the length is %d, want %d", text.Len(), len(runes))
		}
		start := rapid.IntRange(0, len(runes)).Draw(t, "start")
		end := rapid.IntRange(start, len(runes)).Draw(t, "end")
		if got, want := text.Slice(start, end), string(runes[start:end]); got != want {
			t.Fatalf("from %d to %d: %q, want %q", start, end, got, want)
		}
		if got := text.Slice(0, start) + text.Slice(start, end) + text.Slice(end, text.Len()); got != s {
			t.Fatalf("the parts make %q, want %q", got, s)
		}
	})
}

// Around the marks of the index every span is tried.
func TestSliceAroundTheMarks(t *testing.T) {
	s := strings.Repeat("aß€𝔘", 33) // 132 code points
	runes, text := []rune(s), ingest.NewText(s)
	for start := range len(runes) + 1 {
		for end := start; end <= len(runes); end++ {
			if got, want := text.Slice(start, end), string(runes[start:end]); got != want {
				t.Fatalf("from %d to %d: %q, want %q", start, end, got, want)
			}
		}
	}
}

func TestSliceOutsideTheText(t *testing.T) {
	for _, s := range []string{"", "abc", "äbc"} {
		text := ingest.NewText(s)
		n := text.Len()
		for _, span := range [][2]int{{-1, 0}, {0, n + 1}, {n + 1, n + 1}, {1, 0}} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%q from %d to %d: no panic", s, span[0], span[1])
					}
				}()
				text.Slice(span[0], span[1])
			}()
		}
	}
	var zero ingest.Text
	if zero.Len() != 0 || zero.Slice(0, 0) != "" {
		t.Error("the zero value is not the empty text")
	}
}
