package actors_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/pipeline/ingest"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
	"demarche/schemas"

	"pgregory.net/rapid"
)

// stages reads documents up to the actors.
type stages struct {
	segmenter *segment.Segmenter
	parser    *syntax.Parser
	finder    *actors.Finder
}

func newStages(more ...codebook.Source) (*stages, error) {
	book, err := codebook.Load(more...)
	if err != nil {
		return nil, err
	}
	segmenter, err := segment.New()
	if err != nil {
		return nil, err
	}
	parser, err := syntax.Load()
	if err != nil {
		return nil, err
	}
	return &stages{segmenter, parser, actors.New(book)}, nil
}

var embedded = sync.OnceValues(func() (*stages, error) { return newStages() })

func (st *stages) read(doc *ingest.Document) actors.Found {
	sentences := st.segmenter.Segment(doc.Text)
	forms := make([][]string, len(sentences))
	for i, s := range sentences {
		for _, t := range s.Tokens {
			forms[i] = append(forms[i], t.Form)
		}
	}
	trees := make([]syntax.Tree, len(sentences))
	st.parser.ParseAll(trees, forms)
	return st.finder.Read(doc, sentences, trees)
}

func read(t *testing.T, doc *ingest.Document) actors.Found {
	t.Helper()
	st, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return st.read(doc)
}

func text(s string) *ingest.Document { return &ingest.Document{ID: "d", Text: ingest.NewText(s)} }

// lines writes mentions as "words = actor (kind)".
func lines(mentions []actors.Mention) []string {
	var out []string
	for _, m := range mentions {
		id := "?"
		if m.Actor != nil {
			id = m.Actor.ID
		}
		out = append(out, m.Text+" = "+id+" ("+string(m.Kind)+")")
	}
	return out
}

