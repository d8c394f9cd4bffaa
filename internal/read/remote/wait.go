package remote

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const (
	// DefaultTimeout is how long a server may be waited for while it sends next
	// to nothing. It is time in hand: what is waited for the server uses it up,
	// with all tries and pauses, and each leastRate bytes that come give back a
	// second, up to the whole. So a server that hangs, stalls or drips is given
	// up after this long, and a large archive may take as long as it takes over
	// a slow line. A third of it is how long one response may be silent before
	// the rest is asked for anew.
	DefaultTimeout = 90 * time.Second
	// DefaultDeadline is how long one object may be waited for in all. The time
	// that is spent on what was read does not count.
	DefaultDeadline = 6 * time.Hour

	leastRate = 16 << 10 // bytes a second
	silences  = 3        // in a timeout
)

// A TimeoutError says that a server was given up.
type TimeoutError struct {
	// Waited is the bound that was met.
	Waited time.Duration
	// Read is how many bytes had come.
	Read int64
	// Overall reports whether the bound is that on the whole object.
	Overall bool
}

// Error says what came and which flag sets the bound.
func (e *TimeoutError) Error() string {
	switch {
	case e.Overall:
		return fmt.Sprintf("gave up after waiting %s for the server in all, with %s read; set --fetch-deadline to wait longer", e.Waited, countBytes(e.Read))
	case e.Read == 0:
		return fmt.Sprintf("gave up after waiting %s for the server, which sent no content; set --fetch-timeout to wait longer", e.Waited)
	}
	return fmt.Sprintf("gave up after waiting %s for a server that is silent or sends less than %d kB a second, with %s read; set --fetch-timeout to wait longer",
		e.Waited, leastRate>>10, countBytes(e.Read))
}

// Timeout reports that the error is a timeout, as those of package net do.
func (e *TimeoutError) Timeout() bool { return true }

func countBytes(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

func isTimeout(err error) bool {
	var e *TimeoutError
	return errors.As(err, &e)
}

// waits count how long a server was waited for.
type waits struct {
	timeout, deadline time.Duration
	slack             time.Duration // left of timeout
	total             time.Duration // waited
	read              int64         // bytes that came
}

// left is how long may be waited now.
func (w *waits) left() time.Duration { return min(w.slack, w.deadline-w.total) }

// begin begins a wait, which ends when the function that it returns is called
// with the number of bytes that came. It is canceled, with a TimeoutError where
// that is the reason, when it takes too long, or longer than silence, which may
// be zero.
func (w *waits) begin(cancel context.CancelCauseFunc, silence time.Duration) (end func(n int)) {
	limit := w.left()
	cause := &TimeoutError{Waited: w.timeout}
	if w.deadline-w.total < w.slack {
		cause.Waited, cause.Overall = w.deadline, true
	}
	timer := time.AfterFunc(limit, func() { cancel(cause) })
	if silence > 0 && silence < limit {
		timer.Stop()
		timer = time.AfterFunc(silence, func() { cancel(errSilent) })
	}
	began := time.Now()
	return func(n int) {
		timer.Stop()
		took := time.Since(began)
		w.total += took
		w.read += int64(n)
		w.slack = min(w.slack-took+time.Duration(n)*(time.Second/leastRate), w.timeout)
	}
}

// errSilent ends a response that is silent for too long.
var errSilent = errors.New("the server was silent for too long; set --fetch-timeout to wait longer")

// An asked goes with the context of a request.
type asked struct {
	object *Object
	until  time.Time // is waited at most
	again  bool      // the object was open before
}

type askedKey struct{}

// final reports whether asking again gives the same error: names that nobody
// has, refused connections and redirects, certificates that do not hold, and
// what is not HTTP. A server that gave a part of the object before (again) may
// be restarting when it refuses to give the rest.
func final(err error, again bool) bool {
	var (
		redirect redirectError
		dns      *net.DNSError
		op       *net.OpError
		errno    syscall.Errno
		verify   *tls.CertificateVerificationError
		host     x509.HostnameError
		unknown  x509.UnknownAuthorityError
		invalid  x509.CertificateInvalidError
		request  *url.Error
	)
	words := err.Error()
	if errors.As(err, &request) {
		words = request.Err.Error() // without the URL, which can hold any words
	}
	words = strings.TrimPrefix(words, "net/http: HTTP/1.x transport connection broken: ")
	switch {
	case errors.As(err, &redirect):
	case errors.As(err, &dns) && dns.IsNotFound:
	case errors.Is(err, syscall.ECONNREFUSED), runtime.GOOS == "windows" && errors.As(err, &errno) && errno == wsaRefused:
		return !again
	case errors.As(err, &verify), errors.As(err, &host), errors.As(err, &unknown), errors.As(err, &invalid):
	case errors.Is(err, http.ErrSchemeMismatch):
	// An alert of TLS, of the other side or of this one.
	case errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"):
	case strings.HasPrefix(words, "tls: "):
	// These have no type. What the server says stands after them.
	case strings.HasPrefix(words, "malformed HTTP "):
	case strings.HasPrefix(words, "failed to parse Location header "):
	case strings.HasPrefix(words, "net/http: server response headers exceeded "):
	default:
		return false
	}
	return true
}

// wsaRefused is the number of a refused connection on Windows.
const wsaRefused = 10061
