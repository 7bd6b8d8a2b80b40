package schemas

import (
	"fmt"
	"io"
	"strings"
)

// WriteDictionary writes the data dictionary of all tables as Markdown.
func WriteDictionary(w io.Writer) error {
	var b strings.Builder
	b.WriteString(dictionaryHead)
	for _, t := range Tables() {
		fmt.Fprintf(&b, "\n## %s\n\n%s", t.Name, t.Doc)
		fmt.Fprintf(&b, " Sorted by %s.", strings.Join(t.Sort, ", "))
		b.WriteString("\n\n| column | type | null | unit or values | meaning |\n|---|---|---|---|---|\n")
		for _, c := range t.Columns {
			null := ""
			if c.Nullable {
				null = "yes"
			}
			fmt.Fprintf(&b, "| `%s`%s | %s | %s | %s | %s |\n", c.Name, keyMark(c), typeAndRef(c), null, domain(c), c.Doc)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const dictionaryHead = `# Data dictionary

Made from the structs in tables.go by ` + "`go test ./schemas -update`" + `; a test fails when it is out of date.

Offsets are Unicode code points into ` + "`documents.text`" + `, half open: in Python ` + "`text[start:end]`" + `,
in R ` + "`substr(text, start + 1, end)`" + `, in DuckDB ` + "`substring(text, start + 1, end - start)`" + `.
**key** marks the primary key; an arrow names the table whose key a column holds. Columns without "yes"
under null hold a value in every row.
`

func keyMark(c Column) string {
	if c.Key {
		return " **key**"
	}
	return ""
}

// TypeName names a column's type for people.
func TypeName(c Column) string {
	name := c.Type.String()
	name = strings.ReplaceAll(name, "utf8", "string")
	if strings.HasPrefix(name, "list<") {
		name = "list of string"
	}
	return name
}

func typeAndRef(c Column) string {
	if c.Ref != "" {
		return TypeName(c) + " → " + c.Ref
	}
	return TypeName(c)
}

func domain(c Column) string {
	switch {
	case c.Values != nil:
		return strings.Join(c.Values, ", ")
	case c.Range != "":
		return c.Range
	}
	return c.Unit
}
