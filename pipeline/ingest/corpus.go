package ingest

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/text/unicode/norm"
)

const (
	mediaText      = "text/plain"
	mediaMarkdown  = "text/markdown"
	mediaHTML      = "text/html"
	mediaJSONLines = "application/x-ndjson"
)

var mediaTypes = map[string]string{
	".txt":      mediaText,
	".md":       mediaMarkdown,
	".markdown": mediaMarkdown,
	".html":     mediaHTML,
	".htm":      mediaHTML,
	".xhtml":    mediaHTML,
	".jsonl":    mediaJSONLines,
	".ndjson":   mediaJSONLines,
}

// StandardInput is the root that stands for standard input, and the id of a
// text read from it.
const (
	StandardInput   = "-"
	standardInputID = "stdin"
)

// Corpus is the list of a run's inputs.
type Corpus struct {
	Inputs []Input     // in the order of their ids, each id once
	Files  []File      // every file looked at, in the order of their paths
	Bad    []*BadInput // what could not even be listed, in the order of their paths
	About  *About      // nil where the folder holds no AboutName

	max    int64
	memory []byte // standard input, whole
}

// Input is one document to be read.
type Input struct {
	ID    string
	Path  string // slash-separated, below the raw folder
	file  string
	media string
	// The part of the file that holds the document; line is its number in JSON lines, else 0.
	offset, size int64
	line         int
}

// File is one file of the raw folder.
type File struct {
	Path   string // slash-separated, below the raw folder
	Size   int64
	SHA256 string // hex; empty for a file over the size limit, which is not read
}

// Open lists the inputs below root: a folder, a file, or StandardInput for what
// stdin holds. Hidden files and folders are passed over; the folder's order does
// not matter. A document of more than maxBytes is a *BadInput.
//
// It fails when root cannot be listed, and when two inputs would share an id.
func Open(root string, stdin io.Reader, maxBytes int64) (*Corpus, error) {
	c := &Corpus{max: maxBytes}
	var err error
	if root == StandardInput {
		err = c.addStream(stdin)
	} else {
		err = c.addTree(root)
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(c.Inputs, func(a, b Input) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Path, b.Path), cmp.Compare(a.line, b.line))
	})
	for i := 1; i < len(c.Inputs); i++ {
		if a, b := c.Inputs[i-1], c.Inputs[i]; a.ID == b.ID {
			return nil, fmt.Errorf("%s and %s would both have the doc_id %q: rename one", a.place(), b.place(), a.ID)
		}
	}
	slices.SortFunc(c.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	slices.SortStableFunc(c.Bad, func(a, b *BadInput) int { return strings.Compare(a.Path, b.Path) })
	return c, nil
}

func (in Input) place() string {
	if in.line > 0 {
		return fmt.Sprintf("%s line %d", in.Path, in.line)
	}
	return in.Path
}

func (c *Corpus) addTree(root string) error {
	info, err := os.Stat(root)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		c.addFile(root, filepath.Base(root))
		return nil
	}
	return filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		below, relErr := filepath.Rel(root, file)
		if relErr != nil {
			return relErr
		}
		below = norm.NFC.String(filepath.ToSlash(below))
		if err != nil {
			if file == root {
				return err
			}
			c.reject(below, "cannot be read: %s", plainError(err))
			return nil
		}
		if file != root && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if below == AboutName && !entry.IsDir() {
			return c.addAbout(file)
		}
		if !entry.IsDir() {
			c.addFile(file, below)
		}
		return nil
	})
}

func (c *Corpus) reject(below, format string, args ...any) {
	c.Bad = append(c.Bad, &BadInput{Path: strings.ToValidUTF8(below, "\ufffd"), Reason: fmt.Sprintf(format, args...)})
}

func (c *Corpus) addFile(file, below string) {
	ext := path.Ext(below)
	media, ok := mediaTypes[strings.ToLower(ext)]
	info, err := os.Stat(file)
	switch {
	case err != nil:
		c.reject(below, "cannot be read: %s", plainError(err))
		return
	case !utf8.ValidString(below):
		c.reject(below, "its name is not UTF-8: rename it")
		return
	case info.IsDir(): // behind a link
		c.reject(below, "a link to a folder, which is not followed")
		return
	case !info.Mode().IsRegular():
		c.reject(below, "not a regular file")
		return
	case !ok:
		c.reject(below, "files named *%s are not read: want .txt, .md, .html or .jsonl", ext)
	case media != mediaJSONLines && info.Size() > c.max:
		c.reject(below, "%d bytes, over the limit of %d: split it or raise --max-document-bytes", info.Size(), c.max)
		c.Files = append(c.Files, File{Path: below, Size: info.Size()})
		return
	}
	f, err := os.Open(file)
	if err != nil {
		c.reject(below, "cannot be read: %s", plainError(err))
		return
	}
	defer f.Close()
	sum := sha256.New()
	in := Input{ID: strings.TrimSuffix(below, ext), Path: below, file: file, media: media, size: info.Size()}
	if media == mediaJSONLines {
		err = c.addLines(in, f, sum)
	} else {
		_, err = io.Copy(sum, f)
		if ok && err == nil {
			c.Inputs = append(c.Inputs, in)
		}
	}
	if err != nil {
		c.reject(below, "cannot be read: %s", plainError(err))
		return
	}
	c.Files = append(c.Files, File{Path: below, Size: info.Size(), SHA256: hex.EncodeToString(sum.Sum(nil))})
}

