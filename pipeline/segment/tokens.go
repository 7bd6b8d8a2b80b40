package segment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// tokens cuts the text from start to end into tokens.
func (s *Segmenter) tokens(text []rune, start, end int) []Token {
	t := &tokenizer{Segmenter: s, text: text}
	for i := start; i < end; {
		if unicode.IsSpace(text[i]) {
			i++
			continue
		}
		stop := i
		for stop < end && !unicode.IsSpace(text[stop]) {
			stop++
		}
		t.chunk(i, stop)
		i = stop
	}
	return t.out
}

// tokenizer holds the tokens made so far.
type tokenizer struct {
	*Segmenter
	text []rune
	out  []Token
}

func (t *tokenizer) add(start, end int, joined bool) {
	t.out = append(t.out, Token{start, end, string(t.text[start:end]), joined})
}

// chunk cuts a run of characters without white space.
func (t *tokenizer) chunk(start, end int) {
	fresh := true // nothing but opening marks so far
	for i := start; i < end; {
		if fresh {
			if n := t.address(i, end); n > i {
				t.add(i, n, false)
				i, fresh = n, false
				continue
			}
		}
		r := t.text[i]
		fresh = fresh && strings.ContainsRune("(<[{\"“'‘", r)
		switch {
		case wordRune(r) || apostrophe(r) && t.startsContraction(i, end):
			i = t.word(i, end)
		case apostrophe(r) && i+2 < end && digits(t.text[i+1:i+3]): // '90s
			n := t.wordEnd(i+1, end)
			t.add(i, n, false)
			i = n
		default:
			n := t.marks(i, end)
			t.add(i, n, false)
			i = n
		}
	}
}

// longestPicture is the greatest number of code points that make one picture:
// more than emoji are made of.
const longestPicture = 32

// marks returns the end of the mark at i: of a face, of an emoji with all that
// makes it, of a mixture of ! and ?, or of a mark written more than once.
func (t *tokenizer) marks(i, end int) int {
	for _, face := range t.faces {
		n := i + len(face)
		if n <= end && string(t.text[i:n]) == face && (n == end || !wordRune(t.text[n])) {
			return n
		}
	}
	if unicode.Is(unicode.So, t.text[i]) {
		picture, _, _, _ := uniseg.FirstGraphemeClusterInString(string(t.text[i:min(end, i+longestPicture)]), -1)
		return i + utf8.RuneCountInString(picture)
	}
	n := i + 1
	for n < end && (t.text[n] == t.text[i] && repeats(t.text[i]) || excited(t.text[i]) && excited(t.text[n])) {
		n++
	}
	return n
}

func excited(r rune) bool { return r == '!' || r == '?' }

// repeats lists what counts as one token however often it is written.
func repeats(r rune) bool { return strings.ContainsRune(".-–—*=_+~#…<>$", r) }

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\u200C' || r == '\u200D'
}

func digits(rs []rune) bool {
	for _, r := range rs {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return len(rs) > 0
}

// address returns the end of a URL or an e-mail address that fills the chunk but
// for punctuation behind it, or start.
func (t *tokenizer) address(start, end int) int {
	for end > start && strings.ContainsRune(".,;:!?)]}>\"'”’", t.text[end-1]) {
		end--
	}
	chunk := string(t.text[start:end])
	lower := strings.ToLower(chunk)
	if strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "www.") {
		return end
	}
	if name, host, ok := strings.Cut(chunk, "@"); ok {
		if name == "" || strings.Contains(host, ".") && !strings.ContainsAny(chunk, "(<[") { // @handle or name@host.tld
			return end
		}
	}
	host, _, _ := strings.Cut(lower, "/")
	if dot := strings.LastIndexByte(host, '.'); dot > 0 && t.endings[host[dot+1:]] && !strings.ContainsAny(host, "(<[\"“'‘") {
		return end
	}
	return start
}

// startsContraction reports whether the apostrophe at i opens a word such as "'tis".
func (t *tokenizer) startsContraction(i, end int) bool {
	n := i + 1
	for n < end && wordRune(t.text[n]) {
		n++
	}
	_, ok := t.contractions[key(string(t.text[i:n]))]
	return ok
}

// word cuts the word that begins at i, with its clitics, and returns where it
// ends.
func (t *tokenizer) word(i, end int) int {
	letters := i
	if apostrophe(t.text[i]) { // 'tis
		letters++
	}
	n := t.wordEnd(letters, end)
	if n < end && t.text[n] == '.' && t.keepsStop(i, n, end) {
		n++
		if n < end && apostrophe(t.text[n]) { // the U.S.'s
			m := t.wordEnd(n+1, end)
			if slices.Contains(t.clitics, key(string(t.text[n:m]))) {
				t.add(i, n, false)
				t.add(n, m, true)
				return m
			}
		}
	}
	word := string(t.text[i:n])
	if parts, ok := t.contractions[key(word)]; ok {
		at := i
		for j, part := range parts {
			to := at + len([]rune(part))
			t.add(at, to, j > 0)
			at = to
		}
		return n
	}
	if at := unitStart(t.text[i:n]); at > 0 && t.units[key(string(t.text[i+at:n]))] {
		t.add(i, i+at, false)
		t.add(i+at, n, false)
		return n
	}
	return t.clitic(i, n, end)
}

