// Package pipeline runs the stages in order: raw inputs to documents, sentences
// and tokens, trees, actors, claims, demands and conditions, people's corrections
// of these, and on to the tables of a dataset.
//
// A [Pipeline] is built once and analyses documents on any number of
// goroutines. [Pipeline.Run] is the main job: it hands the rows to the writer in
// the order of the documents' ids, whatever the number of workers and whoever
// finishes first, so that the same inputs give the same bytes.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"runtime/debug"

	"demarche/pipeline/actors"
	"demarche/pipeline/codebook"
	"demarche/pipeline/correct"
	"demarche/pipeline/extract"
	"demarche/pipeline/ingest"
	"demarche/pipeline/publish"
	"demarche/pipeline/segment"
	"demarche/pipeline/syntax"
	"demarche/schemas"
)

// Version is the version of the program and of the datasets it makes. Datasets
// of one version and the same inputs have the same bytes.
const Version = "0.1.0"

// Pipeline is the chain of stages. It is safe for concurrent use.
type Pipeline struct {
	book      *codebook.Codebook
	segmenter *segment.Segmenter
	parser    *syntax.Parser
	finder    *actors.Finder
	extractor *extract.Extractor
}

// New builds the stages. More sources add to the codebook or override it.
func New(more ...codebook.Source) (*Pipeline, error) {
	book, err := codebook.Load(more...)
	if err != nil {
		return nil, err
	}
	segmenter, err := segment.New()
	if err != nil {
		return nil, err
	}
	parser, err := syntax.Load()
	if err != nil {
		return nil, err
	}
	return &Pipeline{book: book, segmenter: segmenter, parser: parser, finder: actors.New(book), extractor: extract.New(book)}, nil
}

// Codebook returns the codebook that the stages go by.
func (p *Pipeline) Codebook() *codebook.Codebook { return p.book }

// Options says what to run on and how.
type Options struct {
	Raw      string    // folder, file or ingest.StandardInput
	Stdin    io.Reader // read where Raw is ingest.StandardInput
	MaxBytes int64     // size over which a document is refused; 0 for ingest.DefaultMaxBytes
	Workers  int       // documents analysed at once; 0 for one a processor
	Strict   bool      // fail on the first bad input
	Progress func(done, total int)
	Log      *slog.Logger

	// Corrections are applied to what is found, where there are any. Those that
	// do not fit are the error.
	Corrections *correct.Set
}

// Summary counts what a run did.
type Summary struct {
	Manifest publish.Manifest
	Rejected int // inputs that could not be read
}

