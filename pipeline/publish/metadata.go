package publish

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"demarche/pipeline/ingest"
	"demarche/schemas"

	"github.com/apache/arrow/go/v17/arrow"
)

// companion is a file that lies beside the tables and says what they are. Its
// bytes follow from the manifest and the schemas alone.
type companion struct {
	name string
	make func(Manifest) ([]byte, error)
}

// companions returns them in the order of their names.
func companions() []companion {
	return []companion{
		{"CITATION.cff", citation},
		{"README.md", card},
		{"codebook.csv", codebook},
		{"croissant.json", croissant},
		{"datapackage.json", dataPackage},
	}
}

// writeCompanions writes the manifest, the companions and, last, the hashes of all files.
func writeCompanions(files Files, m Manifest) error {
	sums := make(Sums, 0, len(m.Tables)+8)
	for _, t := range m.Tables {
		sums = append(sums, Sum{t.File, t.SHA256})
	}
	for _, c := range append(companions(), companion{ManifestName, Manifest.json}) {
		b, err := c.make(m)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if err := writeFile(files, c.name, b); err != nil {
			return err
		}
		sums = append(sums, Sum{c.name, hashOf(b)})
	}
	slices.SortFunc(sums, func(a, b Sum) int { return strings.Compare(a.Name, b.Name) })
	return writeFile(files, SumsName, sums.Format())
}

func writeFile(files Files, name string, b []byte) error {
	f, err := files.Create(name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, bytes.NewReader(b)); err != nil {
		return err
	}
	return f.Close()
}

// indented encodes what all JSON files of a dataset hold: indented, with <, >
// and & as they are.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// about returns what the owner says of the dataset, with what can be said
// without him filled in.
func (m Manifest) about() ingest.About {
	var a ingest.About
	if m.About != nil {
		a = *m.About
	}
	if a.Name == "" {
		a.Name = "demarche-dataset"
	}
	if a.Title == "" {
		a.Title = "Claims, demands and conditions in political texts"
	}
	if a.Description == "" {
		a.Description = "Who claims what, who demands what of whom, and under which conditions: tables extracted from political texts by rules, each row with its evidence."
	}
	if a.Version == "" {
		a.Version = m.Version
	}
	return a
}

// licensePage returns the text of a licence on the web.
func licensePage(spdx string) string { return "https://spdx.org/licenses/" + spdx + ".html" }

// primaryKey returns the names of the columns that are the primary key, none
// for a table without one.
func primaryKey(t *schemas.Table) []string {
	var key []string
	for _, c := range t.Columns {
		if c.Key {
			key = append(key, c.Name)
		}
	}
	return key
}

// foreignKey returns the columns of a table that together hold the key of the
// table that one of them refers to, and the columns of that key. A column that
// holds a list, or the first part of a longer key, makes none.
func foreignKey(t *schemas.Table, c schemas.Column) (from, to []string, ok bool) {
	target, ok := schemas.Lookup(c.Ref)
	if !ok || c.Type.ID() == arrow.LIST {
		return nil, nil, false
	}
	to = target.Key()
	// The last part of a composite key stands for the whole; the parts before it go by the same names.
	from = append(slices.Clone(to[:len(to)-1]), c.Name)
	for _, name := range from {
		if _, ok := t.Column(name); !ok {
			return nil, nil, false
		}
	}
	return from, to, true
}

// The types below are written as they stand: their order is that of the files.

type packageJSON struct {
	Schema       string         `json:"$schema"`
	Name         string         `json:"name"`
	Title        string         `json:"title"`
	Description  string         `json:"description"`
	Version      string         `json:"version"`
	Homepage     string         `json:"homepage,omitempty"`
	Keywords     []string       `json:"keywords,omitempty"`
	Licenses     []licenseJSON  `json:"licenses,omitempty"`
	Contributors []authorJSON   `json:"contributors,omitempty"`
	Resources    []resourceJSON `json:"resources"`
}

type licenseJSON struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

type authorJSON struct {
	Title string   `json:"title"`
	Roles []string `json:"roles"`
}

type resourceJSON struct {
	Name        string     `json:"name"`
	Type        string     `json:"type"`
	Path        string     `json:"path"`
	Description string     `json:"description"`
	Format      string     `json:"format"`
	MediaType   string     `json:"mediatype"`
	Bytes       int64      `json:"bytes"`
	Hash        string     `json:"hash"`
	RowCount    int64      `json:"rowCount"` // not of the standard, which allows more properties
	Schema      schemaJSON `json:"schema"`
}

type schemaJSON struct {
	Fields        []fieldJSON      `json:"fields"`
	MissingValues []string         `json:"missingValues"` // none: nulls are nulls, and "" is a text
	PrimaryKey    []string         `json:"primaryKey,omitempty"`
	ForeignKeys   []foreignKeyJSON `json:"foreignKeys,omitempty"`
}

