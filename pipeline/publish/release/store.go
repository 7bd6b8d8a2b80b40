package release

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob" // azblob://
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/gcsblob" // gs://
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"
)

// store is a destination. Its methods try again where an error may pass.
type store struct {
	bucket *blob.Bucket
	name   string // for people: the URL without parameters
	scheme string
	dir    string // of a folder, else empty
	opts   Options
}

// IsURL tells URLs from paths of folders.
func IsURL(place string) bool { return strings.Contains(place, "://") }

// open opens a folder, by path or file:// URL, or a prefix in a bucket.
func open(ctx context.Context, place string, create bool, o Options) (*store, error) {
	o.Parallel = cmp.Or(o.Parallel, 4)
	o.Attempts = cmp.Or(o.Attempts, 8)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = realClock{}
	}
	s := &store{name: place, scheme: fileblob.Scheme, opts: o}
	if !IsURL(place) {
		return s, s.openFolder(place, create)
	}
	u, err := url.Parse(place)
	if err != nil {
		return nil, err
	}
	s.scheme = u.Scheme
	s.name = u.Scheme + "://" + u.Host + strings.TrimSuffix(u.Path, "/")
	if u.Scheme == fileblob.Scheme {
		if u.Host != "" && u.Host != "localhost" || u.RawQuery != "" {
			return nil, fmt.Errorf("%s: want file:/// and the path of a folder, without parameters", place)
		}
		return s, s.openFolder(filepath.FromSlash(u.Path), create)
	}
	if !blob.DefaultURLMux().ValidBucketScheme(u.Scheme) {
		return nil, fmt.Errorf("%s: want a folder or a URL that begins with s3://, gs://, azblob:// or file:///", place)
	}
	prefix := strings.Trim(u.Path, "/")
	if slices.Contains(strings.Split(prefix, "/"), "..") {
		return nil, fmt.Errorf("%s: want a path without \"..\"", place)
	}
	u.Path, u.RawPath = "", ""
	if s.scheme == s3blob.Scheme {
		quieten(u)
	}
	if s.bucket, err = blob.DefaultURLMux().OpenBucketURL(ctx, u); err != nil {
		return nil, s.explain(err)
	}
	if prefix != "" {
		s.bucket = blob.PrefixedBucket(s.bucket, prefix+"/")
	}
	return s, nil
}

// quieten keeps Amazon's library from what is done here: to try again, where it
// waits for long and no one is told (a quota of 1 is less than a try costs), and
// to check what it reads, where it complains of servers that send no checksum.
func quieten(u *url.URL) {
	q := u.Query()
	for key, value := range map[string]string{"rate_limiter_capacity": "1", "response_checksum_validation": "when_required"} {
		if !q.Has(key) {
			q.Set(key, value)
		}
	}
	u.RawQuery = q.Encode()
}

func (s *store) openFolder(dir string, create bool) (err error) {
	s.dir = dir
	s.bucket, err = fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir: create,
		NoTempDir: true, // else a destination on another disk than the system's temporary folder fails
		Metadata:  fileblob.MetadataDontWrite,
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("there is no folder %s", dir)
	}
	return err
}

// place names an object for people.
func (s *store) place(key string) string {
	return strings.TrimSuffix(strings.TrimSuffix(s.name, "/")+"/"+key, "/")
}

// maxSmall bounds the files that are read into memory.
const maxSmall = 1 << 20

// read returns the content of a small object.
func (s *store) read(ctx context.Context, key string) ([]byte, error) {
	var b []byte
	err := s.retry(ctx, key, func(ctx context.Context, moved func()) (bool, error) {
		r, err := s.bucket.NewReader(ctx, key, nil)
		if err != nil {
			return false, err
		}
		defer r.Close()
		b, err = io.ReadAll(io.LimitReader(counted{r, moved}, maxSmall+1))
		return false, err
	})
	if err == nil && len(b) > maxSmall {
		err = fmt.Errorf("%s is larger than %d bytes: this is no release", s.place(key), maxSmall)
	}
	return b, err
}

// write writes a small object, whatever was there.
func (s *store) write(ctx context.Context, key string, b []byte) error {
	return s.retry(ctx, key, func(ctx context.Context, moved func()) (bool, error) {
		return false, s.bucket.WriteAll(ctx, key, b, writerOptions(key))
	})
}

// create writes a small object where there is none, and returns what lies there
// then. That a try is made anew after an answer was lost does no harm: it finds
// its own bytes.
func (s *store) create(ctx context.Context, key string, b []byte) (created bool, held []byte, err error) {
	err = s.retry(ctx, key, func(ctx context.Context, moved func()) (bool, error) {
		var err error
		created, err = s.writeNew(ctx, key, b)
		return false, err
	})
	if err == nil {
		// Read even what was just written: some servers do not know the condition and ignore it.
		held, err = s.read(ctx, key)
	}
	return created, held, err
}

