package publish_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"demarche/pipeline/ingest"
	"demarche/pipeline/publish"
	"demarche/schemas"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write the golden files anew")

// owned is what the owner of a dataset says of it, every field set.
var owned = ingest.About{
	Name: "gulf-talks", Title: "Talks: the \"Gulf\" & beyond", Description: "First line.\n\nA second paragraph, with <markup>: and a colon.",
	Version: "2.1.0", License: "CC-BY-4.0", URL: "https://example.org/gulf", Published: "2026-11-24",
	Authors: []string{"A. Writer", "The Institute & Sons"}, Keywords: []string{"talks", "yes"},
}

// described writes the files of a dataset whose owner says this of it.
func described(t *testing.T, about *ingest.About) publish.Memory {
	t.Helper()
	files := make(publish.Memory)
	w, err := publish.NewWriter(files, "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(example); err != nil {
		t.Fatal(err)
	}
	m := publish.Manifest{Tool: "demarche", Version: "0.1.0", About: about, Inputs: []publish.ManifestInput{{Path: "a.txt"}, {Path: "b.txt"}}}
	if _, err := w.Close(m); err != nil {
		t.Fatal(err)
	}
	return files
}

// conforms holds a document to the rules of a standard.
func conforms(t *testing.T, standard string, doc any) error {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(filepath.Join("testdata", "standards", standard))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

func fromJSON(t *testing.T, b []byte) any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// fromYAML reads YAML as the JSON that it stands for.
func fromYAML(t *testing.T, b []byte) any {
	t.Helper()
	j, err := yaml.YAMLToJSON(b)
	if err != nil {
		t.Fatal(err)
	}
	return fromJSON(t, j)
}

func TestDescriptionsConformToTheirStandards(t *testing.T) {
	for name, about := range map[string]*ingest.About{"owned": &owned, "nothing said": nil, "title alone": {Title: "T"}} {
		t.Run(name, func(t *testing.T) {
			files := described(t, about)
			dataPackage := fromJSON(t, files["datapackage.json"].Bytes())
			for standard, doc := range map[string]any{
				"data-package-1.0.json":           dataPackage,
				"data-package-2.0.json":           dataPackage,
				"citation-file-format-1.2.0.json": fromYAML(t, files["CITATION.cff"].Bytes()),
				"croissant-1.0.json":              fromJSON(t, files["croissant.json"].Bytes()),
			} {
				err := conforms(t, standard, doc)
				if strings.HasPrefix(standard, "croissant") && about != &owned {
					// Croissant wants what only the owner can say, and nothing else is missing.
					if err == nil || !strings.Contains(err.Error(), "missing properties 'license', 'creator', 'datePublished'") || strings.Count(err.Error(), "\n") != 1 {
						t.Errorf("%s: %v", standard, err)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s: %v", standard, err)
				}
			}
		})
	}
}

// The rules catch what they are there to catch.
func TestTheStandardsRefuseWhatTheyShould(t *testing.T) {
	files := described(t, &owned)
	for _, test := range []struct {
		standard, file, before, after string
	}{
		{"data-package-2.0.json", "datapackage.json", `"type": "list"`, `"type": "lists"`},
		{"data-package-2.0.json", "datapackage.json", `"path": "claims.parquet"`, `"path": "../claims.parquet"`},
		{"data-package-2.0.json", "datapackage.json", `"primaryKey": [`, `"primaryKey": [1,`},
		{"data-package-1.0.json", "datapackage.json", `"name": "gulf-talks"`, `"name": "Gulf Talks"`},
		{"citation-file-format-1.2.0.json", "CITATION.cff", "license: CC-BY-4.0", "license: Creative Commons"},
		{"citation-file-format-1.2.0.json", "CITATION.cff", "type: dataset", "kind: dataset"},
		{"croissant-1.0.json", "croissant.json", `"dataType": "sc:Float"`, `"dataType": "float"`},
		{"croissant-1.0.json", "croissant.json", `"sha256": "`, `"sha256": "x`},
	} {
		b := files[test.file].Bytes()
		if !bytes.Contains(b, []byte(test.before)) {
			t.Errorf("%s does not hold %s", test.file, test.before)
		}
		b = bytes.Replace(b, []byte(test.before), []byte(test.after), 1)
		doc := fromYAML(t, b) // JSON is YAML too
		if conforms(t, test.standard, doc) == nil {
			t.Errorf("%s passed with %s", test.standard, test.after)
		}
	}
}

// What the standards say in words: names are unique, keys name fields, and
// references lead to fields of the same number.
func TestKeysOfTheDataPackageLeadSomewhere(t *testing.T) {
	var p struct {
		Resources []struct {
			Name, Path, Hash string
			Bytes            int64
			RowCount         int64
			Schema           struct {
				Fields []struct {
					Name, Type  string
					Constraints struct{ Enum []string }
				}
				PrimaryKey  []string
				ForeignKeys []struct {
					Fields    []string
					Reference struct {
						Resource *string
						Fields   []string
					}
				}
			}
		}
	}
	files := described(t, &owned)
	if err := json.Unmarshal(files["datapackage.json"].Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	fields, keys := make(map[string]map[string]bool), make(map[string][]string)
	for _, r := range p.Resources {
		if fields[r.Name] != nil {
			t.Errorf("%s twice", r.Name)
		}
		fields[r.Name] = make(map[string]bool)
		keys[r.Name] = r.Schema.PrimaryKey
		for _, f := range r.Schema.Fields {
			if fields[r.Name][f.Name] {
				t.Errorf("%s.%s twice", r.Name, f.Name)
			}
			fields[r.Name][f.Name] = true
		}
		if int64(files[r.Path].Len()) != r.Bytes || r.RowCount != 2 {
			t.Errorf("%s: %d bytes and %d rows", r.Path, r.Bytes, r.RowCount)
		}
	}
	if len(p.Resources) != len(schemas.Tables()) {
		t.Errorf("%d resources", len(p.Resources))
	}
	found := make(map[string]bool)
	for _, r := range p.Resources {
		for _, name := range r.Schema.PrimaryKey {
			if !fields[r.Name][name] {
				t.Errorf("%s: the key %s is no field", r.Name, name)
			}
		}
		for _, k := range r.Schema.ForeignKeys {
			to := r.Name
			if k.Reference.Resource != nil {
				if to = *k.Reference.Resource; to == r.Name {
					t.Errorf("%s names itself, which version 2 forbids", r.Name)
				}
			}
			if !slices.Equal(k.Reference.Fields, keys[to]) || len(k.Fields) != len(keys[to]) {
				t.Errorf("%s: %v refers to %v of %s, whose key is %v", r.Name, k.Fields, k.Reference.Fields, to, keys[to])
			}
			for _, name := range k.Fields {
				if !fields[r.Name][name] {
					t.Errorf("%s: the foreign key %s is no field", r.Name, name)
				}
			}
			found[r.Name+"."+strings.Join(k.Fields, ",")+" -> "+to] = true
		}
	}
	for _, want := range []string{
		"claims.doc_id -> documents", "claims.doc_id,sentence_id -> sentences", "claims.source_id -> actors", "claims.parent_claim_id -> claims",
		"tokens.doc_id,sentence_id -> sentences", "actors.principal_id -> actors", "conditions.demand_id -> demands",
	} {
		if !found[want] {
			t.Errorf("no foreign key %s", want)
		}
	}
}

func TestIdentifiersOfCroissantAreUniqueAndLeadSomewhere(t *testing.T) {
	doc := fromJSON(t, described(t, &owned)["croissant.json"].Bytes())
	defined, referred := make(map[string]bool), make(map[string]bool)
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if id, ok := v["@id"].(string); ok {
				if len(v) == 1 {
					referred[id] = true
				} else if defined[id] {
					t.Errorf("%s is defined twice", id)
				} else {
					defined[id] = true
				}
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	top := doc.(map[string]any)
	delete(top, "@context") // whose @id are of another kind
	walk(doc)
	for id := range referred {
		if !defined[id] {
			t.Errorf("%s is referred to and not defined", id)
		}
	}
	for _, id := range []string{"claims.parquet", "claims", "claims/claim_id", "actors/actor_id", "sentences/sentence_id"} {
		if !defined[id] || !referred[id] && id != "claims" {
			t.Errorf("%s: defined %t, referred to %t", id, defined[id], referred[id])
		}
	}
}

func TestTheCardHasAConfigForEveryTable(t *testing.T) {
	files := described(t, &owned)
	_, rest, _ := strings.Cut(files["README.md"].String(), "---\n")
	front, body, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		t.Fatal("no header")
	}
	var header struct {
		PrettyName string   `yaml:"pretty_name"`
		Language   []string `yaml:"language"`
		License    string   `yaml:"license"`
		Size       []string `yaml:"size_categories"`
		Tags       []string `yaml:"tags"`
		Configs    []struct {
			Name    string `yaml:"config_name"`
			Default bool   `yaml:"default"`
			Files   []struct {
				Split string `yaml:"split"`
				Path  string `yaml:"path"`
			} `yaml:"data_files"`
		} `yaml:"configs"`
	}
	if err := yaml.UnmarshalWithOptions([]byte(front), &header); err != nil {
		t.Fatal(err)
	}
	if header.PrettyName != owned.Title || header.License != "cc-by-4.0" || !slices.Equal(header.Language, []string{"en"}) ||
		!slices.Equal(header.Size, []string{"n<1K"}) || !slices.Contains(header.Tags, "talks") {
		t.Errorf("header %+v", header)
	}
	defaults := 0
	for i, table := range schemas.Tables() {
		c := header.Configs[i]
		if c.Name != table.Name || len(c.Files) != 1 || files[c.Files[0].Path] == nil || c.Files[0].Split != "train" {
			t.Errorf("config %+v of the table %s", c, table.Name)
		}
		if c.Default {
			defaults++
		}
	}
	if len(header.Configs) != len(schemas.Tables()) || defaults != 1 {
		t.Errorf("%d configs, %d of them the default", len(header.Configs), defaults)
	}
	if !strings.Contains(body, "# "+owned.Title+"\n") {
		t.Error("the card has no title")
	}
}

func TestTheCodebookListsEveryColumn(t *testing.T) {
	lines, err := csv.NewReader(described(t, nil)["codebook.csv"]).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"table", "column", "type", "unit", "nullable", "values", "key", "ref", "description"}; !slices.Equal(lines[0], want) {
		t.Errorf("header %v, want %v", lines[0], want)
	}
	lines = lines[1:]
	for _, table := range schemas.Tables() {
		for _, c := range table.Columns {
			if len(lines) == 0 || lines[0][0] != table.Name || lines[0][1] != c.Name || lines[0][8] != c.Doc {
				t.Fatalf("no line for %s.%s", table.Name, c.Name)
			}
			lines = lines[1:]
		}
	}
	if len(lines) > 0 {
		t.Errorf("lines of no column: %v", lines)
	}
}

// The golden files are for reading: what a person sees of a dataset.
func TestDescriptionsForPeople(t *testing.T) {
	files := described(t, &owned)
	for _, name := range []string{"README.md", "CITATION.cff"} {
		golden := filepath.Join("testdata", "described", name)
		if *update {
			if err := os.WriteFile(golden, files[name].Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if files[name].String() != string(want) {
			t.Errorf("%s is not the golden file: see the difference after go test ./pipeline/publish -update", name)
		}
	}
}