// clitic adds the word from i to n and parts the clitics at its end.
func (t *tokenizer) clitic(i, n, end int) int {
	var starts []int // of the clitics, the last one first
	at := n
	for c := t.lastClitic(i, at); c > i; c = t.lastClitic(i, at) {
		starts = append(starts, c)
		at = c
	}
	t.add(i, at, false)
	for j, start := range slices.Backward(starts) {
		to := n
		if j > 0 {
			to = starts[j-1]
		}
		t.add(start, to, true)
	}
	if starts != nil {
		return n
	}
	// A plural's possessive, unless it is the end of a quotation that some opening mark began.
	last := unicode.ToLower(t.text[n-1])
	if n < end && apostrophe(t.text[n]) && last == 's' && !t.inSingleQuotes(i) {
		t.add(n, n+1, true)
		return n + 1
	}
	return n
}

// lastClitic returns where the clitic at the end of the word from i to n begins,
// or i.
func (t *tokenizer) lastClitic(i, n int) int {
	lower := key(string(t.text[i:n]))
	for _, c := range t.clitics {
		if rest, ok := strings.CutSuffix(lower, c); ok && rest != "" && !digits([]rune(rest)) {
			return n - len([]rune(c))
		}
	}
	return i
}

// inSingleQuotes reports whether a single quotation mark is open before i.
func (t *tokenizer) inSingleQuotes(i int) bool {
	for j := len(t.out) - 1; j >= 0 && i-t.out[j].Start < 200; j-- {
		switch t.out[j].Form {
		case "‘":
			return true
		case "'":
			return !t.out[j].Joined
		case "’":
			return false
		}
	}
	return false
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' }

// unitStart returns where the letters of a word such as "10am" begin, or 0.
func unitStart(word []rune) int {
	i := 0
	for i < len(word) && (unicode.IsDigit(word[i]) || word[i] == '.' || word[i] == ':' || word[i] == ',') {
		i++
	}
	if i == len(word) || i == 0 || !unicode.IsDigit(word[i-1]) {
		return 0
	}
	return i
}

// wordEnd returns the end of the letters and digits from i on, with those marks
// inside that do not part them.
func (t *tokenizer) wordEnd(i, end int) int {
	start := i
	for i < end {
		r := t.text[i]
		if wordRune(r) {
			i++
			continue
		}
		if i == start || i+1 >= end || !wordRune(t.text[i+1]) {
			break
		}
		before, after := t.text[i-1], t.text[i+1]
		number := unicode.IsDigit(before) && unicode.IsDigit(after)
		switch {
		case number && (r == '.' || r == ',' || r == ':' || r == '/'):
		case r == '-' && t.keepsHyphen(start, i, end):
		case r == '.' && unicode.IsLetter(before) && unicode.IsLetter(after) && t.singleLetters(start, i):
		case apostrophe(r) && unicode.IsLetter(after):
		case r == '&' && unicode.IsUpper(before) && unicode.IsUpper(after):
		case r == '_':
		default:
			return i
		}
		i++
	}
	return i
}

// singleLetters reports whether the text from start to i is an acronym so far:
// letters each followed by a stop, of which the last is at i.
func (t *tokenizer) singleLetters(start, i int) bool {
	word := t.text[start:i]
	for j, r := range word {
		if (j%2 == 0) != unicode.IsLetter(r) || j%2 == 1 && r != '.' {
			return i-start == 2 && unicode.IsLower(word[1]) // Ph.D
		}
	}
	return true
}

// keepsHyphen reports whether the word from start goes on behind the hyphen at
// i: behind a prefix, and within numbers of several parts such as telephone
// numbers and dates.
func (t *tokenizer) keepsHyphen(start, i, end int) bool {
	if t.prefixes[key(string(t.text[start:i]))] && unicode.IsLetter(t.text[i+1]) {
		return true
	}
	if !digits(t.text[i-1:i]) || !digits(t.text[i+1:i+2]) {
		return false
	}
	n := start
	for n < end && (unicode.IsDigit(t.text[n]) || t.text[n] == '-') {
		n++
	}
	hyphens := 0
	for _, r := range t.text[start:n] {
		if r == '-' {
			hyphens++
		}
	}
	return hyphens > 1 || n-start == len("555-0100") && i-start == len("555")
}

// keepsStop reports whether the stop at n belongs to the word from i to n.
func (t *tokenizer) keepsStop(i, n, end int) bool {
	if n+1 < end && t.text[n+1] == '.' {
		return false // an ellipsis
	}
	word := t.text[i:n]
	lower := key(string(word))
	initial := len(word) == 1 && unicode.IsUpper(word[0]) && word[0] != 'I'
	switch {
	case t.neverFinal[lower], t.maybeFinal[lower]:
		// "art." and the like are words too, where nothing follows.
		return n+1 == end || !wordRune(t.text[n+1])
	case t.beforeNumber[lower] && !initial:
		next := n + 1
		for next < len(t.text) && t.text[next] == ' ' {
			next++
		}
		return next < len(t.text) && unicode.IsDigit(t.text[next])
	case slices.Contains(word, '.') && unicode.IsLetter(word[0]):
		return t.singleLetters(i, n) // U.S.
	}
	return initial
}