// The wanted mentions must be there in their order, others may stand between.
// What begins with "no " must not be there.
func TestWhoIsMeant(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"states", "Poland urged the United States to stop. The U.S. refused.",
			[]string{"Poland = POL (name)", "United States = USA (name)", "U.S. = USA (alias)"}},
		{"former states", "The Soviet Union and East Germany signed a treaty.", []string{"Soviet Union = SUN (name)", "East Germany = DDR (alias)"}},
		{"metonyms", "Warsaw insists that it will not leave. Talks between Oslo and Lima go on.",
			[]string{"Warsaw = POL (metonym)", "it = POL (pronoun)", "Oslo = NOR (metonym)", "Lima = PER (metonym)"}},
		{"metonyms that do something to something", "Lima traces the quarrel to 1990. Oslo's answer came late. For Lima, the plan is a trap. Oslo hosted the games.",
			[]string{"Lima = PER (metonym)", "Oslo = NOR (metonym)", "Lima = PER (metonym)"}},
		{"metonyms that feel", "Warsaw was happy to wait. Lima balked at the price.", []string{"Warsaw = POL (metonym)", "Lima = PER (metonym)"}},
		{"metonyms of a remark", "The plan is anathema to Warsaw, which classifies it as a trap.", []string{"Warsaw = POL (metonym)"}},
		{"places", "The minister flew to Warsaw. He lives in Oslo.", []string{"no Warsaw", "no Oslo"}},
		{"compounds", "The U.S.-Polish alliance and inter-Korean relations matter.", []string{"no U.S.", "no Polish", "no Korean"}},
		{"longer names", "The South China Sea is calm. The University of South Australia is open.", []string{"no China", "no Australia", "no The South"}},
		{"bodies of states", "The Polish government said that its officials would leave.", []string{"Polish government = pol-government (nominal)", "its = pol-government (pronoun)"}},
		{"bodies of whom a pronoun means", "Peru protested. Its foreign ministry spoke, and its officials agreed.", []string{"foreign ministry = per-foreign-ministry (nominal)", "officials = per-officials (nominal)"}},
		{"what only many are", "Peru protested. It extends its authority, and its authorities agree.", []string{"no authority = per-authority (nominal)", "authorities = per-authorities (nominal)"}},
		{"bodies of a person's state", "Ben Bernson, the Peruvian president, spoke. His government refused. His adviser left.", []string{"government = per-government (nominal)", "adviser = ? (nominal)"}},
		{"officials of organisations", "NATO officials spoke. A State Department spokesperson agreed.", []string{"officials = nato-officials (nominal)", "spokesperson = state-department-spokesperson (nominal)"}},
		{"whom officials act for", "A delegate from Peru spoke. A spokesman for the Chilean army agreed.", []string{"A delegate = per-delegate (nominal)", "A spokesman = chl-spokesman (nominal)"}},
		{"bodies in their capital", "The foreign ministry in Lima spoke. The rebels in Warsaw agreed.", []string{"The foreign ministry = per-foreign-ministry (nominal)", "The rebels = ? (nominal)"}},
		{"offices by their rank", "The Peruvian prime minister met the Chilean foreign minister.", []string{"Peruvian prime minister = per-prime-minister (nominal)", "Chilean foreign minister = chl-foreign-minister (nominal)"}},
		{"posts before a name", "The minister, Anna Sample, refused. The Kenyan envoy, Tom Formson, agreed.", []string{"The minister = anna-sample (nominal)", "Anna Sample = anna-sample (name)", "Kenyan envoy = tom-formson (nominal)"}},
		{"leaders and who bears their name", "Lukashenko refused. Mary Trump resigned. Trump said that she was tired.", []string{"Lukashenko = alexander-lukashenko (alias)", "Mary Trump = mary-trump (name)", "Trump = mary-trump (alias)"}},
		{"governments", "The Biden administration refused.", []string{"Biden administration = biden-administration (name)"}},
		{"ministries", "The Kenyan Foreign Ministry protested.", []string{"Kenyan Foreign Ministry = ken-foreign-ministry (name)"}},
		{"persons", "Anna Samplewoman said that she would resign. Samplewoman left.",
			[]string{"Anna Samplewoman = anna-samplewoman (name)", "she = anna-samplewoman (pronoun)", "Samplewoman = anna-samplewoman (alias)"}},
		{"titles", "Foreign Minister Chung Testname spoke. Mr. Testname agreed.",
			[]string{"Foreign Minister Chung Testname = chung-testname (name)", "Mr. Testname = chung-testname (alias)"}},
		{"acronyms", "The Ruritanian Peace Institute (RPI) protested. The RPI said so.",
			[]string{"Ruritanian Peace Institute = ruritanian-peace-institute (name)", "RPI = ruritanian-peace-institute (alias)", "RPI = ruritanian-peace-institute (alias)"}},
		{"short names", "North Korea argued for talks. The North said that it was ready.", []string{"North Korea = PRK (name)", "The North = PRK (alias)", "it = PRK (pronoun)"}},
		{"short names alone", "The north of the island is green, and the North is cold.", []string{"no the North"}},
		{"short names of several", "The African Union met in Lima. The Union agreed.", []string{"African Union = AU (name)", "The Union = AU (alias)"}},
		{"the one named most", "The European Union and the African Union met. The African Union spoke. The Union agreed.", []string{"The Union = AU (alias)"}},
		{"names cut short", "North and South Korea exchanged fire.", []string{"North = PRK (alias)", "South Korea = KOR (name)"}},
		{"names within names", "The Peru Tourism board met. Expo Japan opened.", []string{"Peru = PER (name)", "Japan = JPN (name)"}},
		{"places with the name of a state", "The Norway Strait is deep, and New Peru is small.", []string{"no Norway", "no Peru"}},
		{"parts of states", "Scotland demands a vote. He lives in Scotland.", []string{"Scotland = scottish-government (metonym)", "He = ? (pronoun)"}},
		{"whose country", "Peru is large. We love our great country. We grow as a nation.", []string{"great country = PER (nominal)", "a nation = PER (nominal)"}},
		{"at home and abroad", "Peru is poor. It is feared at home and abroad. Children stay at home.", []string{"home = PER (nominal)", "Children = ? (nominal)", "no home = PER (nominal)"}},
		{"for country", "Peru is poor. They choose party over country. He went from country to country.", []string{"country = PER (nominal)", "He = ? (pronoun)"}},
		{"her for a country", "India awoke, and her people were glad.", []string{"India = IND (name)", "her = IND (pronoun)"}},
		{"rows", "Peru and Chile said that they would leave.", []string{"they = PER (pronoun)", "they = CHL (pronoun)"}},
		{"no row of alternatives", "Peru or Chile said that they would leave.", []string{"no they"}},
		{"authors of references", "This was shown before (Samplewoman & Testname, 2010).", []string{"Samplewoman = samplewoman (name)", "Testname = testname (name)"}},
		{"persons with the name of a state", "Anna Jordan resigned. Jordan said that she was tired.", []string{"Jordan = anna-jordan (alias)", "she = anna-jordan (pronoun)"}},
		{"states with the name of a person", "Anna Jordan resigned. She was born in Jordan.", []string{"She = anna-jordan (pronoun)", "Jordan = JOR (name)"}},
		{"rulers", "Elizabeth II spoke to Peter the Great.", []string{"Elizabeth II = elizabeth-ii (name)", "Peter the Great = peter-the-great (name)"}},
		{"forms of address", "Mr. President, I thank you.", []string{"Mr. President = ? (nominal)"}},
		{"bodies with a capital", "We went to the Court, and it agreed.", []string{"the Court = ? (nominal)", "it = ? (pronoun)"}},
		{"nouns behind a name", "The NATO alliance said that it would act.", []string{"NATO = NATO (alias)", "alliance = NATO (nominal)", "it = NATO (pronoun)"}},
		{"agreements", "The Singapore Statement and the JCPOA are signed.", []string{"no Singapore", "no JCPOA"}},
		{"pairs", "Peru met Chile. The two countries agreed on the border.", []string{"The two countries = PER (nominal)", "The two countries = CHL (nominal)"}},
		{"demonstratives", "Kenya closed the border. That country wants talks.", []string{"Kenya = KEN (name)", "That country = KEN (nominal)"}},
		{"nominals", "The rebels attacked. Opposition lawmakers protested.", []string{"The rebels = ? (nominal)", "Opposition lawmakers = ? (nominal)"}},
		{"not the subject of its clause", "Peru believes that the regime in Chile will fall. Peru told Chile that it would leave.", []string{"Peru = PER (name)", "Chile = CHL (name)"}},
		{"expletives", "It is clear that Peru will leave. It seems that Chile will stay.", []string{"no It"}},
		{"attitudes of it", "Peru was absent. It remains sceptical that pressure will bring it back.", []string{"Peru = PER (name)", "It = PER (pronoun)"}},
		{"the body of a resolution", "The Security Council,\n\nWelcoming the statement of UNIFIL,\n\nAware that it is responsible for helping to secure a permanent peace,\n\n1. Decides to extend the mandate of UNIFIL, and expresses its intention to return to the matter;\n\n2. Calls upon Peru to withdraw its forces.",
			[]string{"Security Council = UNSC (alias)", "it = UNSC (pronoun)", "UNIFIL = UNIFIL (alias)", "its = UNSC (pronoun)", "Peru = PER (name)", "its = PER (pronoun)"}},
		{"things", "The treaty entered into force. It has ten articles.", []string{"no It"}},
		{"languages", "He wrote the letter in Polish.", []string{"no Polish"}},
		{"quotations", "Anna Samplewoman said: “I will not go, and we want peace.”",
			[]string{"Anna Samplewoman = anna-samplewoman (name)", "I = anna-samplewoman (pronoun)", "we = anna-samplewoman (pronoun)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := lines(read(t, text(test.text)).Mentions)
			rest := got
			for _, want := range test.want {
				if words, no := strings.CutPrefix(want, "no "); no {
					if slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, words+" = ") }) {
						t.Errorf("%q is mentioned: %s", words, strings.Join(got, "; "))
					}
					continue
				}
				i := slices.Index(rest, want)
				if i < 0 {
					t.Errorf("no %s: %s", want, strings.Join(got, "; "))
					continue
				}
				rest = rest[i+1:]
			}
		})
	}
}