func (c *Corpus) addAbout(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if c.About, err = parseAbout(file, b); err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	c.Files = append(c.Files, File{Path: AboutName, Size: int64(len(b)), SHA256: hex.EncodeToString(sum[:])})
	return nil
}

// addStream takes standard input whole: as JSON lines where its first line is
// such a record, as HTML where it looks like a page, and else as plain text
// with or without front matter.
func (c *Corpus) addStream(stdin io.Reader) error {
	b, err := io.ReadAll(stdin)
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	c.memory = b
	in := Input{ID: standardInputID, Path: standardInputID, media: mediaText, size: int64(len(b))}
	first, _, _ := bytes.Cut(bytes.TrimLeft(b, " \t\r\n\ufeff"), []byte("\n"))
	_, recordErr := parseRecord(first)
	sum := sha256.New()
	switch {
	case recordErr == nil:
		in.media = mediaJSONLines
		if err := c.addLines(in, bytes.NewReader(b), sum); err != nil {
			return err
		}
	case in.size > c.max:
		c.reject(in.Path, "%d bytes, over the limit of %d: split it or raise --max-document-bytes", in.size, c.max)
	default:
		if mimetype.Detect(b).Is(mediaHTML) {
			in.media = mediaHTML
		}
		c.Inputs = append(c.Inputs, in)
	}
	if in.media != mediaJSONLines {
		sum.Write(b)
	}
	c.Files = append(c.Files, File{Path: in.Path, Size: in.size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// addLines lists the documents of JSON lines. A file without a single record of
// a document, such as a table that lies beside the texts, is one bad input and
// not one a line.
func (c *Corpus) addLines(whole Input, r io.Reader, sum hash.Hash) error {
	in := bufio.NewReaderSize(io.TeeReader(r, sum), 1<<16)
	var bad []*BadInput
	found, withoutText := 0, 0
	blank := true
	var offset int64
	for number := 1; ; number++ {
		line, size, err := readLine(in, c.max)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		at := offset
		offset += size
		skipped := int64(0)
		if number == 1 && bytes.HasPrefix(line, []byte("\ufeff")) {
			line, skipped = line[3:], 3
		}
		switch {
		case line == nil && size > 0:
			blank = false
			bad = append(bad, &BadInput{Path: whole.Path, Offset: &at,
				Reason: fmt.Sprintf("line %d: over the limit of %d bytes: raise --max-document-bytes", number, c.max)})
		case isBlank(line):
		default:
			blank = false
			doc := whole
			doc.offset, doc.size, doc.line = at+skipped, int64(len(line)), number
			f, recordErr := parseRecord(line)
			if errors.Is(recordErr, errNoText) {
				withoutText++
			} else if recordErr == nil {
				found++
			}
			doc.ID = fmt.Sprintf("%s:%d", whole.ID, number)
			if recordErr == nil && f.ID != "" {
				doc.ID = norm.NFC.String(string(f.ID))
			}
			c.Inputs = append(c.Inputs, doc)
		}
		if err != nil {
			break
		}
	}
	if blank {
		c.reject(whole.Path, "the file is empty")
		return nil
	}
	if found == 0 && withoutText > 0 {
		c.Inputs = slices.DeleteFunc(c.Inputs, func(in Input) bool { return in.Path == whole.Path })
		c.reject(whole.Path, "none of its lines has a field \"text\": it is no collection of documents")
		return nil
	}
	c.Bad = append(c.Bad, bad...)
	return nil
}

// readLine reads a line without its end. A line of more than limit bytes comes
// back nil; size counts the bytes read in any case.
func readLine(in *bufio.Reader, limit int64) (line []byte, size int64, err error) {
	line = []byte{}
	for {
		part, err := in.ReadSlice('\n')
		size += int64(len(part))
		if line != nil && size > limit+2 {
			line = nil
		} else if line != nil {
			line = append(line, part...)
		}
		if err == nil || !errors.Is(err, bufio.ErrBufferFull) {
			if line != nil {
				line = bytes.TrimRight(line, "\r\n")
			}
			if int64(len(line)) > limit {
				line = nil
			}
			return line, size, err
		}
	}
}
