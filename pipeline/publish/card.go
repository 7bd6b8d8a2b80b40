package publish

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"demarche/pipeline/ingest"
	"demarche/schemas"

	"github.com/goccy/go-yaml"
)

// cardHeader is the YAML header of a dataset card on the Hugging Face hub.
type cardHeader struct {
	PrettyName  string       `yaml:"pretty_name"`
	Language    []string     `yaml:"language,omitempty"`
	License     string       `yaml:"license,omitempty"`
	LicenseName string       `yaml:"license_name,omitempty"`
	LicenseLink string       `yaml:"license_link,omitempty"`
	Annotators  []string     `yaml:"annotations_creators"`
	Size        []string     `yaml:"size_categories"`
	Tags        []string     `yaml:"tags"`
	Configs     []cardConfig `yaml:"configs"`
}

type cardConfig struct {
	Name    string     `yaml:"config_name"`
	Default bool       `yaml:"default,omitempty"`
	Files   []cardFile `yaml:"data_files"`
}

type cardFile struct {
	Split string `yaml:"split"`
	Path  string `yaml:"path"`
}

// hubLicenses are the identifiers of the hub where they are not an SPDX
// identifier in lower case; of the rest it knows those listed as such.
var (
	hubLicenses = map[string]string{"ODC-By-1.0": "odc-by", "ODbL-1.0": "odbl", "PDDL-1.0": "pddl"}
	hubLower    = regexp.MustCompile(`^(Apache-2\.0|MIT|CC0-1\.0|CC-BY(-NC)?(-SA|-ND)?-[34]\.0|[AL]?GPL-3\.0|BSD-[23]-Clause|CDLA-Permissive-2\.0)$`)
)

// languageCode is the part of a BCP 47 tag that the hub knows.
var languageCode = regexp.MustCompile(`^[a-z]{2,3}`)

// card writes README.md, the dataset card.
func card(m Manifest) ([]byte, error) {
	about := m.about()
	h := cardHeader{PrettyName: about.Title, Annotators: []string{"machine-generated"}, Tags: slices.Clone(about.Keywords)}
	for _, tag := range m.Languages {
		if code := languageCode.FindString(strings.ToLower(tag)); code != "" && !slices.Contains(h.Language, code) {
			h.Language = append(h.Language, code)
		}
	}
	switch {
	case about.License == "":
	case hubLicenses[about.License] != "":
		h.License = hubLicenses[about.License]
	case hubLower.MatchString(about.License):
		h.License = strings.ToLower(about.License)
	default:
		h.License, h.LicenseName, h.LicenseLink = "other", strings.ToLower(about.License), licensePage(about.License)
	}
	var rows int64
	for _, t := range m.Tables {
		rows += t.Rows
		h.Configs = append(h.Configs, cardConfig{t.Name, t.Name == schemas.Of[schemas.Claim]().Name, []cardFile{{"train", t.File}}})
	}
	h.Size = []string{sizeCategory(rows)}
	for _, tag := range []string{"demarche", "political-science", "information-extraction"} {
		if !slices.Contains(h.Tags, tag) {
			h.Tags = append(h.Tags, tag)
		}
	}
	header, err := yaml.MarshalWithOptions(h, yaml.IndentSequence(true))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "---\n%s---\n\n# %s\n\n%s\n\n", header, about.Title, about.Description)
	fmt.Fprintf(&b, "Version %s", about.Version)
	if about.Published != "" {
		fmt.Fprintf(&b, ", published %s", about.Published)
	}
	fmt.Fprintf(&b, ". Made by %s %s from %d documents; the same inputs give the same bytes.\n", m.Tool, m.Version, m.Rows("documents"))
	b.WriteString("\n## Tables\n\n| table | rows | |\n|---|---:|---|\n")
	for _, file := range m.Tables {
		t, ok := schemas.Lookup(file.Name)
		if !ok {
			return nil, fmt.Errorf("there is no table %q", file.Name)
		}
		fmt.Fprintf(&b, "| [%s](%s) | %d | %s |\n", t.Name, file.File, file.Rows, t.Doc)
	}
	b.WriteString(cardBody)
	if about.License == "" {
		b.WriteString("The owner of the texts has stated no licence.\n")
	} else {
		fmt.Fprintf(&b, "[%s](%s)\n", about.License, licensePage(about.License))
	}
	fmt.Fprintf(&b, "\n## Citation\n\n```bibtex\n%s\n```\n", citeAs(about))
	return b.Bytes(), nil
}