type fieldJSON struct {
	Name        string         `json:"name"`
	Type        string         `json:"type"`
	ItemType    string         `json:"itemType,omitempty"`
	Description string         `json:"description"`
	Unit        string         `json:"unit,omitempty"` // not of the standard
	Constraints constraintJSON `json:"constraints"`
}

type constraintJSON struct {
	Required bool     `json:"required"`
	Unique   bool     `json:"unique,omitempty"`
	Minimum  *float64 `json:"minimum,omitempty"`
	Maximum  *float64 `json:"maximum,omitempty"`
	Enum     []string `json:"enum,omitempty"`
}

type foreignKeyJSON struct {
	Fields    []string `json:"fields"`
	Reference struct {
		Resource string   `json:"resource,omitempty"` // none for the table itself
		Fields   []string `json:"fields"`
	} `json:"reference"`
}

// dataPackage writes datapackage.json as Data Package 2.0 has it.
func dataPackage(m Manifest) ([]byte, error) {
	about := m.about()
	p := packageJSON{
		Schema: "https://datapackage.org/profiles/2.0/datapackage.json",
		Name:   about.Name, Title: about.Title, Description: about.Description, Version: about.Version,
		Homepage: about.URL, Keywords: about.Keywords,
	}
	if about.License != "" {
		p.Licenses = []licenseJSON{{about.License, licensePage(about.License)}}
	}
	for _, name := range about.Authors {
		p.Contributors = append(p.Contributors, authorJSON{name, []string{"creator"}})
	}
	for _, file := range m.Tables {
		t, ok := schemas.Lookup(file.Name)
		if !ok {
			return nil, fmt.Errorf("there is no table %q", file.Name)
		}
		r := resourceJSON{
			Name: t.Name, Type: "table", Path: file.File, Description: t.Doc, Format: "parquet",
			MediaType: "application/vnd.apache.parquet", Bytes: file.Bytes, Hash: "sha256:" + file.SHA256, RowCount: file.Rows,
		}
		r.Schema = schemaJSON{MissingValues: []string{}, PrimaryKey: primaryKey(t)}
		for _, c := range t.Columns {
			f, err := field(t, c)
			if err != nil {
				return nil, err
			}
			r.Schema.Fields = append(r.Schema.Fields, f)
			if from, to, ok := foreignKey(t, c); ok {
				k := foreignKeyJSON{Fields: from}
				k.Reference.Fields = to
				if c.Ref != t.Name {
					k.Reference.Resource = c.Ref
				}
				r.Schema.ForeignKeys = append(r.Schema.ForeignKeys, k)
			}
		}
		p.Resources = append(p.Resources, r)
	}
	return indented(p)
}

func field(t *schemas.Table, c schemas.Column) (fieldJSON, error) {
	f := fieldJSON{Name: c.Name, Description: c.Doc, Unit: c.Unit}
	f.Constraints = constraintJSON{Required: !c.Nullable, Unique: slices.Equal(primaryKey(t), []string{c.Name}), Enum: c.Values}
	switch c.Type.ID() {
	case arrow.STRING:
		f.Type = "string"
	case arrow.INT32, arrow.INT64:
		f.Type = "integer"
	case arrow.FLOAT64:
		f.Type = "number"
	case arrow.DATE32:
		f.Type = "date"
	case arrow.LIST:
		f.Type, f.ItemType = "list", "string"
	default:
		return f, fmt.Errorf("no field type for %s.%s, a %s", t.Name, c.Name, c.Type)
	}
	if c.Range != "" {
		f.Constraints.Minimum, f.Constraints.Maximum = new(float64), new(float64)
		if _, err := fmt.Sscanf(c.Range, "%g to %g", f.Constraints.Minimum, f.Constraints.Maximum); err != nil {
			return f, fmt.Errorf("range %q of %s.%s: %w", c.Range, t.Name, c.Name, err)
		}
	}
	return f, nil
}

type croissantJSON struct {
	Context     json.RawMessage  `json:"@context"`
	Type        string           `json:"@type"`
	ConformsTo  string           `json:"conformsTo"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	Version     string           `json:"version"`
	License     string           `json:"license,omitempty"`
	URL         string           `json:"url"`
	Creator     []creatorJSON    `json:"creator,omitempty"`
	Published   string           `json:"datePublished,omitempty"`
	Keywords    []string         `json:"keywords,omitempty"`
	Language    []string         `json:"inLanguage,omitempty"`
	CiteAs      string           `json:"citeAs"`
	Files       []fileObjectJSON `json:"distribution"`
	RecordSets  []recordSetJSON  `json:"recordSet"`
}

type creatorJSON struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type idJSON struct {
	ID string `json:"@id"`
}

type fileObjectJSON struct {
	Type           string `json:"@type"`
	ID             string `json:"@id"`
	Name           string `json:"name"`
	Description    string `json:"description"`
	ContentURL     string `json:"contentUrl"`
	ContentSize    string `json:"contentSize"`
	EncodingFormat string `json:"encodingFormat"`
	SHA256         string `json:"sha256"`
}

type recordSetJSON struct {
	Type        string            `json:"@type"`
	ID          string            `json:"@id"`
	Name        string            `json:"name"`
	Description string            `json:"description"`
	Key         []idJSON          `json:"key,omitempty"`
	Fields      []recordFieldJSON `json:"field"`
}

type recordFieldJSON struct {
	Type        string     `json:"@type"`
	ID          string     `json:"@id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	DataType    string     `json:"dataType"`
	Repeated    bool       `json:"repeated,omitempty"`
	References  *idJSON    `json:"references,omitempty"`
	Source      sourceJSON `json:"source"`
}

