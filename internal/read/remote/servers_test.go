package remote

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// long makes the servers as slow as real ones are: METACHECK_LONG=1.
var long = os.Getenv("METACHECK_LONG") != ""

// A server is how one behaves that an object is asked of.
type server struct {
	name string
	// answer answers a request, the first of which is number 1.
	answer func(n int32, w http.ResponseWriter, r *http.Request)
	// talk is the other side of a connection, instead.
	talk func(n int32, c net.Conn)
	// secure serves TLS; the client knows the certificate when trusted.
	secure, trusted bool
	scheme          string // of the URL asked for, instead of that of the server
	// slow is for servers that are given up in time. The others are waited for
	// longer than a loaded machine takes.
	slow bool
	wait time.Duration // before a second try; a millisecond when zero

	asked   int32  // requests, or connections of talk; 0: does not matter
	status  int    // of the answer; 0: there is none
	read    int    // bytes, at most a megabyte; -1: some, and less than all
	message string // of the error; empty for none
	timeout bool   // the error is a TimeoutError
}

func hang(r *http.Request) { <-r.Context().Done() }

func flush(w http.ResponseWriter, data []byte) {
	_, _ = w.Write(data)
	w.(http.Flusher).Flush()
}

// status answers with a status and headers, in pairs.
func status(code int, headers ...string) func(int32, http.ResponseWriter, *http.Request) {
	return func(_ int32, w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

// raw says the same on every connection, once the request came.
func raw(answer string) func(int32, net.Conn) {
	return func(_ int32, c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, answer)
	}
}

// forever says something again and again until nobody listens.
func forever(head, again string, every time.Duration) func(int32, net.Conn) {
	return func(_ int32, c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, err := io.WriteString(c, head)
		for err == nil {
			time.Sleep(every)
			_, err = io.WriteString(c, again)
		}
	}
}

// broken gives a part of the content at first, and then what rest does.
func broken(rest func(w http.ResponseWriter, r *http.Request)) func(int32, http.ResponseWriter, *http.Request) {
	return func(n int32, w http.ResponseWriter, r *http.Request) {
		if n == 1 {
			cut(w, r, 100_000)
		}
		rest(w, r)
	}
}

// part gives the rest of the content as a part, with these headers changed.
func part(etag string, shift int) func(w http.ResponseWriter, r *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		from, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.Header.Get("Range"), "bytes="), "-"))
		from += shift
		w.Header().Set("Etag", etag)
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
		w.WriteHeader(http.StatusPartialContent)
		_, _ = w.Write(content[from:])
	}
}