func (s *store) writeNew(ctx context.Context, key string, b []byte) (created bool, err error) {
	if s.dir != "" {
		// The condition of fileblob is not safe against other processes.
		created, err := s.linkNew(key, b)
		if !errors.Is(err, errors.ErrUnsupported) {
			return created, err
		}
	}
	o := writerOptions(key)
	o.IfNotExist = true
	err = s.bucket.WriteAll(ctx, key, b, o)
	if gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return false, nil
	}
	if status(err) == 501 {
		// A server that knows no conditions. To look first is the best that is left.
		exists, err := s.bucket.Exists(ctx, key)
		if err != nil || exists {
			return false, err
		}
		return true, s.bucket.WriteAll(ctx, key, b, writerOptions(key))
	}
	return err == nil, err
}

// linkNew makes a file, with all its content at once, where there is none.
func (s *store) linkNew(key string, b []byte) (created bool, err error) {
	target := filepath.Join(s.dir, filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return false, err
	}
	f, err := os.CreateTemp(s.dir, ".new-*")
	if err != nil {
		return false, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err := errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return false, err
	}
	err = os.Link(f.Name(), target)
	switch {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case errors.Is(err, fs.ErrPermission): // so say file systems without links
		return false, errors.Join(err, errors.ErrUnsupported)
	}
	return err == nil, err
}

// remove deletes an object, if there is one.
func (s *store) remove(ctx context.Context, key string) error {
	return s.retry(ctx, key, func(ctx context.Context, moved func()) (bool, error) {
		if err := s.bucket.Delete(ctx, key); !missing(err) {
			return false, err
		}
		return false, nil
	})
}

// other returns the name of an object under a prefix that is not the one known.
func (s *store) other(ctx context.Context, prefix, known string) (name string, err error) {
	if s.dir != "" {
		// The listing of fileblob asks about each file, and fails where one was renamed meanwhile.
		return otherFile(filepath.Join(s.dir, filepath.FromSlash(prefix)), path.Base(known))
	}
	err = s.retry(ctx, prefix, func(ctx context.Context, moved func()) (bool, error) {
		page, _, err := s.bucket.ListPage(ctx, blob.FirstPageToken, 2, &blob.ListOptions{Prefix: prefix})
		for _, o := range page {
			if o.Key != known {
				name = strings.TrimPrefix(o.Key, prefix)
			}
		}
		return false, err
	})
	return name, err
}

func otherFile(dir, known string) (name string, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	for _, e := range entries {
		if e.Name() != known {
			name = e.Name()
		}
	}
	return name, err
}

// ensure makes the object hold the bytes of the file, and reads it back to know.
func (s *store) ensure(ctx context.Context, file, key, hash string, resumed bool) error {
	if resumed {
		got, err := s.hash(ctx, key)
		if got == hash || err != nil && !missing(err) {
			return err
		}
	}
	for range 3 {
		if err := s.upload(ctx, file, key, hash); err != nil {
			return err
		}
		got, err := s.hash(ctx, key)
		if got == hash || err != nil {
			return err
		}
		s.opts.Log.Warn("what arrived is not what was sent", "file", key)
	}
	return fmt.Errorf("%s: what arrived is not what was sent, three times: see whether another program writes there", s.place(key))
}

func (s *store) upload(ctx context.Context, file, key, hash string) error {
	return s.retry(ctx, key, func(ctx context.Context, moved func()) (bool, error) {
		f, err := os.Open(file)
		if err != nil {
			return false, err
		}
		defer f.Close()
		h := sha256.New()
		if err := s.bucket.Upload(ctx, key, io.TeeReader(counted{f, moved}, h), writerOptions(key)); err != nil {
			return false, err
		}
		if hex.EncodeToString(h.Sum(nil)) != hash {
			return false, permanent{fmt.Errorf("%s has changed since the publish began: publish again", file)}
		}
		return false, nil
	})
}

func (s *store) hash(ctx context.Context, key string) (string, error) {
	h := sha256.New()
	if _, err := s.download(ctx, key, h); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// download writes an object to w. After an error it goes on from where it was.
func (s *store) download(ctx context.Context, key string, w io.Writer) (n int64, err error) {
	size := int64(-1)
	err = s.retry(ctx, key, func(ctx context.Context, moved func()) (bool, error) {
		if n == size {
			return false, nil // cut off after the last byte, and there is no range behind it
		}
		r, err := s.bucket.NewRangeReader(ctx, key, n, -1, nil)
		if err != nil {
			return false, err
		}
		defer r.Close()
		size = r.Size()
		got, err := io.Copy(w, counted{r, moved})
		n += got
		return got > 0, err
	})
	return n, err
}

// counted tells of each read that gave something.
type counted struct {
	io.Reader
	moved func()
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if n > 0 {
		c.moved()
	}
	return n, err
}

// writerOptions holds memory in bounds: parts of a file wait in memory until
// they are sent.
func writerOptions(key string) *blob.WriterOptions {
	o := &blob.WriterOptions{ContentType: "application/octet-stream", MaxConcurrency: 2}
	// By name and not by content, so that a release has the same types everywhere.
	switch path.Ext(key) {
	case ".parquet":
		o.ContentType = "application/vnd.apache.parquet"
	case ".json":
		o.ContentType = "application/json"
	case ".csv":
		o.ContentType = "text/csv; charset=utf-8"
	case ".md":
		o.ContentType = "text/markdown; charset=utf-8"
	case ".cff", "":
		o.ContentType = "text/plain; charset=utf-8"
	}
	if key == LatestName {
		o.CacheControl = "no-cache" // the only object that changes
	}
	return o
}
