package export

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"demarche/pipeline/correct"
	"demarche/pipeline/ingest"
	"demarche/schemas"
)

// In brat a row is an event. Its trigger is the span that every row of the
// table has, its arguments are the other spans and the rows that it stands in,
// its attributes are the columns of few values. The other coded columns, such
// as who speaks, stand in the event's note.
type bratKind struct {
	event      string
	arguments  map[string]string // by role: name of the argument, and type of its span
	references map[string]string // by column: name of the argument whose event's key it holds
	attributes map[string]string // by column: name of the attribute
}

var bratKinds = map[string]bratKind{
	"claims": {"Claim", map[string]string{"source": "Source", "cue": "Cue"}, map[string]string{"parent_claim_id": "Within"},
		map[string]string{"stance": "Stance", "polarity": "Polarity", "certainty": "Certainty", "quote": "Quote"}},
	"demands": {"Demand", map[string]string{"cue": "Cue"}, map[string]string{"claim_id": "Within"},
		map[string]string{"direction": "Direction", "strength": "Strength", "plover": "Plover"}},
	"conditions": {"Condition", map[string]string{"marker": "Marker", "consequent": "Consequent"},
		map[string]string{"claim_id": "Within", "demand_id": "Governs"},
		map[string]string{"kind": "Family", "polarity": "Required"}},
}