// Run analyses all inputs and writes a dataset into files. Bad inputs go to the
// table of rejects; with Strict the first one is the error. After an error the
// files are not a dataset.
func (p *Pipeline) Run(ctx context.Context, o Options, files publish.Files) (Summary, error) {
	if o.MaxBytes <= 0 {
		o.MaxBytes = ingest.DefaultMaxBytes
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	corpus, err := ingest.Open(o.Raw, o.Stdin, o.MaxBytes)
	if err != nil {
		return Summary{}, err
	}
	texts := len(corpus.Files) + len(corpus.Bad)
	if corpus.About != nil {
		texts--
	}
	if texts == 0 {
		return Summary{}, fmt.Errorf("%s holds no texts: want .txt, .md, .html or .jsonl files", o.Raw)
	}
	w, err := publish.NewWriter(files, Version)
	if err != nil {
		return Summary{}, err
	}
	r := run{options: o, writer: w, actors: make(census), seen: make(map[string]bool)}
	for _, bad := range corpus.Bad {
		if err := r.reject(rejectOf(bad)); err != nil {
			return Summary{}, err
		}
	}
	if err := r.documents(ctx, p, corpus); err != nil {
		return Summary{}, err
	}
	return r.finish(corpus)
}

// run is the state of one run, held by one goroutine.
type run struct {
	options Options
	writer  *publish.Writer
	actors  census
	rejects []schemas.Reject
	seen    map[string]bool // documents, by id
	unfit   []error         // corrections
}

// result is what became of one input: rows, or a reject.
type result struct {
	rows   schemas.Rows
	notes  []string // on corrections
	unfit  error    // corrections that do not fit
	reject *schemas.Reject
}

// documents analyses the corpus with several workers and writes the results in
// the order of the inputs. The queue between bounds what waits in memory.
func (r *run) documents(ctx context.Context, p *Pipeline, corpus *ingest.Corpus) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type job struct {
		input ingest.Input
		done  chan result
	}
	jobs := make(chan job)
	queue := make(chan job, 4*r.options.Workers)
	go func() {
		defer close(jobs)
		defer close(queue)
		for _, in := range corpus.Inputs {
			j := job{in, make(chan result, 1)}
			for _, to := range []chan job{queue, jobs} {
				select {
				case to <- j:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	for range r.options.Workers {
		go func() {
			for j := range jobs {
				j.done <- p.read(corpus, j.input, r.options)
			}
		}()
	}
	done := 0
	for j := range queue {
		var res result
		select {
		case res = <-j.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := r.take(res); err != nil {
			return err
		}
		done++
		if r.options.Progress != nil {
			r.options.Progress(done, len(corpus.Inputs))
		}
	}
	return ctx.Err()
}

func (p *Pipeline) read(corpus *ingest.Corpus, in ingest.Input, o Options) (res result) {
	// A fault of ours in one text must not cost the others.
	defer func() {
		if fault := recover(); fault != nil {
			o.Log.Error("a stage failed", "path", in.Path, "fault", fault, "stack", string(debug.Stack()))
			res = result{reject: &schemas.Reject{SourcePath: in.Path, Stage: "analysis",
				Reason: fmt.Sprintf("a fault in demarche, please report it with the text: %v", fault)}}
		}
	}()
	doc, err := corpus.Read(in)
	if err != nil {
		return result{reject: rejectOf(err)}
	}
	res.rows, res.notes, res.unfit = p.corrected(doc, o.Corrections)
	return res
}

func rejectOf(err error) *schemas.Reject {
	var bad *ingest.BadInput
	if !errors.As(err, &bad) {
		bad = &ingest.BadInput{Reason: err.Error()}
	}
	return &schemas.Reject{SourcePath: bad.Path, Stage: ingest.Stage, Reason: bad.Reason, Offset: bad.Offset}
}

func (r *run) take(res result) error {
	if res.reject != nil {
		return r.reject(res.reject)
	}
	for _, note := range res.notes {
		r.options.Log.Warn("correction", "note", note)
	}
	r.seen[res.rows.Documents[0].DocID] = true
	if res.unfit != nil {
		r.unfit = append(r.unfit, res.unfit)
	}
	r.actors.add(res.rows.Actors)
	res.rows.Actors = nil
	return r.writer.Write(res.rows)
}

func (r *run) reject(reject *schemas.Reject) error {
	if r.options.Strict {
		return fmt.Errorf("%s: %s", reject.SourcePath, reject.Reason)
	}
	r.options.Log.Warn("rejected", "path", reject.SourcePath, "reason", reject.Reason)
	r.rejects = append(r.rejects, *reject)
	return nil
}

func (r *run) finish(corpus *ingest.Corpus) (Summary, error) {
	if err := errors.Join(append(r.unfit, r.options.Corrections.Missing(r.seen)...)...); err != nil {
		return Summary{}, fmt.Errorf("corrections that do not fit:\n%w", err)
	}
	schemas.SortRows(r.rejects)
	if err := r.writer.Write(schemas.Rows{Actors: r.actors.rows(), Rejects: r.rejects}); err != nil {
		return Summary{}, err
	}
	m := publish.Manifest{Tool: "demarche", Version: Version, About: corpus.About, Inputs: []publish.ManifestInput{}}
	for _, f := range corpus.Files {
		m.Inputs = append(m.Inputs, publish.ManifestInput{Path: f.Path, Bytes: f.Size, SHA256: f.SHA256})
	}
	if c := r.options.Corrections; c != nil {
		// Not by its name, which is no part of what it says.
		m.Corrections = &publish.ManifestInput{Path: "corrections", Bytes: c.Bytes, SHA256: c.SHA256}
	}
	m, err := r.writer.Close(m)
	return Summary{Manifest: m, Rejected: len(r.rejects)}, err
}
