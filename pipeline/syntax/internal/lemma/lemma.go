// Package lemma writes the step from a word form to its lemma as a rule that
// other words share ("drop s", "small letters; drop ies, add y"), so that a
// classifier can choose the lemma by choosing the rule. The idea is that of
// UDPipe 2 (Straka 2018, CoNLL shared task).
package lemma

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Rule rewrites a form: first its case, then its end.
type Rule struct {
	Case byte   // one of the Case constants
	Drop int    // letters taken off the end; -1 for all of them
	Add  string // letters put in their place
}

// What becomes of a form's capitals.
const (
	Small   = 's' // all letters small
	Keep    = 'k' // as they are
	Title   = 't' // the first letter a capital, the others small
	Capital = 'c' // all letters capitals
)

// Derive returns the rule that turns form into lemma with the shortest change
// to its end; of several, the first in a fixed order of cases.
func Derive(form, lemma string) Rule {
	best, cost := Rule{Case: Keep, Drop: -1, Add: lemma}, -1
	for _, c := range [...]byte{Small, Keep, Title, Capital} {
		base := recase(form, c)
		n := 0
		for n < len(base) && n < len(lemma) {
			r, w := utf8.DecodeRuneInString(base[n:])
			q, v := utf8.DecodeRuneInString(lemma[n:])
			if r != q || w != v {
				break
			}
			n += w
		}
		r := Rule{Case: c, Drop: utf8.RuneCountInString(base[n:]), Add: lemma[n:]}
		if n == 0 && base != "" || string(r.Append(nil, form)) != lemma {
			continue
		}
		if k := r.Drop + utf8.RuneCountInString(r.Add); cost < 0 || k < cost {
			best, cost = r, k
		}
	}
	return best
}

// Append appends to dst the lemma that the rule makes of form, and form itself
// where the rule does not fit (nothing would be left of it).
func (r Rule) Append(dst []byte, form string) []byte {
	if r.Drop < 0 {
		return append(dst, r.Add...)
	}
	end := len(form)
	for range r.Drop {
		_, w := utf8.DecodeLastRuneInString(form[:end])
		end -= w
	}
	if end == 0 && r.Add == "" {
		end = len(form)
	}
	for i, c := range form[:end] {
		switch {
		case r.Case == Small, r.Case == Title && i > 0:
			c = unicode.ToLower(c)
		case r.Case == Capital, r.Case == Title:
			c = unicode.ToUpper(c)
		}
		if c == utf8.RuneError {
			return append(dst, form...) // not UTF-8: left alone
		}
		dst = utf8.AppendRune(dst, c)
	}
	return append(dst, r.Add...)
}

// Keeps reports whether the rule leaves form as it is.
func (r Rule) Keeps(form string) bool {
	if r.Drop != 0 || r.Add != "" {
		return false
	}
	for i, c := range form {
		switch {
		case r.Case == Keep:
			return true
		case r.Case == Small, r.Case == Title && i > 0:
			if unicode.ToLower(c) != c {
				return false
			}
		default:
			if unicode.ToUpper(c) != c {
				return false
			}
		}
	}
	return true
}

// String and Parse write and read a rule as text.
func (r Rule) String() string {
	return string(rune(r.Case)) + strconv.Itoa(r.Drop) + " " + r.Add
}

// Parse reverses String.
func Parse(s string) (Rule, bool) {
	if s == "" {
		return Rule{}, false
	}
	num, add, ok := strings.Cut(s[1:], " ")
	n, err := strconv.Atoi(num)
	return Rule{Case: s[0], Drop: n, Add: add}, ok && err == nil
}

func recase(form string, c byte) string {
	return string(Rule{Case: c}.Append(nil, form))
}
