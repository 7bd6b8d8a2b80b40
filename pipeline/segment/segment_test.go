package segment_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"

	"pgregory.net/rapid"
)

func newSegmenter(t testing.TB) *segment.Segmenter {
	t.Helper()
	s, err := segment.New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// written writes sentences in a form to compare: tokens parted by spaces, a token
// joined to the one before it behind a plus, sentences parted by " | " and
// paragraphs by " || ".
func written(sentences []segment.Sentence) string {
	var b strings.Builder
	for i, s := range sentences {
		switch {
		case i == 0:
		case s.Paragraph != sentences[i-1].Paragraph:
			b.WriteString(" || ")
		default:
			b.WriteString(" | ")
		}
		for j, t := range s.Tokens {
			if j > 0 {
				b.WriteByte(' ')
			}
			if t.Joined {
				b.WriteByte('+')
			}
			b.WriteString(t.Form)
		}
	}
	return b.String()
}

// example is a text and what becomes of it.
type example struct{ text, want string }

func checkExamples(t *testing.T, examples []example) {
	t.Helper()
	s := newSegmenter(t)
	for _, x := range examples {
		if got := written(s.Segment(ingest.NewText(x.text))); got != x.want {
			t.Errorf("%q\ngot  %s\nwant %s", x.text, got, x.want)
		}
	}
}

func TestClitics(t *testing.T) {
	checkExamples(t, []example{
		{"They don't know.", "They do +n't know ."},
		{"They DON’T, can’t and won't.", "They DO +N’T , ca +n’t and wo +n't ."},
		{"the Moon's side", "the Moon +'s side"},
		{"the parties' demands and James' reply", "the parties +' demands and James +' reply"},
		{"We're sure it's what they'd, I'll and you've.", "We +'re sure it +'s what they +'d , I +'ll and you +'ve ."},
		{"They'd've gone; she couldn’t’ve.", "They +'d +'ve gone ; she could +n’t +’ve ."},
		{"the U.S.'s view, Sample Inc.’s and 'the U.S.'", "the U.S. +'s view , Sample Inc. +’s and ' the U.S. '"},
		{"They cannot and can not; Cannot!", "They can +not and can not ; Can +not !"},
		{"He's gonna, wanna, gotta, lemme, gimme.", "He +'s gon +na , wan +na , got +ta , lem +me , gim +me ."},
		{"'Tis late. ’Twas early, he said: 'tis.", "'T +is late . | ’T +was early , he said : 't +is ."},
		{"It is 5 o'clock in the '90s, Ms. O'Neill.", "It is 5 o'clock in the '90s , Ms. O'Neill ."},
		{"He said ‘yes’ and ‘the states’ left.", "He said ‘ yes ’ and ‘ the states ’ left ."},
		{"the 1990's", "the 1990's"},
	})
}

func TestWords(t *testing.T) {
	checkExamples(t, []example{
		{"the well-known end-of-war declaration", "the well - known end - of - war declaration"},
		{"a non-proliferation treaty, co-signed by the ex-minister", "a non-proliferation treaty , co-signed by the ex-minister"},
		{"AT&T spent it on R&D in the EU/UK area", "AT&T spent it on R&D in the EU / UK area"},
		{"a dash—like this – and this -- here", "a dash — like this – and this -- here"},
		{"a file_name and snake_case", "a file_name and snake_case"},
		{"It rose (by a lot) [see below] {there}.", "It rose ( by a lot ) [ see below ] { there } ."},
		{"naïve Türkiye, 北京 and e\u0301t\u00e9", "naïve Türkiye , 北京 and e\u0301t\u00e9"},
		{"\"straight\" “curly” «angled» ``old''", "\" straight \" “ curly ” « angled » ` ` old ' '"},
	})
}

func TestNumbers(t *testing.T) {
	checkExamples(t, []example{
		{"On 21 September 2021, at 10:30, they met.", "On 21 September 2021 , at 10:30 , they met ."},
		{"2021-09-21 and 21/9/2021 are one day.", "2021-09-21 and 21/9/2021 are one day ."},
		{"It was 1,234.5 tonnes, 50% of -3.", "It was 1,234.5 tonnes , 50 % of - 3 ."},
		{"It costs €5, £10 or $ 20.", "It costs € 5 , £ 10 or $ 20 ."},
		{"in 2018–2020, for 5-10 dollars", "in 2018 – 2020 , for 5 - 10 dollars"},
		{"at 10am, 5km off", "at 10 am , 5 km off"},
		{"the 5th of 12 in 1 a.m. to 2 p.m.", "the 5th of 12 in 1 a.m. to 2 p.m."},
		{"Call 555-0100 or 82-2-555-0100.", "Call 555-0100 or 82-2-555-0100 ."},
	})
}

func TestAddresses(t *testing.T) {
	checkExamples(t, []example{
		{"See https://example.org/a.b?c=d&e=f#g, then go.", "See https://example.org/a.b?c=d&e=f#g , then go ."},
		{"See (www.example.com/x) or <HTTP://example.org>.", "See ( www.example.com/x ) or < HTTP://example.org > ."},
		{"Ask a.b@example.org or @sample.", "Ask a.b@example.org or @sample ."},
		{"It is on example.org, in report.pdf!", "It is on example.org , in report.pdf !"},
	})
}

func TestFaces(t *testing.T) {
	checkExamples(t, []example{
		{"Great news 😀! All done :) and :-( too.", "Great news 😀 ! | All done :) and :-( too ."},
		// As people see them: a colour of skin, a flag, a man and a sheaf, a heart that is a picture.
		{"👍🏽👍🏽 🇰🇷🇺🇸, 👨\u200D🌾 ❤\uFE0F.", "👍🏽 👍🏽 🇰🇷 🇺🇸 , 👨\u200D🌾 ❤\uFE0F ."},
		{"We <3 peace ;)", "We <3 peace ;)"},
	})
}

func TestAbbreviations(t *testing.T) {
	checkExamples(t, []example{
		{"in the U.S. The talks ended.", "in the U.S. | The talks ended ."},
		{"The U.S. Senate met U.S. officials. They left.", "The U.S. Senate met U.S. officials . | They left ."},
		{"He left the U.S.", "He left the U.S."},
		{"Gen. Sample met Mr. Tester and Dr. Probe.", "Gen. Sample met Mr. Tester and Dr. Probe ."},
		{"No. 5 was signed. He said no. They left.", "No. 5 was signed . | He said no . | They left ."},
		{"J. R. Sample met E. Tester.", "J. R. Sample met E. Tester ."},
		{"A. B. Sample met C. D. Tester, M. Probe and b. 5.", "A. B. Sample met C. D. Tester , M. Probe and b. 5 ."},
		{"Talks, i.e. meetings, e.g. in Geneva, etc. were held.", "Talks , i.e. meetings , e.g. in Geneva , etc. were held ."},
		{"They left at 5 p.m. The rest stayed until 6 p.m. on Monday.", "They left at 5 p.m. | The rest stayed until 6 p.m. on Monday ."},
		{"A. Sample, Ph.D., of Sample Inc. in Washington, D.C. on Jan. 5.", "A. Sample , Ph.D. , of Sample Inc. in Washington , D.C. on Jan. 5 ."},
		{"It was I. He left.", "It was I . | He left ."},
	})
}

func TestSentences(t *testing.T) {
	checkExamples(t, []example{
		{"Who? Me?! Yes!! Now.", "Who ? | Me ?! | Yes !! | Now ."},
		{"Well... they waited. And then… nothing came.", "Well ... they waited . | And then … nothing came ."},
		{"They waited... Nothing came.", "They waited ... | Nothing came ."},
		{"He said: “We will go. You will stay.” Then he left.", "He said : “ We will go . | You will stay . ” | Then he left ."},
		{"“Will you come?” she asked. “No!” he said.", "“ Will you come ? ” she asked . | “ No ! ” he said ."},
		{"He said, \"We will go.\" Then he left.", "He said , \" We will go . \" | Then he left ."},
		{"(They left.) We stayed.", "( They left . ) | We stayed ."},
		{"It passed.[3] Then it was law.", "It passed . [ 3 ] | Then it was law ."},
		{"he asked why. they did not answer.", "he asked why . | they did not answer ."},
		{"(a) The parties agree. (b) They sign.", "( a ) The parties agree . | ( b ) They sign ."},
		{"It grew by 3.5 percent. 40 states signed.", "It grew by 3.5 percent . | 40 states signed ."},
		{"", ""},
		{" \n\t\n ", ""},
	})
}

func TestParagraphs(t *testing.T) {
	checkExamples(t, []example{
		{"A Heading\n\nThe text begins. It ends.\n\n\n  Another. ", "A Heading || The text begins . | It ends . || Another ."},
		{"A heading\nThe text.", "A heading || The text ."},
		{"The list:\n- first item\n- second item", "The list : || - first item || - second item"},
		{"• one\n• two", "• one || • two"},
		{"1. The first clause.\n2. The second clause.", "1 . The first clause . || 2 . The second clause ."},
		{"MR. SAMPLE: Thank you.\nQ: What now?\nA: Nothing.", "MR. SAMPLE : Thank you . || Q : What now ? || A : Nothing ."},
		// Lines that an editor wrapped are one paragraph,
		{"The delegations met for the third day and said\nthat their talks had been of some use, though\nnobody said of what. Then they left.",
			"The delegations met for the third day and said that their talks had been of some use , though nobody said of what . | Then they left ."},
		{"The delegations met for the third day and said\nthat they left.", "The delegations met for the third day and said that they left ."},
		// but not where an item begins.
		{"The delegations met for the third day and said\n(b) that their talks had been of some use, and\nthat they might meet again in the spring of\nthe next year.",
			"The delegations met for the third day and said || ( b ) that their talks had been of some use , and that they might meet again in the spring of the next year ."},
	})
}

// words draws texts of what the rules look for.
func words() *rapid.Generator[string] {
	word := rapid.OneOf(rapid.SampledFrom([]string{
		"The", "U.S.", "Gen.", "No.", "no.", "J.", "don't", "cannot", "'tis", "’Twas", "Moon's", "parties'", "they'd've", "gonna", "'90s", "well-known", "re-enter", "10am",
		"1,234.5", "2021-09-21", "555-0100", "https://a.b/c", "a@b.org", "@x", ":)", "😀", "👍🏽", "e\u0301", "北京", "\u200D", "“", "”", "‘", "’", "'", "\"", "(", ")", "[3]", "...", "…", "?!", ".", ",",
		"-", "--", "—", "•", "\n", "\n\n", "\t", "\u00A0", "a", "I",
	}), rapid.StringN(0, 5, -1))
	return rapid.Map(rapid.SliceOfN(word, 0, 40), func(words []string) string { return strings.Join(words, "") })
}

// checker is a *testing.T or a *rapid.T.
type checker interface {
	Helper()
	Errorf(format string, args ...any)
}

// checkCut checks what holds for any text.
func checkCut(t checker, s *segment.Segmenter, given string) {
	t.Helper()
	text := ingest.NewText(given)
	sentences := s.Segment(text)
	at, paragraph := 0, 0
	skip := func(end int) {
		t.Helper()
		if end < at {
			t.Errorf("%q: at %d lies before %d", given, end, at)
			return
		}
		if left := strings.TrimFunc(text.Slice(at, end), unicode.IsSpace); left != "" {
			t.Errorf("%q: %q is left out", given, left)
		}
		at = end
	}
	for i, sentence := range sentences {
		if len(sentence.Tokens) == 0 {
			t.Errorf("%q: sentence %d is empty", given, i)
			continue
		}
		first, last := sentence.Tokens[0], sentence.Tokens[len(sentence.Tokens)-1]
		if sentence.Start != first.Start || sentence.End != last.End || first.Joined {
			t.Errorf("%q: sentence %d is not from its first token to its last", given, i)
		}
		if sentence.Paragraph < paragraph || sentence.Paragraph > paragraph+1 || i == 0 && sentence.Paragraph != 0 {
			t.Errorf("%q: paragraph %d behind %d", given, sentence.Paragraph, paragraph)
		}
		paragraph = sentence.Paragraph
		for _, token := range sentence.Tokens {
			if token.Joined && token.Start != at {
				t.Errorf("%q: %q is joined to nothing", given, token.Form)
			}
			if token.End <= token.Start || token.End > text.Len() || text.Slice(token.Start, token.End) != token.Form {
				t.Errorf("%q: %q spans %d to %d", given, token.Form, token.Start, token.End)
				return
			}
			if strings.ContainsFunc(token.Form, unicode.IsSpace) {
				t.Errorf("%q: white space in %q", given, token.Form)
			}
			skip(token.Start)
			at = token.End
		}
	}
	skip(text.Len())
	if !reflect.DeepEqual(sentences, s.Segment(text)) {
		t.Errorf("%q: cut in two ways", given)
	}
}

func TestNothingIsLost(t *testing.T) {
	s := newSegmenter(t)
	rapid.Check(t, func(t *rapid.T) { checkCut(t, s, words().Draw(t, "text")) })
}

func FuzzSegment(f *testing.F) {
	for _, x := range []string{
		"", " ", "The U.S. The talks.", "Don't! 'Tis the Moon's; they cannot.", "“Go,” he said... Then?!", "1. One\n2. Two\n\n(a) Three", "- a\n- b", "http://a.b/c, a@b.c.", "Q: A\nMR. X: B",
		"'tis", "’", "'", "''", "a'", "'s", "n't", "'90s", ".5", "5.", "U.S.'s", "👨\u200D🌾 👍🏽 🇰🇷", "a\u0301\u200D", ":):(", "-", "--", "[3]", "a.[3] B",
		"The delegations met for the third day and said\nthat they left.",
	} {
		f.Add(x)
	}
	s := newSegmenter(f)
	f.Fuzz(func(t *testing.T, given string) { checkCut(t, s, strings.ToValidUTF8(given, "")) })
}
