package extract

import (
	"slices"
	"strings"
)

// quotation is a stretch in quotation marks, the marks included. It may run over
// several sentences and paragraphs.
type quotation struct {
	extent
	words int
	inner bool // within another, in single marks
}

// findQuotes pairs the quotation marks. A quotation that its paragraph leaves open
// goes on where the next paragraph begins with such a mark again, and else ends
// with the paragraph. Single marks count only within double ones and where they are
// curly, as straight ones are apostrophes more often.
func (d *document) findQuotes() {
	open := -1 // the quotation that is open, by its number
	mark, last, inner := "", 0, quotation{extent: extent{start: -1}}
	paragraph := -1
	for _, s := range d.sentences {
		fresh := s.text.Paragraph != paragraph
		paragraph = s.text.Paragraph
		tokens := s.text.Tokens
		if fresh && open >= 0 {
			d.quotes[open].end = last
			if !ends(tokens[0].Form, mark) && tokens[0].Form != mark {
				open = -1
			}
		}
		for i := 0; i < len(tokens); i++ {
			t, form := tokens[i], tokens[i].Form
			if form == "'" && i+1 < len(tokens) && tokens[i+1].Form == "'" && tokens[i+1].Start == t.End {
				form, t.End = "''", tokens[i+1].End
				i++
			}
			last = t.End
			switch {
			case open >= 0 && fresh && i == 0: // the mark that says that the quotation goes on
			case open < 0 && (form == "“" || form == "\"" || form == "''" || form == "``" || form == "«"):
				open, mark = len(d.quotes), form
				d.quotes = append(d.quotes, quotation{extent: extent{t.Start, t.End}})
				inner.start = -1
			case open >= 0 && ends(mark, form):
				d.quotes[open].end = t.End
				open = -1
			case open >= 0 && form == "‘" && inner.start < 0:
				inner = quotation{extent{t.Start, t.End}, 0, true}
			case open >= 0 && form == "’" && inner.start >= 0 && inner.words > 0:
				inner.end = t.End
				d.quotes = append(d.quotes, inner)
				inner.start = -1
			case open >= 0 && !isPunct(s.forms[i+1]):
				d.quotes[open].words++
				inner.words++
			}
		}
	}
	if open >= 0 {
		d.quotes[open].end = last
	}
}

func ends(mark, form string) bool {
	switch mark {
	case "“":
		return form == "”"
	case "``":
		return form == "''"
	case "«":
		return form == "»"
	}
	return form == mark
}

// quoteAt returns the outer quotation that holds the offset, or nil.
func (d *document) quoteAt(offset int) *quotation {
	for i := range d.quotes {
		if q := &d.quotes[i]; q.start <= offset && offset < q.end && !q.inner {
			return q
		}
	}
	return nil
}

// quoted returns the words in quotation marks that a cue at word h introduces
// or follows: those directly beside the cue and its source, or, behind a colon
// that ends the sentence, those of the next.
func (s *sentence) quoted(h int, source span) extent {
	at := s.extent(span{h, h + 1})
	bounds := extent{s.text.Start, s.text.End}
	var best extent
	for i := range s.quotes {
		q := &s.quotes[i]
		if !q.meets(bounds) || q.meets(at) || q.words < 2 {
			continue
		}
		if outer := s.quoteAt(at.start); q.inner != (outer != nil && outer.holds(q.extent)) {
			continue
		}
		if q.end <= at.start {
			// “…,” said Oslo. / “…,” Oslo said.
			if s.gap(q.end, at.start, source) <= 2 && s.stopsBefore(q.extent) && (q.words > 2 || q.start <= s.text.Start) {
				best = q.extent
			}
			continue
		}
		if gap := s.gap(at.end, q.start, source); best.empty() && (gap <= 1 || gap <= 8 && s.commaBefore(q.start) && !s.verbBetween(at.end, q.start)) {
			return q.extent
		}
	}
	if best.empty() && s.form(s.len()) == ":" && s.index+1 < len(s.document.sentences) && s.hi[h] >= s.len()-1 {
		next := s.document.sentences[s.index+1]
		x := extent{next.text.Start, next.text.End}
		if q := s.quoteAt(x.start); q != nil {
			return q.extent
		}
		// A block of its own is quoted by its place.
		for _, t := range s.document.sentences[s.index+1:] {
			if t.text.Paragraph != next.text.Paragraph {
				break
			}
			x.end = t.text.End
		}
		return x
	}
	return best
}