const cardBody = `
` + "`codebook.csv`" + ` lists every column with its type, unit, allowed values and meaning; ` + "`datapackage.json`" + ` holds the
same with primary and foreign keys, ` + "`croissant.json`" + ` for machine-learning loaders, ` + "`manifest.json`" + ` the inputs and
the numbers of rows, ` + "`SHA256SUMS`" + ` the hashes of all files.

Offsets are Unicode code points into ` + "`documents.text`" + `, half open: in Python ` + "`text[start:end]`" + `, in R
` + "`substr(text, start + 1, end)`" + `, in DuckDB ` + "`substring(text, start + 1, end - start)`" + `. Keys are hashes of document, table
and spans: a row keeps its key when other documents change.

## Loading

` + "```python" + `
claims = pandas.read_parquet("claims.parquet")          # pandas, with pyarrow
claims = polars.read_parquet("claims.parquet")          # polars
claims = spark.read.parquet("claims.parquet")           # Spark
` + "```" + `

` + "```r" + `
claims <- arrow::read_parquet("claims.parquet")
` + "```" + `

` + "```sql" + `
-- DuckDB
SELECT a.name, c.stance, c.content
FROM 'claims.parquet' c JOIN 'actors.parquet' a ON c.source_id = a.actor_id;
` + "```" + `

## Limits

The rows are what rules found: some are wrong and some are missing. The column ` + "`confidence`" + ` says which share of
rows like it is right, ` + "`rule`" + ` what made it, and the spans where to look. What a text attributes to an actor is not what
the actor said.

## Licence

`

var sizeSteps = []struct {
	below int64
	name  string
}{
	{1e3, "n<1K"}, {1e4, "1K<n<10K"}, {1e5, "10K<n<100K"}, {1e6, "100K<n<1M"}, {1e7, "1M<n<10M"}, {1e8, "10M<n<100M"}, {1e9, "100M<n<1B"},
}

// sizeCategory returns the hub's class of a number of rows.
func sizeCategory(rows int64) string {
	for _, s := range sizeSteps {
		if rows < s.below {
			return s.name
		}
	}
	return "n>1B"
}

// citeAs returns a BibTeX entry.
func citeAs(about ingest.About) string {
	brace := strings.NewReplacer("{", "", "}", "", "\\", "", "&", `\&`, "%", `\%`, "#", `\#`, "_", `\_`, "$", `\$`)
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n  title = {%s},\n", strings.ReplaceAll(about.Name, ".", "-"), brace.Replace(about.Title))
	if len(about.Authors) > 0 {
		// Braces around each keep a name that is not a person's in one piece.
		var names []string
		for _, name := range about.Authors {
			names = append(names, "{"+brace.Replace(name)+"}")
		}
		fmt.Fprintf(&b, "  author = {%s},\n", strings.Join(names, " and "))
	}
	if about.Published != "" {
		fmt.Fprintf(&b, "  year = {%s},\n", about.Published[:4])
	}
	if about.URL != "" {
		fmt.Fprintf(&b, "  url = {%s},\n", about.URL)
	}
	fmt.Fprintf(&b, "  version = {%s}\n}", brace.Replace(about.Version))
	return b.String()
}

// citationCFF is a citation in the Citation File Format.
type citationCFF struct {
	Version   string      `yaml:"cff-version"`
	Message   string      `yaml:"message"`
	Type      string      `yaml:"type"`
	Title     string      `yaml:"title"`
	Abstract  string      `yaml:"abstract"`
	Authors   []cffEntity `yaml:"authors"`
	Released  string      `yaml:"date-released,omitempty"`
	Dataset   string      `yaml:"version"`
	License   string      `yaml:"license,omitempty"`
	URL       string      `yaml:"url,omitempty"`
	Keywords  []string    `yaml:"keywords,omitempty"`
	Reference []cffWork   `yaml:"references"`
}

type cffEntity struct {
	Name string `yaml:"name"`
}

type cffWork struct {
	Type    string      `yaml:"type"`
	Title   string      `yaml:"title"`
	Version string      `yaml:"version"`
	Authors []cffEntity `yaml:"authors"`
}

// citation writes CITATION.cff as version 1.2.0 of the format has it.
func citation(m Manifest) ([]byte, error) {
	about := m.about()
	c := citationCFF{
		Version: "1.2.0", Message: "If you use this dataset, please cite it as below.", Type: "dataset",
		Title: about.Title, Abstract: about.Description, Dataset: about.Version, Released: about.Published,
		License: about.License, URL: about.URL, Keywords: about.Keywords,
		Reference: []cffWork{{"software", m.Tool, m.Version, []cffEntity{{"The demarche contributors"}}}},
	}
	for _, name := range about.Authors {
		c.Authors = append(c.Authors, cffEntity{name})
	}
	if c.Authors == nil { // of whom the format wants one
		c.Authors = []cffEntity{{"Anonymous"}}
	}
	return yaml.MarshalWithOptions(c, yaml.IndentSequence(true))
}

// codebook writes codebook.csv: one line a column, as statistics packages want it.
func codebook(Manifest) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{{"table", "column", "type", "unit", "nullable", "values", "key", "ref", "description"}}
	for _, t := range schemas.Tables() {
		for _, c := range t.Columns {
			nullable, key := "no", ""
			if c.Nullable {
				nullable = "yes"
			}
			if c.Key {
				key = "primary"
			}
			lines = append(lines, []string{t.Name, c.Name, schemas.TypeName(c), c.Unit, nullable,
				cmp.Or(strings.Join(c.Values, "; "), c.Range), key, c.Ref, c.Doc})
		}
	}
	if err := w.WriteAll(lines); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
