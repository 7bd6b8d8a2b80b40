// Package segment cuts a document's text into paragraphs, sentences and
// tokens.
//
// Input: an [ingest.Text]. Output: sentences in the order of the text, each
// with its tokens, all placed by code point offsets into that text. Tokens
// follow the Universal Dependencies English convention (UD v2, EWT and GUM):
// clitics and contractions are split ("do" "n't", "Moon" "'s", "can" "not"),
// hyphenated words and ranges too, abbreviations keep their stop.
package segment

// Token is one syntactic word.
type Token struct {
	Start, End int // code points into the document's text, half open
	Form       string
}

// Sentence is one sentence, never empty of tokens.
type Sentence struct {
	Start, End int // code points into the document's text, half open
	Paragraph  int // 0-based in the document
	Tokens     []Token
}