func servers(tick time.Duration) []server {
	const most = 1 << 20
	bomb := func() []byte {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
		_, _ = w.Write(make([]byte, 32<<20))
		_ = w.Close()
		return b.Bytes()
	}()
	list := []server{
		// Slow ones.
		{name: "drips", slow: true, asked: 1, status: 200, read: -1, timeout: true, message: "; set --fetch-timeout to wait longer",
			answer: func(_ int32, w http.ResponseWriter, r *http.Request) {
				for r.Context().Err() == nil {
					flush(w, []byte("x"))
					time.Sleep(tick)
				}
			}},
		{name: "drips its header", slow: true, timeout: true, message: "which sent no content", talk: forever("HTTP/1.1 200 OK\r\nX: ", "y", tick)},
		{name: "drips a size that it does not reach", slow: true, asked: 1, status: 200, read: -1, timeout: true, message: "bytes read",
			talk: forever("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nxy", "z", tick)},
		{name: "hangs", slow: true, timeout: true, message: "which sent no content", answer: func(_ int32, _ http.ResponseWriter, r *http.Request) { hang(r) }},
		{name: "hangs after its header", slow: true, status: 200, timeout: true, message: "which sent no content", answer: func(_ int32, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Etag", `"v1"`)
			flush(w, nil)
			hang(r)
		}},
		{name: "hangs inside", slow: true, status: 200, read: -1, timeout: true, message: "read; set --fetch-timeout", answer: func(_ int32, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Etag", `"v1"`)
			w.Header().Set("Content-Length", strconv.Itoa(len(content)))
			flush(w, content[:50])
			hang(r)
		}},
		{name: "stalls for each part of the rest", slow: true, status: 200, read: -1, timeout: true, message: "read; set --fetch-timeout", answer: func(n int32, w http.ResponseWriter, r *http.Request) {
			if n == 1 {
				cut(w, r, 5000)
			}
			hang(r)
		}},
		{name: "does not accept", slow: true, timeout: true, message: "which sent no content", talk: func(_ int32, c net.Conn) { _, _ = io.Copy(io.Discard, c) }},
		// Broken ones.
		{name: "resets once", asked: 2, status: 200, read: most, answer: broken(part(`"v1"`, 0))},
		{name: "resets always", status: 200, read: -1, message: "the connection broke at byte ", answer: func(n int32, w http.ResponseWriter, r *http.Request) {
			if n > 1 {
				panic(http.ErrAbortHandler)
			}
			cut(w, r, 5000)
		}},
		{name: "resets at once", asked: 5, message: "EOF", answer: func(int32, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{name: "resets hard", asked: 5, message: "reset", talk: func(_ int32, c net.Conn) {
			_, _ = c.Read(make([]byte, 4096))
			_ = c.(*net.TCPConn).SetLinger(0)
		}},
		{name: "says nothing", asked: 5, message: "EOF", talk: raw("")},
		{name: "ends in its header", asked: 5, message: "malformed MIME header", talk: raw("HTTP/1.1 200 OK\r\nContent-Le")},
		{name: "ends after its header", asked: 2, status: 200, message: "cannot be read from there", talk: raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")},
		{name: "ends before its length", asked: 2, status: 200, read: 5, message: "cannot be read from there", talk: raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")},
		{name: "goes on after its length", asked: 1, status: 200, read: 5, talk: raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello, world")},
		{name: "has two lengths", asked: 5, message: "Content-Length", talk: raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")},
		{name: "has a negative length", asked: 5, message: "Content-Length", talk: raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")},
		{name: "sends broken chunks", asked: 2, status: 200, read: 5, message: "cannot be read from there", talk: raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzzz\r\n")},
		{name: "sends an endless chunk size", asked: 2, status: 200, message: "cannot be read from there", talk: raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1", 10_000))},
		{name: "speaks HTTP/0.9", asked: 1, message: "malformed HTTP", talk: raw("<html>hello</html>\r\n")},
		{name: "speaks SSH", asked: 1, message: "malformed HTTP", talk: raw("SSH-2.0-OpenSSH_9.6\r\n")},
		{name: "has a status that is no number", asked: 1, message: "malformed HTTP", talk: raw("HTTP/1.1 abc\r\n\r\n")},
		// Large ones.
		{name: "does not end", asked: 1, status: 200, read: most, answer: func(_ int32, w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				flush(w, content[:100_000])
			}
		}},
		{name: "sends a bomb", asked: 1, status: 200, read: len(bomb), answer: func(_ int32, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		}},
		{name: "has a header of 10 MB", asked: 1, message: "server response headers exceeded", talk: raw("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("y", 10<<20) + "\r\n\r\nhello")},
		{name: "has an endless header", asked: 1, message: "server response headers exceeded", talk: forever("HTTP/1.1 200 OK\r\n", strings.Repeat("X: y\r\n", 10_000), 0)},
		{name: "tells to wait forever", asked: 1, message: "server response headers exceeded", talk: forever("", strings.Repeat("HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n", 50), 0)},
		// Redirects.
		{name: "redirects in a loop", asked: 11, message: "more than 10 redirects", answer: status(302, "Location", "/")},
		{name: "redirects to a file", asked: 1, message: "a redirect to file:///etc/passwd, which is not http", answer: status(302, "Location", "file:///etc/passwd")},
		{name: "redirects to ftp", asked: 1, message: "which is not http", answer: status(307, "Location", "ftp://example.org/a")},
		{name: "redirects to what is no URL", asked: 1, message: "failed to parse Location header", answer: status(302, "Location", "http://[::1/%zz")},
		{name: "redirects nowhere", asked: 1, status: 302, answer: status(302)},
		// Statuses.
		{name: "asks to wait a little", asked: 2, status: 200, read: most, answer: func(n int32, w http.ResponseWriter, r *http.Request) {
			if n == 1 {
				status(429, "Retry-After", "0")(n, w, r)
				return
			}
			_, _ = w.Write(content)
		}},
		{name: "asks to wait for years", asked: 1, status: 429, answer: status(429, "Retry-After", "99999999")},
		{name: "asks to wait for longer than is waited", asked: 1, status: 503, slow: true, answer: status(503, "Retry-After", "60")},
		{name: "asks to wait for no time there is", asked: 5, status: 429, answer: status(429, "Retry-After", "soon")},
		{name: "asks to wait until the past", asked: 5, status: 503, answer: status(503, "Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT")},
		{name: "fails", asked: 5, status: 500, answer: status(500)},
		{name: "flaps", asked: 3, status: 200, read: most, answer: func(n int32, w http.ResponseWriter, r *http.Request) {
			if n <= 2 {
				status(503)(n, w, r)
				return
			}
			_, _ = w.Write(content)
		}},
		{name: "does not know how", asked: 1, status: 501, answer: status(501)},
		// The rest of what broke.
		{name: "has no ranges", asked: 2, status: 200, read: most, answer: broken(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Etag", `"v1"`)
			_, _ = w.Write(content)
		})},
		{name: "has no ranges and another version", asked: 2, status: 200, read: -1, message: "has changed since", answer: broken(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Etag", `"v2"`)
			_, _ = w.Write(content)
		})},
		{name: "gives a part of another version", asked: 2, status: 200, read: -1, message: "has changed since", answer: broken(part(`"v2"`, 0))},
		{name: "gives another part", asked: 2, status: 200, read: -1, message: "gave another part", answer: broken(part(`"v1"`, 7))},
		{name: "refuses the rest", asked: 2, status: 200, read: -1, message: "416", answer: broken(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(416) })},
		// TLS, judged with a pause before a second try that would not end.
		{name: "has a certificate that nobody knows", asked: 1, secure: true, wait: time.Hour, message: "certificate", answer: status(200)},
		{name: "has no TLS", scheme: "https", wait: time.Hour, message: "HTTP response to HTTPS client", answer: status(200)},
		{name: "speaks no TLS", asked: 1, scheme: "https", wait: time.Hour, message: "HTTP response to HTTPS client", talk: raw("HTTP/1.0 400 Bad Request\r\n\r\n")},
		{name: "sends an alert of TLS", asked: 1, scheme: "https", wait: time.Hour, message: "handshake failure", talk: raw("\x15\x03\x01\x00\x02\x02\x28")},
		{name: "speaks TLS that is known", secure: true, trusted: true, asked: 1, status: 200, read: 5, answer: func(_ int32, w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }},
	}
	for _, code := range []int{401, 403, 404, 410, 416, 451} {
		list = append(list, server{name: strconv.Itoa(code), asked: 1, status: code, answer: status(code)})
	}
	return list
}

// TestServers asks servers that do what servers do on a bad day. It is judged
// what came, with how many requests, and what is said.
func TestServers(t *testing.T) {
	tick, timeout := 10*time.Millisecond, 300*time.Millisecond
	if long {
		tick, timeout = time.Second, 9*time.Second
	}
	for _, s := range servers(tick) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			opts := Options{Wait: s.wait, Timeout: time.Minute}
			if opts.Wait == 0 {
				opts.Wait = time.Millisecond
			}
			if s.slow {
				opts.Timeout = timeout
			}
			c := New(opts)
			address, count := s.start(t, c)
			if s.scheme != "" {
				address = s.scheme + strings.TrimPrefix(address, "http")
			}
			// A run that does not end is one of the faults looked for.
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			var data []byte
			o, err := c.Open(ctx, address)
			got := 0
			if err == nil {
				got = o.Status
				data, err = io.ReadAll(io.LimitReader(o, 1<<20))
				_ = o.Close()
			}
			if ctx.Err() != nil {
				t.Fatal("it does not end")
			}
			if n := count.Load(); s.asked > 0 && n != s.asked {
				t.Errorf("asked %d times, want %d", n, s.asked)
			}
			if got != s.status {
				t.Errorf("status %d, want %d", got, s.status)
			}
			if s.read >= 0 && len(data) != s.read || s.read < 0 && (len(data) == 0 || len(data) >= len(content)) {
				t.Errorf("read %d bytes, want %d", len(data), s.read)
			}
			var gaveUp *TimeoutError
			if errors.As(err, &gaveUp) != s.timeout {
				t.Errorf("error %v; want a timeout: %t", err, s.timeout)
			}
			if s.timeout && gaveUp != nil && (gaveUp.Read < int64(len(data)) || gaveUp.Waited != timeout) {
				t.Errorf("it says %d bytes in %s, and %d came in %s", gaveUp.Read, gaveUp.Waited, len(data), timeout)
			}
			if s.message == "" && err != nil || s.message != "" && (err == nil || !strings.Contains(err.Error(), s.message)) {
				t.Errorf("error %v, want %q", err, s.message)
			}
			if errors.Is(err, context.Canceled) {
				t.Errorf("the error is taken for an interrupt: %v", err)
			}
		})
	}
}

// start starts a server and gives its URL, and how often it is asked.
func (s *server) start(t *testing.T, c *Client) (string, *atomic.Int32) {
	t.Helper()
	count := new(atomic.Int32)
	if s.talk != nil {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				n := count.Add(1)
				go func() {
					defer conn.Close()
					s.talk(n, conn)
				}()
			}
		}()
		return "http://" + l.Addr().String() + "/", count
	}
	h := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.answer(count.Add(1), w, r) }))
	h.Config.ErrorLog = log.New(io.Discard, "", 0)
	if s.secure {
		if !s.trusted {
			h.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					count.Add(1)
				}
			}
		}
		h.StartTLS()
	} else {
		h.Start()
	}
	t.Cleanup(h.Close)
	if s.trusted {
		trust(c, h)
	}
	return h.URL, count
}

