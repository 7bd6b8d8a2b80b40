package segment_test

import (
	"strings"
	"testing"
	"unicode"

	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"

	"pgregory.net/rapid"
)

func segmenter(tb testing.TB) *segment.Segmenter {
	s, err := segment.New()
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestSentences(t *testing.T) {
	s := segmenter(t)
	for text, want := range map[string]string{
		"He met Gen. Smith of the U.S. Army. They spoke.":      "He met Gen. Smith of the U.S. Army.|They spoke.",
		"It left the U.S. The talks ended.":                    "It left the U.S.|The talks ended.",
		"See No. 5 of the list. No. That is all.":              "See No. 5 of the list.|No.|That is all.",
		"“We will not sign. We never did,” he said. She left.": "“We will not sign.|We never did,” he said.|She left.",
		"J. R. Writer spoke at 3 p.m. on Monday.":              "J. R. Writer spoke at 3 p.m. on Monday.",
		"Is it so? It is! Good.":                               "Is it so?|It is!|Good.",
		"Wait ... there is more. It ended…":                    "Wait ... there is more.|It ended…",
		"A heading\n\nA paragraph whose lines an editor has broken off\nin the midst of a sentence. It ends.": "A heading|A paragraph whose lines an editor has broken off\nin the midst of a sentence.|It ends.",
		"A line\nAnother line":                               "A line|Another line",
		"1. The first point.\n2. The second point.":          "1. The first point.|2. The second point.",
		"The rate rose to 3.5 per cent. Prices fell by 1.2.": "The rate rose to 3.5 per cent.|Prices fell by 1.2.",
		"“Will you sign?” he asked.":                         "“Will you sign?” he asked.",
	} {
		doc := ingest.NewText(text)
		var got []string
		for _, sentence := range s.Segment(doc) {
			got = append(got, doc.Slice(sentence.Start, sentence.End))
		}
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("%q\ngot  %q\nwant %q", text, g, want)
		}
	}
}

func TestTokens(t *testing.T) {
	s := segmenter(t)
	for text, want := range map[string]string{
		"They don't, can't and cannot.":               "They do n't , ca n't and can not .",
		"Moon's plan and the States' role.":           "Moon 's plan and the States ' role .",
		"It’s Kim’s: we’ll see they’re right.":        "It ’s Kim ’s : we ’ll see they ’re right .",
		"The U.S.-ROK alliance (USFK).":               "The U.S. - ROK alliance ( USFK ) .",
		"A non-proliferation and co-operation treaty": "A non-proliferation and co-operation treaty",
		"inter-Korean, working-level talks":           "inter-Korean , working - level talks",
		"“Yes,” he said—twice.":                       "“ Yes , ” he said — twice .",
		"On 24/11/2026 it cost $2,500.00, or 10%.":    "On 24/11/2026 it cost $ 2,500.00 , or 10 % .",
		"See https://example.org/a?b=c, or a.b@c.org": "See https://example.org/a?b=c , or a.b@c.org",
		"He's gonna go :)":                            "He 's gon na go :)",
	} {
		var got []string
		for _, sentence := range s.Segment(ingest.NewText(text)) {
			for _, token := range sentence.Tokens {
				got = append(got, token.Form)
			}
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q\ngot  %s\nwant %s", text, g, want)
		}
	}
}

// checkSegments checks what holds for any text: tokens are in order, lie in their
// sentence, equal the text, and leave out nothing but white space.
func checkSegments(t interface{ Fatalf(string, ...any) }, text string, sentences []segment.Sentence) {
	doc := ingest.NewText(text)
	at, paragraph := 0, 0
	for _, s := range sentences {
		if len(s.Tokens) == 0 || s.Tokens[0].Start != s.Start || s.Tokens[len(s.Tokens)-1].End != s.End {
			t.Fatalf("sentence %d to %d does not begin and end with its tokens", s.Start, s.End)
		}
		if s.Paragraph < paragraph || s.Paragraph > paragraph+1 {
			t.Fatalf("paragraph %d after %d", s.Paragraph, paragraph)
		}
		paragraph = s.Paragraph
		for _, token := range s.Tokens {
			if token.Start < at || token.End <= token.Start || token.End > doc.Len() {
				t.Fatalf("token %d to %d after %d", token.Start, token.End, at)
			}
			if between := doc.Slice(at, token.Start); strings.TrimFunc(between, unicode.IsSpace) != "" {
				t.Fatalf("%q is in no token", between)
			}
			if got := doc.Slice(token.Start, token.End); got != token.Form {
				t.Fatalf("token %q, text %q", token.Form, got)
			}
			at = token.End
		}
	}
	if rest := doc.Slice(at, doc.Len()); strings.TrimFunc(rest, unicode.IsSpace) != "" {
		t.Fatalf("%q is in no token", rest)
	}
}

func TestAnyText(t *testing.T) {
	s := segmenter(t)
	piece := rapid.SampledFrom([]string{
		"U.S.", "Gen.", "No.", "5", "don't", "Moon’s", "states'", "cannot", "The", "talks", ".", "...", "…", "?!", "“", "”", "\"", "'", "(", ")", "-", "—",
		"\n", "\n\n", "\t", " ", "a.m.", "J.", "https://x.org", "a@b.org", "10%", "$5", "北京", "𝔘", "e\u0301", "•", "(a)", "1.", ":)", "co-", "\u00a0",
	})
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 50).Draw(rt, "pieces"), rapid.SampledFrom([]string{"", " "}).Draw(rt, "between"))
		checkSegments(rt, text, s.Segment(ingest.NewText(text)))
	})
}

func FuzzSegment(f *testing.F) {
	s := segmenter(f)
	for _, seed := range []string{"The U.S. left. It's over.", "“Yes,” he said.\n\n• One\n• Two", "a\u00a0b 北京。", "don't can't won't", "((((", "http://"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		checkSegments(t, text, s.Segment(ingest.NewText(text)))
	})
}
