package segment_test

import (
	"strings"
	"testing"

	"demarche/pipeline/conllu"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"

	"pgregory.net/rapid"
)

func TestCoNLLU(t *testing.T) {
	text := ingest.NewText("They don't.\"So?\n\nThe\tMoon's, (now) they'd've.")
	var b strings.Builder
	for _, s := range segment.CoNLLU(text, newSegmenter(t).Segment(text)) {
		if err := conllu.Write(&b, s); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.ReplaceAll(b.String(), "\t", " "); got != golden {
		t.Errorf("%s\nwant\n%s", got, golden)
	}
}

const golden = `# newpar
# text = They don't."
1 They _ _ _ _ _ _ _ _
2-3 don't _ _ _ _ _ _ _ SpaceAfter=No
2 do _ _ _ _ _ _ _ _
3 n't _ _ _ _ _ _ _ _
4 . _ _ _ _ _ _ _ SpaceAfter=No
5 " _ _ _ _ _ _ _ SpaceAfter=No

# text = So?
1 So _ _ _ _ _ _ _ SpaceAfter=No
2 ? _ _ _ _ _ _ _ _

# newpar
# text = The Moon's, (now) they'd've.
1 The _ _ _ _ _ _ _ _
2-3 Moon's _ _ _ _ _ _ _ SpaceAfter=No
2 Moon _ _ _ _ _ _ _ _
3 's _ _ _ _ _ _ _ _
4 , _ _ _ _ _ _ _ _
5 ( _ _ _ _ _ _ _ SpaceAfter=No
6 now _ _ _ _ _ _ _ SpaceAfter=No
7 ) _ _ _ _ _ _ _ _
8-10 they'd've _ _ _ _ _ _ _ SpaceAfter=No
8 they _ _ _ _ _ _ _ _
9 'd _ _ _ _ _ _ _ _
10 've _ _ _ _ _ _ _ _
11 . _ _ _ _ _ _ _ _

`

// The surface tokens and the spaces between them make the sentence's text again.
func TestCoNLLUKeepsTheText(t *testing.T) {
	s := newSegmenter(t)
	rapid.Check(t, func(t *rapid.T) {
		text := ingest.NewText(words().Draw(t, "text"))
		sentences := s.Segment(text)
		all := segment.CoNLLU(text, sentences)
		if len(all) != len(sentences) {
			t.Fatalf("%d sentences, want %d", len(all), len(sentences))
		}
		for i, c := range all {
			want := strings.Join(strings.Fields(text.Slice(sentences[i].Start, sentences[i].End)), " ")
			bare := *c
			bare.Comments = nil
			if got := bare.Text(); got != want {
				t.Fatalf("%q, want %q", got, want)
			}
			if len(c.Words) != len(sentences[i].Tokens) {
				t.Fatalf("%d words of %d tokens", len(c.Words), len(sentences[i].Tokens))
			}
		}
	})
}
