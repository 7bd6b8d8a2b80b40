// Package conllu reads and writes CoNLL-U, the exchange format of Universal
// Dependencies (https://universaldependencies.org/format.html).
//
// Input: a byte stream. Output: sentences, one at a time. Empty nodes (ids
// such as 8.1) belong to the enhanced graph, which demarche does not use, and
// are passed over.
package conllu

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Word is one syntactic word. Columns that hold "_" are empty, but for a form
// or lemma that is an underscore itself.
type Word struct {
	Form, Lemma, UPOS, XPOS, Feats string
	Head                           int // 1-based index of the governor, 0 for the root, -1 if not given
	Deprel, Deps, Misc             string
}

// Span is a surface token that stands for the words First to Last (1-based,
// inclusive), such as "don't" for "do" and "n't".
type Span struct {
	First, Last int
	Form, Misc  string
}

// Sentence is one sentence with its comment lines, without their "# ".
type Sentence struct {
	Comments []string
	Words    []Word
	Spans    []Span
}

// Comment returns the value of the comment "# key = value" and whether there
// is one; a bare "# key" has the empty value.
func (s *Sentence) Comment(key string) (string, bool) {
	for _, c := range s.Comments {
		k, v, _ := strings.Cut(c, "=")
		if strings.TrimSpace(k) == key {
			return strings.TrimSpace(v), true
		}
	}
	return "", false
}

