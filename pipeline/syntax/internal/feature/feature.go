// Package feature turns a word form into the hashed features whose embeddings
// add up to the word's vector: its normalised form, prefixes, suffixes, letter
// sequences, and shape.
//
// Normalising makes web text and typographic text alike: curly quotes, dashes
// and the ellipsis become their ASCII forms, letters small, and any digit 0.
package feature

import (
	"unicode"
	"unicode/utf8"
)

// A Hash names a feature: 32 bits of FNV-1a over its kind and its letters.
type Hash uint32

// The kinds of feature.
const (
	kindForm = iota + 1
	kindCased
	kindPrefix
	kindSuffix
	kindGram
	kindShape
	kindShapeAt
	kindSentence
)

// MaxRunes is the number of leading and of trailing letters of a longer form
// that are looked at; the middle is passed over.
const MaxRunes = 32

const (
	maxAffix = 4
	minGram  = 3
	maxGram  = 3
)

// A Context says what a word's features need to know of its sentence.
type Context struct {
	First bool // the word is the sentence's first with a letter in it
	Caps  bool // the sentence has letters, none of them small
	Small bool // the sentence has letters, none of them capital
}

// An Extractor holds the buffers of Append. Its zero value is ready for use.
type Extractor struct {
	low   []rune
	cased []rune
	shape []byte
}

// Sentence returns the part of Context that all words of a sentence share, and
// the index of its first word with a letter, or -1.
func Sentence(forms []string) (ctx Context, first int) {
	first = -1
	var upper, lower bool
	for i, f := range forms {
		for _, r := range f {
			if unicode.IsLetter(r) {
				if first < 0 {
					first = i
				}
				upper = upper || unicode.IsUpper(r)
				lower = lower || unicode.IsLower(r)
			}
		}
	}
	ctx.Caps = upper && !lower
	ctx.Small = lower && !upper
	return ctx, first
}

// Form returns the hash of the feature that is the whole normalised form; the
// trainer counts words by it.
func (e *Extractor) Form(form string) Hash {
	e.normalise(form)
	return hash(kindForm, e.low)
}

// Append appends the features of form to dst. The first is always that of the
// whole normalised form.
func (e *Extractor) Append(dst []Hash, form string, ctx Context) []Hash {
	e.normalise(form)
	low, n := e.low, len(e.low)
	dst = append(dst, hash(kindForm, low))
	if e.hasUpper() {
		dst = append(dst, hash(kindCased, e.cased))
	}
	for k := 1; k <= maxAffix && k <= n; k++ {
		dst = append(dst, hash(kindPrefix, low[:k]), hash(kindSuffix, low[n-k:]))
	}
	// Sequences of letters, the word's ends marked.
	for k := minGram; k <= maxGram; k++ {
		for i := 0; i+k <= n; i++ {
			dst = append(dst, hash(kindGram, low[i:i+k]))
		}
	}
	e.setShape()
	h := hashBytes(kindShape, e.shape)
	dst = append(dst, h)
	var at Hash
	if ctx.First {
		at |= 1
	}
	if ctx.Caps {
		at |= 2
	}
	if ctx.Small {
		at |= 4
	}
	if at != 0 {
		dst = append(dst, step(h, byte(at)+'0'))
	}
	return dst
}

// normalise sets low and cased, the form without and with its capitals.
func (e *Extractor) normalise(form string) {
	e.low, e.cased = e.low[:0], e.cased[:0]
	if utf8.RuneCountInString(form) > 2*MaxRunes {
		i := 0
		for range MaxRunes {
			_, w := utf8.DecodeRuneInString(form[i:])
			i += w
		}
		j := len(form)
		for range MaxRunes {
			_, w := utf8.DecodeLastRuneInString(form[:j])
			j -= w
		}
		e.add(form[:i])
		e.add(form[j:])
		return
	}
	e.add(form)
}

func (e *Extractor) add(form string) {
	for _, r := range form {
		if r < utf8.RuneSelf {
			switch {
			case r >= 'A' && r <= 'Z':
				e.cased = append(e.cased, r)
				e.low = append(e.low, r+'a'-'A')
				continue
			case r >= '0' && r <= '9':
				r = '0'
			case r == '`':
				r = '\''
			}
			e.cased = append(e.cased, r)
			e.low = append(e.low, r)
			continue
		}
		switch r {
		case '‘', '’', '‚', '‛', '′', '´':
			e.put('\'')
		case '“', '”', '„', '‟', '″', '«', '»':
			e.put('"')
		case '‐', '‑', '‒', '–', '−':
			e.put('-')
		case '—', '―':
			e.put('-')
			e.put('-')
		case '…':
			e.put('.')
			e.put('.')
			e.put('.')
		case '\u00a0', '\u202f':
			e.put(' ')
		case '\u00ad', '\u200b', '\ufeff':
			// invisible
		default:
			if unicode.IsDigit(r) {
				e.put('0')
				continue
			}
			e.cased = append(e.cased, r)
			e.low = append(e.low, unicode.ToLower(r))
		}
	}
}

func (e *Extractor) put(r rune) {
	e.cased = append(e.cased, r)
	e.low = append(e.low, r)
}

func (e *Extractor) hasUpper() bool {
	for i, r := range e.cased {
		if r != e.low[i] {
			return true
		}
	}
	return false
}

// setShape writes the pattern of the form: X for a capital, x for a small or
// caseless letter, d for a digit, the character itself for ASCII punctuation
// and ? for all else, runs of three and more cut to two.
func (e *Extractor) setShape() {
	s := e.shape[:0]
	for i, r := range e.cased {
		var c byte
		switch {
		case r != e.low[i]:
			c = 'X'
		case unicode.IsLetter(r):
			c = 'x'
		case r == '0':
			c = 'd'
		case r < utf8.RuneSelf:
			c = byte(r)
		default:
			c = '?'
		}
		if n := len(s); n >= 2 && s[n-1] == c && s[n-2] == c {
			continue
		}
		s = append(s, c)
	}
	e.shape = s
}

func step(h Hash, c byte) Hash { return (h ^ Hash(c)) * 16777619 }

func hash(kind byte, rs []rune) Hash {
	h := step(2166136261, kind)
	for _, r := range rs {
		h = step(h, byte(r))
		if r >= utf8.RuneSelf {
			h = step(step(h, byte(r>>8)), byte(r>>16))
		}
	}
	return h
}

func hashBytes(kind byte, bs []byte) Hash {
	h := step(2166136261, kind)
	for _, b := range bs {
		h = step(h, b)
	}
	return h
}
