package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence returns how many of a paragraph's tokens make its first sentence.
func (s *Segmenter) sentence(tokens []Token, text []rune) int {
	for i := 0; i < len(tokens); i++ {
		if !s.mayEnd(tokens, i) {
			continue
		}
		n := i + 1
		for n < len(tokens) && (closer(tokens, n) || endMark(tokens[n].Form) && tokens[n].Start == tokens[n-1].End) {
			n++
		}
		for n+2 < len(tokens) && footnote(tokens[n:n+3]) {
			n += 3
		}
		if n == len(tokens) || s.begins(tokens, i, n) {
			return n
		}
		i = n - 1
	}
	return len(tokens)
}

// mayEnd reports whether a sentence could end with token i.
func (s *Segmenter) mayEnd(tokens []Token, i int) bool {
	form := tokens[i].Form
	if endMark(form) {
		// The number of an item, "1." or "(a).", is no sentence.
		return i > 1 || i == 1 && !itemNumber(tokens[0].Form)
	}
	word, ok := strings.CutSuffix(form, ".")
	if !ok || word == "" {
		return false
	}
	lower := key(word)
	if s.neverFinal[lower] || s.beforeNumber[lower] {
		return false
	}
	return s.maybeFinal[lower] || strings.Contains(word, ".") // U.S., but no initial
}

// endMark reports tokens of marks that end sentences: ".", "?!", "...", "…".
func endMark(form string) bool {
	return strings.Trim(form, ".!?…") == ""
}

func itemNumber(form string) bool {
	return digits([]rune(form)) || utf8.RuneCountInString(form) == 1
}

// closer reports whether token i is a mark that closes what stands before it.
func closer(tokens []Token, i int) bool {
	switch tokens[i].Form {
	case ")", "]", "}", "”", "’", "»", "''":
		return true
	case "\"", "'": // straight: it closes where it touches what stands before
		return tokens[i].Start == tokens[i-1].End
	}
	return false
}

// footnote reports "[7]", which belongs to the sentence that it stands behind.
func footnote(tokens []Token) bool {
	return tokens[0].Form == "[" && digits([]rune(tokens[1].Form)) && tokens[2].Form == "]"
}

// begins reports whether a new sentence begins with token n, where the one
// before would end with the mark or abbreviation i, and closers behind it.
func (s *Segmenter) begins(tokens []Token, i, n int) bool {
	first := tokens[n].Form
	if opener(first) && n+1 < len(tokens) {
		first = tokens[n+1].Form
	}
	r, _ := utf8.DecodeRuneInString(first)
	mark := tokens[i].Form
	touching := tokens[n].Start == tokens[n-1].End
	switch {
	case !endMark(mark): // an abbreviation
		return !touching && s.openers[key(first)] && unicode.IsUpper(r)
	case unicode.IsLower(r):
		// Behind a closing quotation mark the sentence goes on ("Really?" he
		// asked), behind an ellipsis too; else somebody writes without capitals.
		return n == i+1 && !touching && strings.Trim(mark, ".!?") == "" && !strings.HasPrefix(mark, "..")
	case !unicode.IsLetter(r) && !unicode.IsDigit(r):
		return opener(tokens[n].Form) && !touching || mark == "." && !touching && !strings.ContainsRune(",;:)-–—", r)
	}
	return !touching || unicode.IsUpper(r)
}

func opener(form string) bool {
	switch form {
	case "“", "‘", "«", "\"", "'", "(", "[", "``":
		return true
	}
	return false
}