type sourceJSON struct {
	FileObject idJSON      `json:"fileObject"`
	Extract    extractJSON `json:"extract"`
}

type extractJSON struct {
	Column string `json:"column"`
}

// croissantContext gives the terms below their meaning; JSON-LD readers want it
// in the file.
const croissantContext = `{
  "@language": "en",
  "@vocab": "https://schema.org/",
  "cr": "http://mlcommons.org/croissant/",
  "dct": "http://purl.org/dc/terms/",
  "sc": "https://schema.org/",
  "citeAs": "cr:citeAs",
  "column": "cr:column",
  "conformsTo": "dct:conformsTo",
  "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
  "extract": "cr:extract",
  "field": "cr:field",
  "fileObject": "cr:fileObject",
  "key": "cr:key",
  "recordSet": "cr:recordSet",
  "references": "cr:references",
  "repeated": "cr:repeated",
  "source": "cr:source"
}`

// croissant writes croissant.json as Croissant 1.0 has it. Licence, creators and
// date, which it wants, are there where the owner has stated them.
func croissant(m Manifest) ([]byte, error) {
	about := m.about()
	c := croissantJSON{
		Context: json.RawMessage(croissantContext), Type: "sc:Dataset", ConformsTo: "http://mlcommons.org/croissant/1.0",
		Name: about.Name, Description: about.Description, Version: about.Version, Published: about.Published,
		Keywords: about.Keywords, Language: m.Languages, CiteAs: citeAs(about),
		URL: "README.md", // the card, where the dataset has no page of its own
	}
	if about.URL != "" {
		c.URL = about.URL
	}
	if about.License != "" {
		c.License = licensePage(about.License)
	}
	for _, name := range about.Authors {
		c.Creator = append(c.Creator, creatorJSON{"Organization", name})
	}
	for _, file := range m.Tables {
		t, ok := schemas.Lookup(file.Name)
		if !ok {
			return nil, fmt.Errorf("there is no table %q", file.Name)
		}
		c.Files = append(c.Files, fileObjectJSON{
			Type: "cr:FileObject", ID: file.File, Name: file.File, Description: fmt.Sprintf("The table %s as Apache Parquet, %d rows.", t.Name, file.Rows),
			ContentURL: file.File, ContentSize: fmt.Sprintf("%d B", file.Bytes),
			EncodingFormat: "application/x-parquet", // as Croissant's own reader knows it
			SHA256:         file.SHA256,
		})
		set := recordSetJSON{Type: "cr:RecordSet", ID: t.Name, Name: t.Name, Description: t.Doc}
		for _, name := range primaryKey(t) {
			set.Key = append(set.Key, idJSON{t.Name + "/" + name})
		}
		for _, col := range t.Columns {
			f := recordFieldJSON{
				Type: "cr:Field", ID: t.Name + "/" + col.Name, Name: col.Name, Description: col.Doc,
				DataType: croissantTypes[col.Type.ID()], Repeated: col.Type.ID() == arrow.LIST,
				Source: sourceJSON{idJSON{file.File}, extractJSON{col.Name}},
			}
			if col.Unit != "" {
				f.Description = strings.TrimSuffix(f.Description, ".") + ", in " + col.Unit + "."
			}
			if f.DataType == "" {
				return nil, fmt.Errorf("no data type for %s.%s, a %s", t.Name, col.Name, col.Type)
			}
			if target, ok := schemas.Lookup(col.Ref); ok {
				key := target.Key()
				f.References = &idJSON{target.Name + "/" + key[len(key)-1]}
			}
			set.Fields = append(set.Fields, f)
		}
		c.RecordSets = append(c.RecordSets, set)
	}
	return indented(c)
}

var croissantTypes = map[arrow.Type]string{
	arrow.STRING: "sc:Text", arrow.LIST: "sc:Text", arrow.INT32: "sc:Integer", arrow.INT64: "sc:Integer",
	arrow.FLOAT64: "sc:Float", arrow.DATE32: "sc:Date",
}