func (s *sentence) verbBetween(from, to int) bool {
	for w := 1; w <= s.len(); w++ {
		if t := s.text.Tokens[w-1]; t.Start >= from && t.End <= to && s.word(w).UPOS == "VERB" {
			return true
		}
	}
	return false
}

// stopsBefore reports whether a quotation ends in punctuation, or stands at the
// beginning of its sentence.
func (s *sentence) stopsBefore(q extent) bool {
	if q.start <= s.text.Start {
		return true
	}
	text := s.slice(q)
	return strings.ContainsAny(text[max(0, len(text)-6):], ",.?!—–-")
}

// gap counts the words between two offsets that are no punctuation and do not
// belong to the source.
func (s *sentence) gap(from, to int, source span) int {
	n := 0
	for w := 1; w <= s.len(); w++ {
		t := s.text.Tokens[w-1]
		if t.Start >= from && t.End <= to && !isPunct(s.forms[w]) && !(w >= source.from && w < source.to) && s.word(w).UPOS != "AUX" {
			n++
		}
	}
	return n
}

func (s *sentence) commaBefore(offset int) bool {
	for w := s.len(); w >= 1; w-- {
		if s.text.Tokens[w-1].End <= offset {
			return s.forms[w] == "," || s.forms[w] == ":"
		}
	}
	return false
}

// whole widens a content to the whole of the quotation that it is part of, and
// on through quoted sentences that follow with nothing but the attribution
// between: “…,” she said. “…”
func (s *sentence) whole(content, cue extent) extent {
	var q *quotation
	for i := range s.quotes {
		c := &s.quotes[i]
		if c.meets(cue) || c.inner {
			continue
		}
		// The quotation begins with the content, or the content lies within.
		if c.holds(content) || c.meets(content) && c.start <= content.start+1 && c.end >= content.end-2 || c.start == content.start {
			q = c
			break
		}
	}
	if q == nil {
		return content
	}
	out := content.union(q.extent)
	for i := range s.quotes {
		c := &s.quotes[i]
		if c.inner || c.start < out.end || c.start < cue.end || !s.sameParagraph(c.start) {
			continue
		}
		if !s.alone(c.extent, out.end, cue) {
			break
		}
		out.end = c.end
		cue = extent{} // whatever follows must follow directly
	}
	return out
}

func (d *document) sentenceAt(offset int) *sentence {
	i, _ := slices.BinarySearchFunc(d.sentences, offset+1, func(s *sentence, end int) int { return s.text.End - end })
	return d.sentences[min(i, len(d.sentences)-1)]
}

func (s *sentence) sameParagraph(offset int) bool {
	return s.sentenceAt(offset).text.Paragraph == s.text.Paragraph
}

// alone reports whether the quotation q goes on with what ended at the offset:
// between the two stands nothing but the clause of the cue, and q fills whole
// sentences.
func (s *sentence) alone(q extent, from int, cue extent) bool {
	words := 0
	for _, t := range s.document.sentences[s.index:] {
		for i, token := range t.text.Tokens {
			if token.Start >= from && token.End <= q.start && !isPunct(t.forms[i+1]) {
				words++
			}
		}
		if t.text.Start >= q.start {
			break
		}
	}
	if cue == (extent{}) && words > 0 || words > 40 {
		return false
	}
	last := s.sentenceAt(q.end - 1)
	first := s.sentenceAt(q.start)
	if first.index != s.index && first.text.Start < q.start {
		return false // something stands before it in its sentence
	}
	// Nothing but punctuation behind it.
	for i, token := range last.text.Tokens {
		if token.Start >= q.end && !isPunct(last.forms[i+1]) {
			return false
		}
	}
	return true
}
