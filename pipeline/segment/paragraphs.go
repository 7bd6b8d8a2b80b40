package segment

import (
	"unicode"
)

// span is a part of the text in code points, half open.
type span struct{ start, end int }

// paragraphs parts a text where a line is blank, and at each other line end that
// is not a soft wrap. Spans are without white space at their ends, and none is
// empty.
func paragraphs(text []rune) []span {
	var all []span
	for _, block := range blocks(text) {
		wrapped := hardWrapped(text, block)
		current := block[0]
		for _, line := range block[1:] {
			if wrapped && !startsItem(text[line.start:line.end]) {
				current.end = line.end
				continue
			}
			all = append(all, current)
			current = line
		}
		all = append(all, current)
	}
	return all
}

// blocks returns the runs of lines that no blank line parts, trimmed.
func blocks(text []rune) [][]span {
	var all [][]span
	var block []span
	for start := 0; start <= len(text); {
		end := start
		for end < len(text) && text[end] != '\n' {
			end++
		}
		if line := trim(text, span{start, end}); line.start < line.end {
			block = append(block, line)
		} else if block != nil {
			all = append(all, block)
			block = nil
		}
		start = end + 1
	}
	if block != nil {
		all = append(all, block)
	}
	return all
}

func trim(text []rune, s span) span {
	for s.start < s.end && unicode.IsSpace(text[s.start]) {
		s.start++
	}
	for s.start < s.end && unicode.IsSpace(text[s.end-1]) {
		s.end--
	}
	return s
}

// Lines as an editor or a mail program wraps them.
const (
	shortestWrap = 40
	longestWrap  = 100
)

// hardWrapped reports whether the line ends within a block are soft: where all
// lines but the last are about as long, and most of them break off in the midst
// of a sentence. Two lines alone show it only by how the second begins.
func hardWrapped(text []rune, block []span) bool {
	if len(block) < 2 || len(block) == 2 && !unicode.IsLower(text[block[1].start]) {
		return false
	}
	openEnds := 0
	for _, line := range block[:len(block)-1] {
		n := line.end - line.start
		if n < shortestWrap || n > longestWrap {
			return false
		}
		if !endsSentence(text[line.end-1]) {
			openEnds++
		}
	}
	return 2*openEnds > len(block)-1
}

func endsSentence(r rune) bool {
	switch r {
	case '.', '!', '?', ':', ';', '…', '"', '”':
		return true
	}
	return false
}

// startsItem reports whether a line begins like an item of a list, a numbered
// clause or a speaker's turn.
func startsItem(line []rune) bool {
	switch line[0] {
	case '•', '◦', '▪', '‣', '*', '-', '–', '—', '·':
		return len(line) > 1 && unicode.IsSpace(line[1])
	}
	i := 0
	if line[0] == '(' {
		i++
	}
	from := i
	for i < len(line) && i < from+4 && (unicode.IsDigit(line[i]) || unicode.IsLetter(line[i]) && (i == from || isRoman(line[from:i+1]))) {
		i++
	}
	if i > from && i+1 < len(line) && (line[i] == ')' || line[i] == '.' && unicode.IsDigit(line[from])) && unicode.IsSpace(line[i+1]) {
		return true
	}
	return startsTurn(line)
}

func isRoman(word []rune) bool {
	for _, r := range word {
		switch unicode.ToLower(r) {
		case 'i', 'v', 'x', 'l', 'c':
		default:
			return false
		}
	}
	return true
}

// longestLabel is how long the name before a speaker's turn may be.
const longestLabel = 40

// startsTurn reports whether a line begins with a label in capitals and a colon,
// such as "Q:" or "MR. PRICE:".
func startsTurn(line []rune) bool {
	for i, r := range line {
		switch {
		case r == ':':
			return i > 0 && i+1 < len(line) && unicode.IsSpace(line[i+1])
		case i > longestLabel, unicode.IsLower(r), !unicode.IsLetter(r) && r != ' ' && r != '.' && r != '-' && r != '\'' && r != '’':
			return false
		}
	}
	return false
}