func TestPersonsSpeakForSomeone(t *testing.T) {
	found := read(t, text("Anna Samplewoman, the foreign minister of Peru, left. Peter Testname, an adviser at the White House, agreed. The foreign minister of Norway, Ann Exampleson, met the Kenyan envoy, Tom Formson, and a critic of Chile, Ben Nobodyson."))
	principal := make(map[string]string)
	for _, m := range found.Mentions {
		if m.Actor != nil {
			principal[m.Actor.ID] = m.Actor.Principal
		}
	}
	for id, want := range map[string]string{"anna-samplewoman": "PER", "peter-testname": "USA", "ann-exampleson": "NOR", "tom-formson": "KEN", "ben-nobodyson": ""} {
		if got, ok := principal[id]; !ok || got != want {
			t.Errorf("principal of %s: %q, want %q (%v)", id, got, want, principal)
		}
	}
}

func TestDatedAliases(t *testing.T) {
	st, err := newStages(codebook.Source{Name: "my.yaml", Text: []byte(`actors:
  - {id: first-sample, name: First Sample, type: person, aliases: [{name: President Sample, until: 2000-12-31}]}
  - {id: second-sample, name: Second Sample, type: person, aliases: [{name: President Sample, from: 2001-01-01}]}
`)})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ date, want string }{
		{"1999-05-01", "first-sample"}, {"2001-01-01", "second-sample"},
	} {
		day, err := schemas.ParseDate(test.date)
		if err != nil {
			t.Fatal(err)
		}
		doc := text("President Sample refused.")
		doc.Published = &day
		if got := lines(st.read(doc).Mentions); !slices.Equal(got, []string{"President Sample = " + test.want + " (alias)"}) {
			t.Errorf("on %s: %v", test.date, got)
		}
	}
	// Without a date nobody knows which of the two it is.
	for _, m := range st.read(text("President Sample refused.")).Mentions {
		if m.Actor != nil && (m.Actor.ID == "first-sample" || m.Actor.ID == "second-sample") {
			t.Errorf("without a date it is %s", m.Actor.ID)
		}
	}
}

