// Package report writes a dataset as one HTML page that needs nothing else: no
// network, no server, no second file.
//
// Input: the folder of a dataset. Output: a page that holds its tables, column
// by column, with the program that draws them. The same dataset gives the same
// bytes.
//
// The program is plain JavaScript in assets/app, one ES module a view. The page
// joins the modules into one script, as a page opened from disk may import
// none. Its libraries lie in assets/vendor; package.json pins them and `make
// report-assets` writes them anew.
package report

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"path"
	"regexp"
	"strings"
)

//go:embed assets
var assets embed.FS

// modules lists the scripts in the order in which they need each other.
var modules = []string{
	"vendor/layout.min.js",
	"app/data.js",
	"app/state.js",
	"app/dom.js",
	"app/overview.js",
	"app/matrix.js",
	"app/network.js",
	"app/conditions.js",
	"app/timeline.js",
	"app/reader.js",
	"app/main.js",
}

// Write writes the report of the dataset in dir.
func Write(w io.Writer, dir string) error {
	out := bufio.NewWriterSize(w, 1<<16)
	before, after, ok := strings.Cut(page(), "<!-- data -->")
	if !ok {
		panic("report: the page has no place for the data")
	}
	if _, err := out.WriteString(before); err != nil {
		return err
	}
	if err := writeData(out, dir); err != nil {
		return err
	}
	if _, err := out.WriteString(after); err != nil {
		return err
	}
	return out.Flush()
}

// page returns the page without its data.
func page() string {
	style, script := asset("style.css"), joined()
	// The policy lets the page run its own script and style, which it knows by
	// their hashes, and load nothing from anywhere.
	policy := fmt.Sprintf("default-src 'none'; script-src '%s'; style-src '%s'; img-src data:; base-uri 'none'; form-action 'none'",
		hash(script), hash(style))
	return strings.NewReplacer(
		"<!-- policy -->", `<meta http-equiv="Content-Security-Policy" content="`+policy+`">`,
		"<!-- style -->", "<style>"+style+"</style>",
		"<!-- script -->", `<script type="module">`+script+"</script>",
		"<!-- licences -->", html.EscapeString(asset("vendor/LICENSES.txt")),
	).Replace(asset("page.html"))
}

// What a module says to other modules. Imports and lists of exports stand on
// lines of their own.
var (
	importing = regexp.MustCompile(`(?m)^import (\{.*\}) from "\.\.?/(?:\w+/)?(\w+)\.(?:min\.)?js";$`)
	exporting = regexp.MustCompile(`(?m)^export ((?:async )?(?:function|class|const) (\w+))`)
	exported  = regexp.MustCompile(`(?m)^export \{ (.*) \};$`)
)

// joined returns the modules as one script. Each becomes a function, so that
// its names stay its own, which gives the names that it exports.
func joined() string {
	var b strings.Builder
	for _, file := range modules {
		body := asset(file)
		var names []string
		for _, m := range exporting.FindAllStringSubmatch(body, -1) {
			names = append(names, m[2])
		}
		for _, m := range exported.FindAllStringSubmatch(body, -1) {
			names = append(names, m[1])
		}
		body = importing.ReplaceAllString(body, "const $1 = $$$2;")
		body = exporting.ReplaceAllString(body, "$1")
		body = exported.ReplaceAllString(body, "")
		name, _, _ := strings.Cut(path.Base(file), ".")
		fmt.Fprintf(&b, "const $%s = await (async () => {\n%s\nreturn { %s };\n})();\n", name, body, strings.Join(names, ", "))
	}
	return b.String()
}

func asset(name string) string {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // the assets are compiled in
	}
	return string(b)
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// writeBlock writes what fill writes as a data block of the page: compressed
// and in base64, so that no text of a dataset is ever read as HTML.
func writeBlock(w io.Writer, name string, fill func(io.Writer) error) error {
	if _, err := fmt.Fprintf(w, `<script type="application/gzip" class="block" data-name="%s">`, name); err != nil {
		return err
	}
	encoded := base64.NewEncoder(base64.StdEncoding, w)
	compressed, err := gzip.NewWriterLevel(encoded, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := fill(compressed); err != nil {
		return err
	}
	if err := compressed.Close(); err != nil {
		return err
	}
	if err := encoded.Close(); err != nil {
		return err
	}
	_, err = io.WriteString(w, "</script>\n")
	return err
}
