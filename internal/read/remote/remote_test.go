package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// content is what objects hold: no two stretches of it are alike.
var content = func() []byte {
	var b bytes.Buffer
	for i := range 300_000 {
		fmt.Fprintf(&b, "%d ", i)
	}
	return b.Bytes()
}()

func client(t *testing.T, env map[string]string) *Client {
	t.Helper()
	if env == nil {
		env = map[string]string{}
	}
	env["AWS_SHARED_CREDENTIALS_FILE"] = t.TempDir() + "/none"
	return New(Options{Getenv: func(name string) string { return env[name] }, Wait: time.Millisecond, Timeout: 1500 * time.Millisecond, UserAgent: "metacheck/test"})
}

// serve is a server of content. The handler may answer first and return true.
func serve(t *testing.T, first func(w http.ResponseWriter, r *http.Request) bool) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if first == nil || !first(w, r) {
			w.Header().Set("Etag", `"v1"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func readAll(t *testing.T, c *Client, address string) ([]byte, error) {
	t.Helper()
	o, err := c.Open(t.Context(), address)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(o)
}

func TestRead(t *testing.T) {
	var agent, encoding string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		agent, encoding = r.UserAgent(), r.Header.Get("Accept-Encoding")
		if r.URL.Path == "/from" {
			http.Redirect(w, r, "/to?x=1", http.StatusFound)
			return true
		}
		return false
	})
	c := client(t, nil)
	o, err := c.Open(t.Context(), s.URL+"/from#part")
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	data, err := io.ReadAll(o)
	if err != nil || !bytes.Equal(data, content) {
		t.Errorf("%d bytes, %v; want %d", len(data), err, len(content))
	}
	if want := s.URL + "/to?x=1"; o.URL != want || o.Status != 200 || o.Size != int64(len(content)) || !o.Web {
		t.Errorf("got %s %d %d, want %s 200 %d", o.URL, o.Status, o.Size, want, len(content))
	}
	if agent != "metacheck/test" || encoding != "identity" {
		t.Errorf("asked as %q for encoding %q", agent, encoding)
	}
}

func TestRedirectLoop(t *testing.T) {
	n := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		n++
		http.Redirect(w, r, "/"+strconv.Itoa(n), http.StatusFound)
		return true
	})
	_, err := readAll(t, client(t, nil), s.URL)
	if err == nil || !strings.Contains(err.Error(), "more than 10 redirects") || n != 11 {
		t.Errorf("%v after %d requests", err, n)
	}
}

// cut sends a part of what is asked for and breaks the connection.
func cut(w http.ResponseWriter, r *http.Request, n int) {
	from := 0
	if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from); err == nil {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
		w.Header().Set("Content-Length", strconv.Itoa(len(content)-from))
		w.Header().Set("Etag", `"v1"`)
		w.WriteHeader(http.StatusPartialContent)
	} else {
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		w.Header().Set("Etag", `"v1"`)
	}
	w.Write(content[from:min(from+n, len(content))])
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

func TestResume(t *testing.T) {
	tests := []struct {
		name    string
		first   func(n int32, w http.ResponseWriter, r *http.Request) bool
		message string // of the error wanted, or empty
	}{
		{"a connection that breaks", func(n int32, w http.ResponseWriter, r *http.Request) bool {
			if n <= 6 {
				cut(w, r, 100_000)
			}
			return false
		}, ""},
		{"a busy server", func(n int32, w http.ResponseWriter, _ *http.Request) bool {
			if n <= 3 {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			return n <= 3
		}, ""},
		{"a server that stalls", func(n int32, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				w.Header().Set("Content-Length", strconv.Itoa(len(content)))
				w.Header().Set("Etag", `"v1"`)
				w.Write(content[:50_000])
				w.(http.Flusher).Flush()
				<-r.Context().Done()
				return true
			}
			return false
		}, ""},
		{"a server without ranges", func(n int32, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				cut(w, r, 100_000)
			}
			w.Header().Set("Etag", `"v1"`)
			w.Write(content)
			return true
		}, ""},
		{"a server without ranges that breaks again", func(n int32, w http.ResponseWriter, r *http.Request) bool {
			r.Header.Del("Range")
			if n <= 4 {
				cut(w, r, 100_000-int(n))
			}
			w.Header().Set("Etag", `"v1"`)
			w.Write(content)
			return true
		}, ""},
		{"an object that changes", func(n int32, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				cut(w, r, 100_000)
			}
			w.Header().Set("Etag", `"v2"`)
			w.Write(content)
			return true
		}, "the object has changed since"},
		{"a server that is gone", func(n int32, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				cut(w, r, 100_000)
			}
			w.WriteHeader(http.StatusNotFound)
			return true
		}, "the server answered 404 Not Found when the rest was asked for"},
		{"a connection that breaks at once, always", func(n int32, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				cut(w, r, 100_000)
			}
			cut(w, r, 0)
			return true
		}, "the connection broke at byte 100000, and again when the rest was asked for"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var n atomic.Int32
			s := serve(t, func(w http.ResponseWriter, r *http.Request) bool { return tt.first(n.Add(1), w, r) })
			s.Config.ErrorLog = nil
			data, err := readAll(t, client(t, nil), s.URL)
			switch {
			case tt.message == "" && (err != nil || !bytes.Equal(data, content)):
				t.Errorf("%d bytes, %v; want %d", len(data), err, len(content))
			case tt.message != "" && (err == nil || !strings.Contains(err.Error(), tt.message)):
				t.Errorf("error %v, want %q", err, tt.message)
			}
		})
	}
}

// Who reads slowly is not taken for a server that is silent.
func TestSlowReader(t *testing.T) {
	var asked atomic.Int32
	s := serve(t, func(http.ResponseWriter, *http.Request) bool { asked.Add(1); return false })
	c := client(t, nil)
	c.silence, c.opts.Timeout = 200*time.Millisecond, 600*time.Millisecond
	o, err := c.Open(t.Context(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if _, err := io.ReadFull(o, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(700 * time.Millisecond)
	if data, err := io.ReadAll(o); err != nil || len(data) != len(content)-1000 || asked.Load() != 1 {
		t.Errorf("%d bytes and %v with %d requests", len(data), err, asked.Load())
	}
}

// Whether to try again is not told by the words of the address, and nobody waits a
// day for a server.
func TestRetry(t *testing.T) {
	for _, tt := range []struct {
		name, after string
		requests    int32
	}{
		{"at once", "", 2},
		{"in a while", "0", 2},
		{"tomorrow", "86400", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int32
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) bool {
				if asked.Add(1) > 1 {
					return false
				}
				if tt.after == "" {
					panic(http.ErrAbortHandler)
				}
				w.Header().Set("Retry-After", tt.after)
				w.WriteHeader(http.StatusServiceUnavailable)
				return true
			})
			o, err := client(t, nil).Open(t.Context(), s.URL+"/redirect")
			if err != nil {
				t.Fatal(err)
			}
			defer o.Close()
			if ok := o.Status == http.StatusOK; asked.Load() != tt.requests || ok != (tt.requests > 1) {
				t.Errorf("status %d after %d requests, want %d", o.Status, asked.Load(), tt.requests)
			}
		})
	}
}

func TestReadAt(t *testing.T) {
	asked := 0
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) bool {
		asked++
		return false
	})
	o, err := client(t, nil).Open(t.Context(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if !o.Ranges() {
		t.Error("no ranges")
	}
	for _, at := range []int{0, 5, blockBytes - 3, len(content) - 10, 7} {
		p := make([]byte, 10)
		n, err := o.ReadAt(p, int64(at))
		if n != 10 || err != nil || !bytes.Equal(p, content[at:at+10]) {
			t.Errorf("at %d: %q, %v; want %q", at, p[:n], err, content[at:at+10])
		}
	}
	if n, err := o.ReadAt(make([]byte, 20), int64(len(content)-10)); n != 10 || err != io.EOF {
		t.Errorf("over the end: %d, %v", n, err)
	}
	if blocks := (len(content)-1)/blockBytes + 1; asked != 1+blocks {
		t.Errorf("%d requests, want %d", asked, 1+blocks)
	}
	// Reading on is not disturbed.
	data, err := io.ReadAll(o)
	if err != nil || !bytes.Equal(data, content) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestS3(t *testing.T) {
	var path, auth, token string
	status := http.StatusOK
	s := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		path, auth, token = r.URL.EscapedPath(), r.Header.Get("Authorization"), r.Header.Get("X-Amz-Security-Token")
		if status != http.StatusOK {
			w.WriteHeader(status)
		}
		return status != http.StatusOK
	})
	env := map[string]string{"AWS_ENDPOINT_URL": s.URL + "/", "AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "session", "AWS_REGION": "eu-north-1"}
	data, err := readAll(t, client(t, env), "s3://bucket/crawl/a b+c.warc.gz")
	if err != nil || !bytes.Equal(data, content) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if want := "/bucket/crawl/a%20b%2Bc.warc.gz"; path != want {
		t.Errorf("asked for %s, want %s", path, want)
	}
	if !strings.HasPrefix(auth, "AWS4-HMAC-SHA256 Credential=KEY/") || !strings.Contains(auth, "/eu-north-1/s3/aws4_request") || token != "session" {
		t.Errorf("signed with %q, token %q", auth, token)
	}
	if strings.Contains(auth, "secret") {
		t.Error("the secret was sent")
	}
	status = http.StatusForbidden
	if _, err := readAll(t, client(t, env), "s3://bucket/key"); err == nil || !strings.Contains(err.Error(), "access is denied: the server answered 403 Forbidden; set AWS_ACCESS_KEY_ID") {
		t.Errorf("error %v", err)
	}
	status = http.StatusNotFound
	if _, err := readAll(t, client(t, env), "s3://bucket/key"); err == nil || !strings.Contains(err.Error(), "no such object") {
		t.Errorf("error %v", err)
	}
	status = http.StatusOK
	if _, err := readAll(t, client(t, map[string]string{"AWS_ENDPOINT_URL": s.URL}), "s3://bucket/key"); err != nil || auth != "" {
		t.Errorf("without credentials: %v, signed with %q", err, auth)
	}
	for _, bad := range []string{"s3://bucket", "s3://bucket/", "s3://bucket/folder/", "s3:///key"} {
		if _, err := readAll(t, client(t, env), bad); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func TestGS(t *testing.T) {
	var path, auth, encoding string
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) bool {
		path, auth, encoding = r.URL.EscapedPath(), r.Header.Get("Authorization"), r.Header.Get("Accept-Encoding")
		return false
	})
	host := strings.TrimPrefix(s.URL, "http://")
	data, err := readAll(t, client(t, map[string]string{"STORAGE_EMULATOR_HOST": host}), "gs://bucket/crawl/a b.warc.gz")
	if err != nil || !bytes.Equal(data, content) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if path != "/bucket/crawl/a%20b.warc.gz" || auth != "" || encoding != "gzip" {
		t.Errorf("asked for %s with %q, encoding %q", path, auth, encoding)
	}
	if _, err := readAll(t, client(t, map[string]string{"STORAGE_EMULATOR_HOST": host}), "gs://bucket"); err == nil {
		t.Error("no error for a bucket")
	}
}

func TestCancel(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		w.Write(content[:1000])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return true
	})
	ctx, cancel := context.WithCancel(t.Context())
	o, err := client(t, nil).Open(ctx, s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if _, err := io.ReadFull(o, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := o.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestIs(t *testing.T) {
	for in, want := range map[string]bool{
		"https://example.org/": true, "HTTP://example.org": true, "s3://b/k": true, "gs://b/o": true,
		"ftp://example.org/": false, "https://": false, "a.html": false, "c:\\a": false, "": false,
	} {
		if got := Is(in); got != want {
			t.Errorf("Is(%q) = %v", in, got)
		}
	}
	for _, bad := range []string{"https://", "ftp://example.org/a", "http://[::1", "https:///path"} {
		if _, err := client(t, nil).Open(t.Context(), bad); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}
