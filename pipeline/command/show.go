package command

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"demarche/pipeline/publish"
	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// defaultRows is how many rows the table format shows where --limit is not given.
const defaultRows = 20

func showCommand() *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "print the rows of a table",
		ArgsUsage: "TABLE",
		Description: `TABLE is one of ` + strings.Join(tableNames(), ", ") + `.

The format table is for reading: it shows the chief columns of the first rows. The formats
jsonl, csv and arrow (an Arrow IPC stream) are for programs: they hold every column, and every
row where no --limit is given.

Examples:

   demarche show claims --out dataset --doc speech-2021
   demarche show demands --format csv > demands.csv`,
		Flags: []cli.Flag{
			outFlag(),
			&cli.StringFlag{Name: "doc", Usage: "only rows of the document with this doc_id"},
			&cli.IntFlag{Name: "limit", DefaultText: fmt.Sprintf("%d in the table format, else 0", defaultRows), Usage: "rows to print, 0 for all"},
			&cli.StringFlag{Name: "format", Value: "table", Usage: "table, jsonl, csv or arrow"},
		},
		BashComplete: func(c *cli.Context) { fmt.Fprintln(c.App.Writer, strings.Join(tableNames(), "\n")) },
		Action:       show,
	}
}

func tableNames() []string {
	var names []string
	for _, t := range schemas.Tables() {
		names = append(names, t.Name)
	}
	return names
}

// printer writes batches of rows in one format. Not all rows of a batch may be
// wanted, so it is told which.
type printer interface {
	begin(schema *arrow.Schema) error
	rows(rec arrow.Record, wanted []int) error
	end() error
}

func show(c *cli.Context) error {
	name, err := oneArgument(c, "the table")
	if err != nil {
		return err
	}
	t, ok := schemas.Lookup(name)
	if !ok {
		return usagef("there is no table %q: want one of %s", name, strings.Join(tableNames(), ", "))
	}
	if _, ok := t.Column("doc_id"); !ok && c.IsSet("doc") {
		return usagef("the table %s has no doc_id: leave --doc out", name)
	}
	if c.Int("limit") < 0 {
		return usagef("--limit %d: want 0 for all rows, or a positive number", c.Int("limit"))
	}
	out := bufio.NewWriterSize(c.App.Writer, 1<<16)
	limit := c.Int("limit")
	var p printer
	switch format := c.String("format"); format {
	case "table":
		if !c.IsSet("limit") {
			limit = defaultRows
		}
		p = &tablePrinter{table: t, out: out, width: terminalWidth(c.App.Writer)}
	case "jsonl":
		p = &jsonPrinter{out: out}
	case "csv":
		p = &csvPrinter{out: csv.NewWriter(out)}
	case "arrow":
		p = &arrowPrinter{out: out}
	default:
		return usagef("there is no format %q: want table, jsonl, csv or arrow", format)
	}
	r, err := publish.OpenTable(c.String("out"), name)
	if err != nil {
		return err
	}
	defer r.Close()
	more, err := printRows(r, p, c.String("doc"), limit)
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if more && !c.IsSet("limit") {
		fmt.Fprintf(c.App.ErrWriter, "the first %d rows: see all with --limit 0\n", limit)
	}
	return nil
}

// printRows prints the rows of a document (of all where doc is empty), at most
// limit of them (all where limit is 0), and reports whether there are more.
func printRows(r *publish.TableReader, p printer, doc string, limit int) (more bool, err error) {
	if err := p.begin(r.Schema()); err != nil {
		return false, err
	}
	printed := 0
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return more, p.end()
		}
		if err != nil {
			return false, err
		}
		wanted := rowsOf(rec, doc)
		if limit > 0 && len(wanted) > limit-printed {
			wanted, more = wanted[:limit-printed], true
		}
		if len(wanted) > 0 {
			if err := p.rows(rec, wanted); err != nil {
				return false, err
			}
		}
		printed += len(wanted)
		if more {
			return true, p.end()
		}
	}
}

// rowsOf returns which rows of a batch belong to a document.
func rowsOf(rec arrow.Record, doc string) []int {
	wanted := make([]int, 0, rec.NumRows())
	var ids *array.String
	if doc != "" {
		ids = rec.Column(rec.Schema().FieldIndices("doc_id")[0]).(*array.String)
	}
	for i := range int(rec.NumRows()) {
		if ids == nil || ids.Value(i) == doc {
			wanted = append(wanted, i)
		}
	}
	return wanted
}

