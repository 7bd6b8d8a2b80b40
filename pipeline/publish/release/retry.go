package release

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"gocloud.dev/gcerrors"
	"google.golang.org/api/googleapi"
)

// Clock lets tests do without waiting.
type Clock interface {
	// Sleep waits, or returns the context's error when that ends first.
	Sleep(ctx context.Context, d time.Duration) error
	// AfterFunc calls f after d, unless the timer is stopped or reset before.
	AfterFunc(d time.Duration, f func()) Timer
}

// Timer is a [time.Timer], or stands for one.
type Timer interface {
	Reset(d time.Duration) bool
	Stop() bool
}

type realClock struct{}

func (realClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (realClock) AfterFunc(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }

// Waits double from the first to the longest; stallLimit is how long a transfer
// may stand still. A part of a file goes out in one piece, and slow lines take
// their time for it.
const (
	firstWait   = 500 * time.Millisecond
	longestWait = 30 * time.Second
	stallLimit  = 5 * time.Minute
)

var errStalled = errors.New("nothing moved for " + stallLimit.String())

// permanent marks an error that trying again does not help.
type permanent struct{ error }

// retry tries until it works, the error is one that does not pass, or there
// were opts.Attempts tries that gained nothing. The try calls moved whenever
// bytes have moved.
func (s *store) retry(ctx context.Context, key string, try func(ctx context.Context, moved func()) (gained bool, err error)) error {
	for n := 1; ; n++ {
		gained, err := s.watched(ctx, try)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !transient(err) {
			return err
		}
		if gained {
			n = 1
		}
		if n >= s.opts.Attempts {
			return fmt.Errorf("%s: given up after %d tries: %w", s.place(key), n, err)
		}
		wait := backoff(n)
		s.opts.Log.Warn("trying again", "file", key, "wait", wait.Round(time.Millisecond), "error", err.Error()) // which %+v would tell with the call stack
		if err := s.opts.Clock.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// backoff gives a random wait, so that publishers that failed together do not
// come back together.
func backoff(tries int) time.Duration {
	longest := min(longestWait, firstWait<<min(tries-1, 10))
	return longest/2 + rand.N(longest/2)
}

// watched ends a try that stands still, as the libraries of the storages wait
// for an answer without end.
func (s *store) watched(ctx context.Context, try func(context.Context, func()) (bool, error)) (bool, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timer := s.opts.Clock.AfterFunc(stallLimit, func() { cancel(errStalled) })
	defer timer.Stop()
	gained, err := try(ctx, func() { timer.Reset(stallLimit) })
	if err != nil && context.Cause(ctx) == errStalled {
		err = errStalled
	}
	return gained, err
}

// transient reports whether an error may pass. What the storage said counts
// first; of the rest, what is known to stay does not pass, and broken
// connections, which come as errors of a hundred types, do.
func transient(err error) bool {
	if code := status(err); code >= 400 {
		switch code {
		case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusInternalServerError,
			http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		var coded interface{ ErrorCode() string }
		if errors.As(err, &coded) {
			switch coded.ErrorCode() {
			case "RequestTimeTooSkewed", // Amazon's library has learnt the right time from the answer
				"RequestTimeout",                                           // S3 answers a slow upload with 400
				"BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody", // damaged on its way
				"ConditionalRequestConflict", "OperationAborted": // another write of the same object
				return true
			}
		}
		return false
	}
	switch gcerrors.Code(err) {
	case gcerrors.NotFound, gcerrors.AlreadyExists, gcerrors.InvalidArgument, gcerrors.Unimplemented,
		gcerrors.FailedPrecondition, gcerrors.PermissionDenied:
		return false
	}
	var (
		stays       permanent
		file        *fs.PathError
		certificate *tls.CertificateVerificationError
		host        *net.DNSError
	)
	switch {
	case errors.As(err, &stays), errors.As(err, &file), errors.As(err, &certificate), noCredentials(err):
		return false
	case errors.As(err, &host):
		return !host.IsNotFound
	}
	return true
}

// status returns the HTTP status that an error of a storage tells, or 0.
func status(err error) int {
	var (
		s3    interface{ HTTPStatusCode() int }
		azure *azcore.ResponseError
		gcs   *googleapi.Error
	)
	switch {
	case errors.As(err, &s3):
		return s3.HTTPStatusCode()
	case errors.As(err, &azure):
		return azure.StatusCode
	case errors.As(err, &gcs):
		return gcs.Code
	}
	return 0
}

// missing reports that there is no such object. Drivers also say "not found"
// where it is the permission that is missing.
func missing(err error) bool {
	return gcerrors.Code(err) == gcerrors.NotFound && !denied(err)
}

func denied(err error) bool {
	code := status(err)
	return code == http.StatusUnauthorized || code == http.StatusForbidden || gcerrors.Code(err) == gcerrors.PermissionDenied
}

// noCredentials knows the words of libraries that have no type for this error.
func noCredentials(err error) bool {
	for _, words := range []string{
		"get credentials:",                // S3
		"failed to refresh cached cred",   // S3
		"could not find default cred",     // Google
		"DefaultAzureCredential",          // Azure
		"Options.AccountName is required", // Azure
		"failed to get shared config pro", // S3, a profile that does not exist
	} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return false
}

// explain says what to do about an error of a storage.
func (s *store) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case noCredentials(err):
		return fmt.Errorf("%s: there are no credentials: %s: %w", s.name, credentials[s.scheme], err)
	case denied(err):
		return fmt.Errorf("%s: the storage denies access: see whether the credentials are right and may list, read and write there: %s: %w",
			s.name, credentials[s.scheme], err)
	case missing(err) && s.dir == "":
		return fmt.Errorf("%s: see whether the bucket exists: %w", s.name, err)
	case missing(err):
		return fmt.Errorf("%s: see whether the folder exists: %w", s.name, err)
	}
	return err
}

// credentials says where each storage's library looks for them.
var credentials = map[string]string{
	"s3":     "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or add ?anonymous=true for a public bucket",
	"gs":     "set GOOGLE_APPLICATION_CREDENTIALS, or run gcloud auth application-default login, or add ?anonymous=true for a public bucket",
	"azblob": "set AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY, or AZURE_STORAGE_SAS_TOKEN",
}