// Brat writes the dataset in dir as a collection for brat, the annotation tool:
// a text and a standoff file a document, and the tool's configuration. Offsets
// count code points. It refuses a folder that holds anything.
func Brat(dir, to string) error {
	entries, err := os.ReadDir(to)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s holds files: give another folder, as a coder's work may lie there", to)
	}
	coded, err := readCoded(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for name, text := range map[string]string{"annotation.conf": annotationConf(), "visual.conf": visualConf} {
		if err := os.WriteFile(filepath.Join(to, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	for doc, err := range rows[schemas.Document](dir) {
		if err != nil {
			return err
		}
		path := filepath.Join(to, bratPath(doc.DocID))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path+".txt", []byte(doc.Text), 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(path+".ann", standoff(ingest.NewText(doc.Text), coded[doc.DocID]), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// bratPath is where a document's files lie in a collection, but for their
// extension. Ids may hold what file names may not, so that is escaped.
func bratPath(doc string) string {
	parts := strings.Split(doc, "/")
	for i, part := range parts {
		switch escaped := url.PathEscape(part); {
		case part == "":
			parts[i] = "%"
		case strings.HasPrefix(part, "."):
			parts[i] = "%2E" + escaped[1:]
		default:
			parts[i] = escaped
		}
	}
	return filepath.Join(parts...)
}

// readCoded returns what is coded of the rows of each document, in the order of
// the tables.
func readCoded(dir string) (map[string][]correct.Row, error) {
	coded := make(map[string][]correct.Row)
	add := func(r correct.Row) bool { coded[r.Doc] = append(coded[r.Doc], r); return true }
	return coded, errors.Join(
		eachRow(dir, func(c schemas.Claim) bool { return add(correct.Of(c)) }),
		eachRow(dir, func(d schemas.Demand) bool { return add(correct.Of(d)) }),
		eachRow(dir, func(c schemas.Condition) bool { return add(correct.Of(c)) }),
	)
}

// standoff writes the rows of a document.
func standoff(text ingest.Text, coded []correct.Row) []byte {
	var b bytes.Buffer
	spans := 0
	bound := make(map[string]string) // spans that several rows may share
	span := func(typ string, s correct.Span) string {
		spans++
		id := "T" + strconv.Itoa(spans)
		fragments, words := fragments(text, s)
		fmt.Fprintf(&b, "%s\t%s %s\t%s\n", id, typ, fragments, words)
		return id
	}
	shared := func(typ string, s correct.Span) string {
		key := fmt.Sprint(typ, s)
		if bound[key] == "" {
			bound[key] = span(typ, s)
		}
		return bound[key]
	}
	events := make(map[string]string) // by the rows' keys
	for i, r := range coded {
		events[r.Key()] = "E" + strconv.Itoa(i+1)
	}
	attributes, notes := 0, 0
	for i, r := range coded {
		kind, how := kindOf(r.Table)
		event := "E" + strconv.Itoa(i+1)
		line := event + "\t" + how.event + ":" + span(how.event, r.Head())
		for _, role := range kind.Roles {
			if s, ok := r.Spans[role]; ok && role != kind.Head {
				line += " " + how.arguments[role] + ":" + shared(how.arguments[role], s)
			}
		}
		note := ""
		for _, column := range kind.Columns {
			value := r.Values[column]
			if argument, ok := how.references[column]; ok && events[value] != "" {
				line += " " + argument + ":" + events[value]
			}
		}
		b.WriteString(line + "\n")
		for _, column := range kind.Columns {
			value := r.Values[column]
			attribute, ok := how.attributes[column]
			switch {
			case value == "" || how.references[column] != "":
			case ok:
				attributes++
				fmt.Fprintf(&b, "A%d\t%s %s %s\n", attributes, attribute, event, value)
			default:
				note += " " + column + "=" + escape(value)
			}
		}
		if note != "" {
			notes++
			fmt.Fprintf(&b, "#%d\tAnnotatorNotes %s\t%s\n", notes, event, note[1:])
		}
	}
	return b.Bytes()
}

func kindOf(table string) (correct.Kind, bratKind) {
	kind, _ := correct.KindOf(table)
	return kind, bratKinds[table]
}

// escape makes a value one word of a note, which holds column=value by blanks.
func escape(value string) string {
	var b strings.Builder
	for _, r := range value {
		if r == '%' || r == '=' || unicode.IsSpace(r) || unicode.IsControl(r) {
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// fragments returns a span's offsets and words as brat writes them: cut at line
// ends, across which it draws nothing.
func fragments(text ingest.Text, s correct.Span) (offsets, words string) {
	var spans, parts []string
	at, whole := s.Start, text.Slice(s.Start, s.End)
	if strings.Trim(whole, "\n") != whole { // the cuts would move its ends
		return fmt.Sprintf("%d %d", s.Start, s.End), strings.ReplaceAll(whole, "\n", " ")
	}
	for part := range strings.Lines(whole) {
		n := len([]rune(part))
		if line := strings.TrimRight(part, "\n"); line != "" {
			spans = append(spans, fmt.Sprintf("%d %d", at, at+len([]rune(line))))
			parts = append(parts, line)
		}
		at += n
	}
	return strings.Join(spans, ";"), strings.Join(parts, " ")
}

// annotationConf lists what may be coded, with the values that the tables allow.
func annotationConf() string {
	var b strings.Builder
	b.WriteString("[entities]\nSource\nCue\nMarker\nConsequent\n\n[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n")
	for _, kind := range correct.Kinds() {
		how := bratKinds[kind.Table]
		var arguments []string
		for _, role := range kind.Roles {
			if role != kind.Head {
				arguments = append(arguments, fmt.Sprintf("%s?:%s", how.arguments[role], how.arguments[role]))
			}
		}
		for _, column := range kind.Columns {
			if argument, ok := how.references[column]; ok {
				arguments = append(arguments, fmt.Sprintf("%s?:%s", argument, map[bool]string{true: "Demand", false: "Claim"}[column == "demand_id"]))
			}
		}
		fmt.Fprintf(&b, "%s\t%s\n", how.event, strings.Join(arguments, ", "))
	}
	b.WriteString("\n[attributes]\n")
	for _, kind := range correct.Kinds() {
		how := bratKinds[kind.Table]
		table, _ := schemas.Lookup(kind.Table)
		for _, name := range kind.Columns {
			if attribute, ok := how.attributes[name]; ok {
				column, _ := table.Column(name)
				fmt.Fprintf(&b, "%s\tArg:%s, Value:%s\n", attribute, how.event, strings.Join(column.Values, "|"))
			}
		}
	}
	return b.String()
}

const visualConf = `[labels]

[drawing]
SPAN_DEFAULT	fgColor:black, bgColor:#eeeeee, borderColor:darken
ARC_DEFAULT	color:black, arrowHead:triangle-5
Claim	bgColor:#b9cbff
Demand	bgColor:#ffcf9e
Condition	bgColor:#a5e3c4
Source	bgColor:#e3e9ff
Cue	bgColor:#eeeeee
Marker	bgColor:#eeeeee
Consequent	bgColor:#d6f3e6
`

// ReadBrat compares a collection that a coder has worked on, which [Brat] wrote
// from the dataset in dir, with that dataset, and returns the corrections that
// make the rows what the coder says. Documents whose .ann is not there are left
// as they are. The error names each fault by file and line.
func ReadBrat(dir, from string) ([]correct.Correction, error) {
	coded, err := readCoded(dir)
	if err != nil {
		return nil, err
	}
	mentions := make(map[string][]schemas.Mention)
	if err := eachRow(dir, func(m schemas.Mention) bool {
		if m.ActorID != "" {
			mentions[m.DocID] = append(mentions[m.DocID], m)
		}
		return true
	}); err != nil {
		return nil, err
	}
	strange, err := annFiles(from)
	if err != nil {
		return nil, err
	}
	if len(strange) == 0 {
		return nil, fmt.Errorf("%s holds no .ann files: give the folder that export brat wrote", from)
	}
	var before, after []correct.Row
	var faults []error
	texts := make(map[string]ingest.Text)
	for doc, err := range rows[schemas.Document](dir) {
		if err != nil {
			return nil, err
		}
		path := filepath.Join(from, bratPath(doc.DocID))
		if !strange[path+".ann"] {
			continue
		}
		delete(strange, path+".ann")
		f := &annFile{path: path + ".ann", doc: doc.DocID, text: ingest.NewText(doc.Text), mentions: mentions[doc.DocID]}
		if err := f.sameText(path+".txt", doc.Text); err != nil {
			faults = append(faults, err)
			continue
		}
		now, err := f.read(coded[doc.DocID])
		if err != nil {
			faults = append(faults, err)
			continue
		}
		texts[doc.DocID] = f.text
		before = append(before, coded[doc.DocID]...)
		after = append(after, now...)
	}
	for _, path := range slices.Sorted(maps.Keys(strange)) {
		faults = append(faults, fmt.Errorf("%s: the dataset %s has no such document: export it again, or take the file out", path, dir))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return correct.Between(before, after, func(doc string, s correct.Span) string { return texts[doc].Slice(s.Start, s.End) }), nil
}

func annFiles(from string) (map[string]bool, error) {
	found := make(map[string]bool)
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) == ".ann" {
			found[path] = true
		}
		return err
	})
	return found, err
}

// annFile is the reading of one standoff file.
type annFile struct {
	path     string
	doc      string
	text     ingest.Text
	mentions []schemas.Mention

	spans  map[string]annSpan
	events []*annEvent
	byID   map[string]*annEvent
	faults []error
}

type annSpan struct {
	typ string
	correct.Span
	line int
}

type annEvent struct {
	id        string
	line      int
	table     string
	trigger   string
	arguments [][2]string // name and id
	row       correct.Row
}

func (f *annFile) fault(line int, format string, args ...any) {
	f.faults = append(f.faults, fmt.Errorf("%s:%d: %s", f.path, line, fmt.Sprintf(format, args...)))
}

// sameText refuses a text that is not the one on which the offsets count. A
// collection may come back without its texts.
func (f *annFile) sameText(path, text string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	got, want := strings.Split(string(b), "\n"), strings.Split(text, "\n")
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || strings.TrimSuffix(got[i], "\r") != want[i] {
			return fmt.Errorf("%s:%d: the text is not that of the dataset's document %q: code the texts of one build only", path, i+1, f.doc)
		}
	}
	return nil
}

// read returns the rows that the file codes.
func (f *annFile) read(before []correct.Row) ([]correct.Row, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f.spans, f.byID = make(map[string]annSpan), make(map[string]*annEvent)
	var later []func() // of what may stand before the event that it speaks of
	in := bufio.NewReader(file)
	for n, ended := 1, false; !ended; n++ {
		line, err := in.ReadString('\n')
		if ended = errors.Is(err, io.EOF); err != nil && !ended {
			return nil, err
		}
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			continue
		}
		columns := strings.SplitN(line, "\t", 3)
		if len(columns) < 2 {
			f.fault(n, "want columns parted by tabs, got %q", line)
			continue
		}
		switch line[0] {
		case 'T':
			f.span(n, columns)
		case 'E':
			f.event(n, columns)
		case 'A', 'M':
			later = append(later, func() { f.attribute(n, columns) })
		case '#':
			later = append(later, func() { f.note(n, columns) })
		default:
			f.fault(n, "%s is no span, event, attribute or note, and nothing else is coded", columns[0])
		}
	}
	for _, e := range f.events {
		f.place(e)
	}
	for _, do := range later {
		do()
	}
	return f.rows(before), errors.Join(f.faults...)
}

func (f *annFile) span(line int, columns []string) {
	typ, offsets, _ := strings.Cut(columns[1], " ")
	s := annSpan{typ: typ, line: line}
	for i, fragment := range strings.Split(offsets, ";") {
		from, to, _ := strings.Cut(fragment, " ")
		start, errStart := strconv.Atoi(from)
		end, errEnd := strconv.Atoi(to)
		if errStart != nil || errEnd != nil || start < 0 || start >= end || end > f.text.Len() {
			f.fault(line, "%q are no offsets into a text of %d code points", fragment, f.text.Len())
			return
		}
		if i > 0 && (start < s.End || strings.TrimSpace(f.text.Slice(s.End, start)) != "") {
			f.fault(line, "%s leaves out words between its parts: code it as one stretch of the text", columns[0])
			return
		}
		if i == 0 {
			s.Start = start
		}
		s.End = end
	}
	f.spans[columns[0]] = s
}

func (f *annFile) event(line int, columns []string) {
	parts := strings.Fields(columns[1])
	e := &annEvent{id: columns[0], line: line}
	for i, part := range parts {
		name, id, ok := strings.Cut(part, ":")
		if !ok {
			f.fault(line, "%q is no NAME:ID", part)
			return
		}
		if i > 0 {
			e.arguments = append(e.arguments, [2]string{name, id})
			continue
		}
		e.trigger = id
		for table, how := range bratKinds {
			if how.event == name {
				e.table = table
			}
		}
		if e.table == "" {
			f.fault(line, "there is no event %q: want Claim, Demand or Condition", name)
			return
		}
	}
	if e.trigger == "" {
		f.fault(line, "%s has no trigger", columns[0])
		return
	}
	f.events = append(f.events, e)
	f.byID[e.id] = e
}

// place gives an event's row its spans, which make its key.
func (f *annFile) place(e *annEvent) {
	kind, how := kindOf(e.table)
	e.row = correct.Row{Doc: f.doc, Table: e.table, Spans: make(map[string]correct.Span), Values: make(map[string]string)}
	roles := map[string]string{"": kind.Head}
	for role, argument := range how.arguments {
		roles[argument] = role
	}
	for _, argument := range append([][2]string{{"", e.trigger}}, e.arguments...) {
		role, ok := roles[argument[0]]
		if !ok {
			continue // a reference, which waits for all keys
		}
		s, known := f.spans[argument[1]]
		if !known {
			f.fault(e.line, "%s names %s, which is no span", e.id, argument[1])
			continue
		}
		if _, twice := e.row.Spans[role]; twice {
			f.fault(e.line, "%s has more than one %s", e.id, argument[0])
			continue
		}
		e.row.Spans[role] = s.Span
	}
}

func (f *annFile) attribute(line int, columns []string) {
	parts := strings.Fields(columns[1])
	if len(parts) != 3 {
		f.fault(line, "want an attribute's name, event and value, got %q", columns[1])
		return
	}
	e := f.byID[parts[1]]
	if e == nil {
		f.fault(line, "%s is no event", parts[1])
		return
	}
	for column, attribute := range bratKinds[e.table].attributes {
		if attribute == parts[0] {
			if e.row.Values[column] != "" {
				f.fault(line, "%s has more than one %s", e.id, attribute)
			}
			e.row.Values[column] = parts[2]
			return
		}
	}
	f.fault(line, "there is no attribute %q of %s", parts[0], bratKinds[e.table].event)
}

// note reads the columns that an event's note holds. Other words in it, and
// notes on anything else, are the coder's own.
func (f *annFile) note(line int, columns []string) {
	typ, id, _ := strings.Cut(columns[1], " ")
	e := f.byID[id]
	if typ != "AnnotatorNotes" || e == nil || len(columns) < 3 {
		return
	}
	kind, how := kindOf(e.table)
	for _, word := range strings.Fields(columns[2]) {
		column, value, ok := strings.Cut(word, "=")
		if !ok || !slices.Contains(kind.Columns, column) || how.attributes[column] != "" || how.references[column] != "" {
			continue
		}
		unescaped, err := url.PathUnescape(value)
		if err != nil {
			f.fault(line, "%q: write %% as %%25", word)
			continue
		}
		e.row.Values[column] = unescaped
	}
}

// rows returns the rows of the events, with what follows from the spans.
func (f *annFile) rows(before []correct.Row) []correct.Row {
	known := make(map[string]bool)
	for _, r := range before {
		known[r.Key()] = true
	}
	lines := make(map[string]int)
	var out []correct.Row
	for _, e := range f.events {
		_, how := kindOf(e.table)
		for _, argument := range e.arguments {
			column := ""
			for c, name := range how.references {
				if name == argument[0] {
					column = c
				}
			}
			if column == "" {
				if !slices.Contains(slices.Collect(maps.Values(how.arguments)), argument[0]) {
					f.fault(e.line, "%s has no argument %q", how.event, argument[0])
				}
				continue
			}
			to := f.byID[argument[1]]
			if want := map[bool]string{true: "demands", false: "claims"}[column == "demand_id"]; to == nil || to.table != want || to == e {
				f.fault(e.line, "%s:%s is no other row of %s", argument[0], argument[1], want)
				continue
			}
			e.row.Values[column] = to.row.Key()
		}
		key := e.row.Key()
		if first, twice := lines[key]; twice {
			f.fault(e.line, "%s codes the same spans as the event on line %d: keep one of the two", e.id, first)
			continue
		}
		lines[key] = e.line
		if s, ok := e.row.Spans["source"]; ok && !known[key] && e.row.Values["source_id"] == "" && e.row.Values["source_name"] == "" {
			f.guessSource(e.row, s)
		}
		for _, who := range []string{"source", "demander", "addressee"} {
			if e.row.Values[who+"_id"] != "" {
				delete(e.row.Values, who+"_name")
			}
		}
		if err := e.row.CheckValues(); err != nil {
			f.fault(e.line, "%s %s: %v", how.event, e.id, err)
		}
		out = append(out, e.row)
	}
	return out
}

// guessSource takes for the source of a new claim the actor that its words
// name, if they name one.
func (f *annFile) guessSource(r correct.Row, s correct.Span) {
	var best schemas.Mention
	for _, m := range f.mentions {
		inside := int(m.Start) >= s.Start && int(m.End) <= s.End
		if inside && cmp.Compare(m.End-m.Start, best.End-best.Start) > 0 {
			best = m
		}
	}
	if best.ActorID != "" {
		r.Values["source_id"] = best.ActorID
	}
}