// Text returns the sentence's text: its "text" comment, or else its surface
// tokens joined by a space where MISC does not say SpaceAfter=No.
func (s *Sentence) Text() string {
	if t, ok := s.Comment("text"); ok {
		return t
	}
	var b strings.Builder
	spans := s.Spans
	for i := 0; i < len(s.Words); i++ {
		form, misc := s.Words[i].Form, s.Words[i].Misc
		if len(spans) > 0 && spans[0].First == i+1 {
			form, misc = spans[0].Form, spans[0].Misc
			i = spans[0].Last - 1
			spans = spans[1:]
		}
		b.WriteString(form)
		if i+1 < len(s.Words) && !SpaceAfterNo(misc) {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// SpaceAfterNo reports whether a MISC column says that no space follows.
func SpaceAfterNo(misc string) bool {
	for f := range strings.SplitSeq(misc, "|") {
		if f == "SpaceAfter=No" {
			return true
		}
	}
	return false
}

// Reader reads sentences from a stream.
type Reader struct {
	in   *bufio.Reader
	line int
}

// NewReader reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{in: bufio.NewReader(r)} }

// Next returns the next sentence, or io.EOF after the last. Any other error
// names the line that is not CoNLL-U.
func (r *Reader) Next() (*Sentence, error) {
	var s *Sentence
	for {
		text, err := r.in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		atEOF := err != nil
		if atEOF && text == "" {
			return r.finish(s)
		}
		r.line++
		text = strings.TrimRight(text, "\r\n")
		switch {
		case strings.TrimSpace(text) == "":
			if !s.empty() {
				return r.finish(s)
			}
		case text[0] == '#':
			if s == nil {
				s = &Sentence{}
			}
			s.Comments = append(s.Comments, strings.TrimSpace(text[1:]))
		default:
			if s == nil {
				s = &Sentence{}
			}
			if err := s.addRow(text); err != nil {
				return nil, fmt.Errorf("line %d: %w", r.line, err)
			}
		}
	}
}

// ReadAll returns all sentences of r.
func ReadAll(r io.Reader) ([]*Sentence, error) {
	var all []*Sentence
	for in := NewReader(r); ; {
		s, err := in.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
}

func (r *Reader) finish(s *Sentence) (*Sentence, error) {
	if s.empty() {
		return nil, io.EOF // comments behind the last sentence are nobody's
	}
	for i, w := range s.Words {
		if w.Head > len(s.Words) {
			return nil, fmt.Errorf("sentence ending at line %d: word %d has head %d of %d words", r.line, i+1, w.Head, len(s.Words))
		}
	}
	for _, p := range s.Spans {
		if p.Last > len(s.Words) {
			return nil, fmt.Errorf("sentence ending at line %d: token %d-%d of %d words", r.line, p.First, p.Last, len(s.Words))
		}
	}
	return s, nil
}

// empty reports whether nothing but comments was read.
func (s *Sentence) empty() bool { return s == nil || len(s.Words) == 0 && len(s.Spans) == 0 }

func (s *Sentence) addRow(text string) error {
	cols := strings.Split(text, "\t")
	if len(cols) != 10 {
		return fmt.Errorf("%d columns, want 10 parted by tabs", len(cols))
	}
	id := cols[0]
	if emptyNode(id) {
		return nil
	}
	if first, last, ok := strings.Cut(id, "-"); ok {
		a, errA := strconv.Atoi(first)
		b, errB := strconv.Atoi(last)
		if errA != nil || errB != nil || a != len(s.Words)+1 || b < a {
			return fmt.Errorf("bad token range %q", id)
		}
		if n := len(s.Spans); n > 0 && a <= s.Spans[n-1].Last {
			return fmt.Errorf("token range %q overlaps %d-%d", id, s.Spans[n-1].First, s.Spans[n-1].Last)
		}
		s.Spans = append(s.Spans, Span{First: a, Last: b, Form: cols[1], Misc: value(cols[9])})
		return nil
	}
	if n, err := strconv.Atoi(id); err != nil || n != len(s.Words)+1 {
		return fmt.Errorf("word id %q, want %d", id, len(s.Words)+1)
	}
	w := Word{
		Form: cols[1], Lemma: cols[2], UPOS: value(cols[3]), XPOS: value(cols[4]), Feats: value(cols[5]),
		Head: -1, Deprel: value(cols[7]), Deps: value(cols[8]), Misc: value(cols[9]),
	}
	if w.Form == "" {
		return errors.New("empty form")
	}
	switch {
	case w.Lemma == "_" && w.Form != "_":
		w.Lemma = ""
	case w.Lemma == "" && w.Form == "_": // what an underscore would be read as
		w.Lemma = "_"
	}
	if cols[6] != "_" {
		n, err := strconv.Atoi(cols[6])
		if err != nil || n < 0 {
			return fmt.Errorf("bad head %q", cols[6])
		}
		w.Head = n
	}
	s.Words = append(s.Words, w)
	return nil
}

// emptyNode reports ids such as 8.1.
func emptyNode(id string) bool {
	word, n, ok := strings.Cut(id, ".")
	_, errW := strconv.ParseUint(word, 10, 32)
	_, errN := strconv.ParseUint(n, 10, 32)
	return ok && errW == nil && errN == nil
}

func value(col string) string {
	if col == "_" {
		return ""
	}
	return col
}

// Write writes s as CoNLL-U, with the blank line that ends a sentence.
func Write(w io.Writer, s *Sentence) error {
	b := make([]byte, 0, 64*len(s.Words))
	for _, c := range s.Comments {
		b = append(b, "# "...)
		b = append(b, c...)
		b = append(b, '\n')
	}
	spans := s.Spans
	for i, word := range s.Words {
		if len(spans) > 0 && spans[0].First == i+1 {
			p := spans[0]
			spans = spans[1:]
			b = fmt.Appendf(b, "%d-%d\t%s\t_\t_\t_\t_\t_\t_\t_\t%s\n", p.First, p.Last, p.Form, column(p.Misc))
		}
		head := "_"
		if word.Head >= 0 {
			head = strconv.Itoa(word.Head)
		}
		b = strconv.AppendInt(b, int64(i+1), 10)
		for _, c := range [...]string{word.Form, column(word.Lemma), column(word.UPOS), column(word.XPOS), column(word.Feats),
			head, column(word.Deprel), column(word.Deps), column(word.Misc)} {
			b = append(b, '\t')
			b = append(b, c...)
		}
		b = append(b, '\n')
	}
	b = append(b, '\n')
	_, err := w.Write(b)
	return err
}

func column(v string) string {
	if v == "" {
		return "_"
	}
	return v
}
