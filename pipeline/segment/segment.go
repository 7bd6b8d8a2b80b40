// Package segment cuts a document's text into paragraphs, sentences and
// tokens.
//
// Input: an [ingest.Text]. Output: sentences in the order of the text, each
// with its tokens, all placed by code point offsets into that text. Tokens
// follow the Universal Dependencies English convention (UD v2, EWT and GUM):
// clitics and contractions are split ("do" "n't", "Moon" "'s", "can" "not"),
// hyphenated words too but for those with a prefix ("non-proliferation"),
// abbreviations keep their stop.
//
// Paragraphs come first, then tokens, then sentences: whether a stop belongs to
// an abbreviation is known when sentences are cut.
package segment

import (
	_ "embed"
	"fmt"
	"strings"

	"demarche/pipeline/ingest"

	"github.com/goccy/go-yaml"
)

// Token is one syntactic word.
type Token struct {
	Start, End int // code points into the document's text, half open
	Form       string
	// Joined says that the token is written together with the one before it as
	// one surface word, such as "n't" in "don't".
	Joined bool
}

// Sentence is one sentence, never empty of tokens.
type Sentence struct {
	Start, End int // code points into the document's text, half open
	Paragraph  int // 0-based in the document
	Tokens     []Token
}

// Segmenter cuts texts. It is safe for concurrent use.
type Segmenter struct {
	neverFinal, beforeNumber, maybeFinal set
	openers, prefixes, units, endings    set
	clitics, faces                       []string
	contractions                         map[string][]string
}

type set map[string]bool

func setOf(words []string) set {
	s := make(set, len(words))
	for _, w := range words {
		s[w] = true
	}
	return s
}

//go:embed english.yaml
var english []byte

// New returns a segmenter of English.
func New() (*Segmenter, error) {
	var k struct {
		Abbreviations struct {
			NeverFinal   []string `yaml:"never_final"`
			BeforeNumber []string `yaml:"before_number"`
			MaybeFinal   []string `yaml:"maybe_final"`
		} `yaml:"abbreviations"`
		Openers      []string            `yaml:"openers"`
		Clitics      []string            `yaml:"clitics"`
		Contractions map[string][]string `yaml:"contractions"`
		Prefixes     []string            `yaml:"prefixes"`
		Units        []string            `yaml:"units"`
		Endings      []string            `yaml:"endings"`
		Faces        []string            `yaml:"faces"`
	}
	if err := yaml.UnmarshalWithOptions(english, &k, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("segment/english.yaml: %w", err)
	}
	return &Segmenter{
		neverFinal:   setOf(k.Abbreviations.NeverFinal),
		beforeNumber: setOf(k.Abbreviations.BeforeNumber),
		maybeFinal:   setOf(k.Abbreviations.MaybeFinal),
		openers:      setOf(k.Openers),
		clitics:      k.Clitics,
		contractions: k.Contractions,
		prefixes:     setOf(k.Prefixes),
		units:        setOf(k.Units),
		endings:      setOf(k.Endings),
		faces:        k.Faces,
	}, nil
}

// Segment cuts a text. Its time is linear in the length of the text.
func (s *Segmenter) Segment(text ingest.Text) []Sentence {
	runes := []rune(text.String())
	var sentences []Sentence
	for i, p := range paragraphs(runes) {
		tokens := s.tokens(runes, p.start, p.end)
		for len(tokens) > 0 {
			n := s.sentence(tokens, runes)
			sentences = append(sentences, Sentence{
				Start: tokens[0].Start, End: tokens[n-1].End, Paragraph: i, Tokens: tokens[:n:n],
			})
			tokens = tokens[n:]
		}
	}
	return sentences
}

// key is how a word stands in the lists: in lower case, with straight apostrophes.
func key(word string) string {
	return strings.ReplaceAll(strings.ToLower(word), "’", "'")
}