func TestSpeakersOfTranscripts(t *testing.T) {
	found := read(t, text("MR. TESTNAME: We are ready. I said so.\n\nQ: Will you go?\n\nMS. SAMPLEWOMAN: I will not."))
	var speakers []string
	for _, a := range found.Speakers {
		if a == nil {
			speakers = append(speakers, "?")
		} else {
			speakers = append(speakers, a.ID)
		}
	}
	if want := []string{"testname", "testname", "?", "samplewoman"}; !slices.Equal(speakers, want) {
		t.Errorf("speakers %v, want %v", speakers, want)
	}
	var pronouns []string
	for _, m := range found.Mentions {
		if m.Kind == schemas.Pronoun && m.Actor != nil {
			pronouns = append(pronouns, m.Text+" "+m.Actor.ID)
		}
	}
	if want := []string{"We testname", "I testname", "I samplewoman"}; !slices.Equal(pronouns, want) {
		t.Errorf("pronouns %v, want %v", pronouns, want)
	}
}

func TestTheAuthorOfASpeechSpeaks(t *testing.T) {
	doc := text("I have come to warn you. We will not yield.")
	doc.Genre, doc.Authors = "speech", []string{"Anna Samplewoman"}
	found := read(t, doc)
	for i, a := range found.Speakers {
		if a == nil || a.ID != "anna-samplewoman" {
			t.Errorf("sentence %d is spoken by %v", i, a)
		}
	}
	if got := lines(found.Mentions); !slices.Equal(got, []string{"I = anna-samplewoman (pronoun)", "We = anna-samplewoman (pronoun)"}) {
		t.Errorf("mentions %v", got)
	}
}

// Whatever the text: spans hold their words, are in order, and point back.
func TestSpansOfAnyText(t *testing.T) {
	st, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	word := rapid.SampledFrom([]string{
		"Iran", "the U.S.", "US", "the United States of America", "America", "Washington", "President", "Moon", "Kim Jong-un", "the two countries", "both Koreas", "It", "they", "She", "his", "themselves",
		"South Korean", "government", "Ministry", "of", "and", "the", "The North", "said", "that", "demanded", "I", "we", "“", "”", "\"", "(UNC)", "Mr.",
		"Türkiye", "北京", "𝔘", "é", ".", ",", ":", "-", "’s", "\n", "\n\n", "Q:", "MR. PRICE:", "2014", "et al.", "who", "is", "rebels",
	})
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(word, 0, 60).Draw(rt, "words")
		doc := text(strings.Join(words, rapid.SampledFrom([]string{" ", ""}).Draw(rt, "between")))
		sentences := st.segmenter.Segment(doc.Text)
		found := st.read(doc)
		if len(found.Speakers) != len(sentences) {
			rt.Fatalf("%d speakers of %d sentences", len(found.Speakers), len(sentences))
		}
		end, member := 0, 0
		for i, m := range found.Mentions {
			if got := doc.Text.Slice(m.Start, m.End); got != m.Text || m.Text == "" {
				rt.Fatalf("%q at %d to %d, where %q stands", m.Text, m.Start, m.End, got)
			}
			tokens := sentences[m.Sentence].Tokens
			if m.From < 0 || m.To <= m.From || m.To > len(tokens) || tokens[m.From].Start != m.Start || tokens[m.To-1].End != m.End {
				rt.Fatalf("%q is not its tokens %d to %d", m.Text, m.From, m.To)
			}
			if m.Head <= m.From || m.Head > m.To {
				rt.Fatalf("the head %d of %q lies outside of %d to %d", m.Head, m.Text, m.From, m.To)
			}
			if m.Antecedent >= i {
				rt.Fatalf("%q takes up a later mention", m.Text)
			}
			if m.Member > 0 && m.Member == member+1 && m.Start == found.Mentions[i-1].Start {
				member++
				continue
			}
			if m.Start < end || m.Member != 0 {
				rt.Fatalf("%q overlaps what is before it: %v", m.Text, lines(found.Mentions))
			}
			end, member = m.End, 0
		}
	})
}

// A capital that two states had is that of the one which the text names.
func TestCapitalsOfFormerStates(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"The Soviet Union agreed. Moscow insists that it will sign.", "Moscow = SUN (metonym)"},
		{"Russia agreed. Moscow insists that it will sign.", "Moscow = RUS (metonym)"},
	} {
		if got := lines(read(t, text(test.text)).Mentions); !slices.Contains(got, test.want) {
			t.Errorf("no %s: %v", test.want, got)
		}
	}
}
