package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"demarche/schemas"

	"github.com/goccy/go-yaml"
)

// AboutName is the file in the raw folder that says what its owner alone knows
// about the dataset. It is no text.
const AboutName = "dataset.yaml"

// About describes a dataset to those who may use it. Every field may be empty.
type About struct {
	Name        string   `yaml:"name" json:"name,omitempty"` // identifier: lower-case letters, digits, . _ -
	Title       string   `yaml:"title" json:"title,omitempty"`
	Description string   `yaml:"description" json:"description,omitempty"`
	Version     string   `yaml:"version" json:"version,omitempty"`
	License     string   `yaml:"license" json:"license,omitempty"` // SPDX identifier
	URL         string   `yaml:"url" json:"url,omitempty"`         // page of the dataset
	Published   string   `yaml:"published" json:"published,omitempty"`
	Authors     []string `yaml:"authors" json:"authors,omitempty"`
	Keywords    []string `yaml:"keywords" json:"keywords,omitempty"`
}

var (
	aboutName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)
	spdxID    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+-]*$`)
	webPage   = regexp.MustCompile(`^https?://\S+$`)
)

// parseAbout reads the description of a dataset. As it goes for all of it, what
// is wrong with it ends the run.
func parseAbout(file string, b []byte) (*About, error) {
	a := new(About)
	// Strict, so that a key that is misspelt does not pass for one that is missing.
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(a); err != nil && !errors.Is(err, io.EOF) {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
			p := at.GetToken().Position
			return nil, fmt.Errorf("%s: line %d, column %d: %s", file, p.Line, p.Column, at.GetMessage())
		}
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, s := range []*string{&a.Name, &a.Title, &a.Description, &a.Version, &a.License, &a.URL, &a.Published} {
		*s = strings.TrimSpace(clean(*s))
	}
	for _, list := range [][]string{a.Authors, a.Keywords} {
		for i, s := range list {
			list[i] = strings.Join(strings.Fields(clean(s)), " ")
			if list[i] == "" || slices.Contains(list[:i], list[i]) {
				return nil, fmt.Errorf("%s: %q stands among the authors or keywords twice, or is empty: leave it out", file, list[i])
			}
		}
	}
	a.Title = strings.Join(strings.Fields(a.Title), " ")
	for _, check := range []struct {
		key, value string
		ok         *regexp.Regexp
		want       string
	}{
		{"name", a.Name, aboutName, "lower-case letters, digits and ._-"},
		{"license", a.License, spdxID, "an SPDX identifier such as CC-BY-4.0"},
		{"url", a.URL, webPage, "an address that begins with https:// or http://"},
	} {
		if check.value != "" && !check.ok.MatchString(check.value) {
			return nil, fmt.Errorf("%s: %s: %q: want %s", file, check.key, check.value, check.want)
		}
	}
	if a.Published != "" {
		day, err := schemas.ParseDate(a.Published)
		if err != nil {
			return nil, fmt.Errorf("%s: published: %w", file, err)
		}
		a.Published = day.String()
	}
	return a, nil
}
