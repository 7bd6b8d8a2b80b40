package codebook

import "slices"

// Source is a text of the codebook's form, with the name that errors call it by.
type Source struct {
	Name string
	Text []byte
}

// Load reads the embedded files and, after them, more: what a later file says of
// an actor overrides what an earlier one says, and its names come to theirs; a cue
// or connective of a later file takes the place of the same one of an earlier.
func Load(more ...Source) (*Codebook, error) {
	b := newBuilder()
	for _, name := range embedded() {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := b.add(name, text); err != nil {
			return nil, err
		}
	}
	for _, s := range more {
		if err := b.add(s.Name, s.Text); err != nil {
			return nil, err
		}
	}
	for _, list := range []struct {
		file string
		to   *map[string]byte
	}{
		{"given_names.txt", &b.book.Reference.GivenNames},
		{"nouns.txt", &b.book.Reference.Nouns},
		{"places.txt", &b.book.Reference.Towns},
	} {
		text, err := files.ReadFile(list.file)
		if err != nil {
			return nil, err
		}
		if *list.to, err = marked(list.file, text); err != nil {
			return nil, err
		}
	}
	return b.finish()
}

// embedded lists the embedded YAML files in the order of merging: the generated
// one first, so that those by hand override it.
func embedded() []string {
	names := []string{"states.yaml"}
	entries, _ := files.ReadDir(".") // it is there
	for _, e := range entries {
		if name := e.Name(); len(name) > 5 && name[len(name)-5:] == ".yaml" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