func trust(c *Client, h *httptest.Server) {
	c.http.HTTPClient.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: h.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
}

// A refused connection is final; one that is refused for the rest of what was
// read before is tried again, since a server may be starting.
func TestRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String() + "/"
	_ = l.Close()
	// With a second try it would be given up in the hour before that.
	_, err = New(Options{Wait: time.Hour, Timeout: time.Minute}).Open(t.Context(), address)
	if err == nil || isTimeout(err) || !strings.Contains(err.Error(), "refused") {
		t.Errorf("error %v", err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { cut(w, r, 1000) }))
	defer s.Close()
	o, err := New(Options{Wait: time.Hour, Timeout: 300 * time.Millisecond}).Open(t.Context(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	s.Listener.Close()
	if _, err = io.ReadAll(o); !isTimeout(err) {
		t.Errorf("error %v, want a pause that is given up", err)
	}
}

// The overall deadline ends what is fast enough, and counts only the waiting.
func TestDeadline(t *testing.T) {
	s := server{answer: func(_ int32, w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			flush(w, content[:1000])
			time.Sleep(time.Millisecond)
		}
	}}
	c := New(Options{Deadline: 200 * time.Millisecond})
	address, _ := s.start(t, c)
	o, err := c.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	n, err := io.Copy(io.Discard, o)
	var gaveUp *TimeoutError
	if !errors.As(err, &gaveUp) || !gaveUp.Overall || gaveUp.Read != n || n == 0 || !strings.Contains(err.Error(), "set --fetch-deadline") {
		t.Errorf("%d bytes, error %v", n, err)
	}
}

// A redirect from https to http, and to another server.
func TestRedirects(t *testing.T) {
	plainly := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
	defer plainly.Close()
	c := New(Options{})
	secure := httptest.NewTLSServer(http.RedirectHandler(plainly.URL+"/page", http.StatusFound))
	defer secure.Close()
	trust(c, secure)
	other := httptest.NewServer(http.RedirectHandler(plainly.URL+"/page", http.StatusFound))
	defer other.Close()
	for from, insecure := range map[string]bool{secure.URL: true, other.URL: false} {
		o, err := c.Open(t.Context(), from)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(o)
		_ = o.Close()
		if err != nil || string(data) != "hello" || o.URL != plainly.URL+"/page" || (o.Insecure != nil) != insecure {
			t.Errorf("%s: %q from %s, insecure %v, error %v", from, data, o.URL, o.Insecure, err)
		}
	}
}