type jsonPrinter struct {
	out io.Writer
	buf []byte
}

func (p *jsonPrinter) begin(*arrow.Schema) error { return nil }
func (p *jsonPrinter) end() error                { return nil }

func (p *jsonPrinter) rows(rec arrow.Record, wanted []int) error {
	for _, i := range wanted {
		var err error
		if p.buf, err = publish.AppendJSON(p.buf[:0], rec, i); err != nil {
			return err
		}
		if _, err := p.out.Write(append(p.buf, '\n')); err != nil {
			return err
		}
	}
	return nil
}

type csvPrinter struct{ out *csv.Writer }

func (p *csvPrinter) begin(schema *arrow.Schema) error {
	var head []string
	for _, f := range schema.Fields() {
		head = append(head, f.Name)
	}
	return p.out.Write(head)
}

func (p *csvPrinter) rows(rec arrow.Record, wanted []int) error {
	for _, i := range wanted {
		row := make([]string, rec.NumCols())
		for c, col := range rec.Columns() {
			row[c] = cell(col, i)
		}
		if err := p.out.Write(row); err != nil {
			return err
		}
	}
	return nil
}

func (p *csvPrinter) end() error {
	p.out.Flush()
	return p.out.Error()
}

// cell is a value as text: empty for null, the elements of a list parted by "; ".
func cell(col arrow.Array, i int) string {
	if col.IsNull(i) {
		return ""
	}
	list, ok := col.(*array.List)
	if !ok {
		return col.ValueStr(i)
	}
	var parts []string
	from, to := list.ValueOffsets(i)
	for j := from; j < to; j++ {
		parts = append(parts, list.ListValues().ValueStr(int(j)))
	}
	return strings.Join(parts, "; ")
}

type arrowPrinter struct {
	out io.Writer
	ipc *ipc.Writer
}

func (p *arrowPrinter) begin(schema *arrow.Schema) error {
	p.ipc = ipc.NewWriter(p.out, ipc.WithSchema(schema))
	return nil
}

// rows writes runs of wanted rows as slices of the batch.
func (p *arrowPrinter) rows(rec arrow.Record, wanted []int) error {
	for len(wanted) > 0 {
		n := 1
		for n < len(wanted) && wanted[n] == wanted[0]+n {
			n++
		}
		part := rec.NewSlice(int64(wanted[0]), int64(wanted[0]+n))
		err := p.ipc.Write(part)
		part.Release()
		if err != nil {
			return err
		}
		wanted = wanted[n:]
	}
	return nil
}

func (p *arrowPrinter) end() error { return p.ipc.Close() }

// tablePrinter draws the chief columns for a person. Not for large tables: it
// holds the rows to measure them.
type tablePrinter struct {
	table *schemas.Table
	out   io.Writer
	width int // of the terminal; 0 for none
	draw  table.Writer
	brief []int // indices of the columns shown
}

func (p *tablePrinter) begin(schema *arrow.Schema) error {
	p.draw = table.NewWriter()
	p.draw.SetStyle(table.StyleLight)
	p.draw.Style().Format.Header = text.FormatDefault
	p.draw.Style().Options.SeparateRows = false
	var head table.Row
	for i, f := range schema.Fields() {
		if c, ok := p.table.Column(f.Name); ok && c.Brief {
			p.brief = append(p.brief, i)
			head = append(head, f.Name)
		}
	}
	p.draw.AppendHeader(head)
	return nil
}

func (p *tablePrinter) rows(rec arrow.Record, wanted []int) error {
	for _, i := range wanted {
		var row table.Row
		for _, c := range p.brief {
			row = append(row, strings.Join(strings.Fields(cell(rec.Column(c), i)), " "))
		}
		p.draw.AppendRow(row)
	}
	return nil
}

func (p *tablePrinter) end() error {
	var columns []table.ColumnConfig
	for i := range p.brief {
		columns = append(columns, table.ColumnConfig{Number: i + 1, WidthMax: p.columnWidth(), WidthMaxEnforcer: text.WrapSoft})
	}
	p.draw.SetColumnConfigs(columns)
	_, err := fmt.Fprintln(p.out, p.draw.Render())
	return err
}

// columnWidth leaves texts room to be read; short columns take what they need.
func (p *tablePrinter) columnWidth() int {
	if p.width == 0 {
		return 60
	}
	return max(16, p.width/max(1, min(len(p.brief), 4)))
}

func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}
