// Package remote reads what is named by an address: https and http, objects of
// S3 and of services that speak its protocol (s3://bucket/key), and of Google
// Cloud Storage (gs://bucket/object).
//
// All three are HTTP: one [Object] serves them, with one way to try again and
// to go on where a connection broke. What differs is who signs the request
// (s3.go, gs.go). Nothing is fetched but what the caller names, and what a
// redirect of that leads to.
package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Options says how a Client works.
type Options struct {
	// Getenv looks up the environment: AWS_ACCESS_KEY_ID and its kin,
	// AWS_REGION, AWS_ENDPOINT_URL, STORAGE_EMULATOR_HOST. Nil means that
	// nothing is set.
	Getenv func(string) string
	// UserAgent names the program to servers.
	UserAgent string
	// Wait is the first pause before a request is tried again; it doubles. One
	// second when zero.
	Wait time.Duration
	// Timeout is how long a server may be waited for while it sends next to
	// nothing: see [DefaultTimeout], which holds when it is zero.
	Timeout time.Duration
	// Deadline is how long one object may be waited for in all;
	// [DefaultDeadline] when zero.
	Deadline time.Duration
}

const (
	// maxTries is how often a request is tried again, and how often in a row a
	// response that breaks without any progress is asked for again.
	maxTries     = 4
	maxRedirects = 10
	// maxHeaderBytes bounds the header of a response.
	maxHeaderBytes = 1 << 20
)

// A Client opens objects. It is safe for concurrent use.
type Client struct {
	opts Options
	http *retryablehttp.Client
	// silence is how long a server may be silent in one response.
	silence time.Duration

	s3   s3Signer
	once sync.Once
	gs   tokens
}

// New returns a client.
func New(opts Options) *Client {
	if opts.Getenv == nil {
		opts.Getenv = func(string) string { return "" }
	}
	if opts.Wait == 0 {
		opts.Wait = time.Second
	}
	if opts.Timeout <= 0 {
		opts.Timeout = DefaultTimeout
	}
	if opts.Deadline <= 0 {
		opts.Deadline = DefaultDeadline
	}
	silence := opts.Timeout / silences
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: silence, KeepAlive: 30 * time.Second}).DialContext
	transport.TLSHandshakeTimeout = silence
	transport.ResponseHeaderTimeout = silence
	transport.MaxResponseHeaderBytes = maxHeaderBytes
	// Objects are read as they are stored.
	transport.DisableCompression = true
	rc := retryablehttp.NewClient()
	rc.Logger = nil
	rc.RetryMax = maxTries
	rc.RetryWaitMin, rc.RetryWaitMax = opts.Wait, 30*opts.Wait
	// The last response is wanted as it is, to say what the server said.
	rc.ErrorHandler = retryablehttp.PassthroughErrorHandler
	rc.HTTPClient = &http.Client{
		Transport: transport,
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if asked, _ := req.Context().Value(askedKey{}).(asked); asked.object != nil && !asked.again &&
				req.URL.Scheme == "http" && via[len(via)-1].URL.Scheme == "https" {
				asked.object.Insecure = req.URL
			}
			if len(via) > maxRedirects {
				return redirectError(fmt.Sprintf("more than %d redirects", maxRedirects))
			}
			if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
				return refusedRedirect(req.URL)
			}
			return nil
		},
	}
	rc.CheckRetry = func(ctx context.Context, resp *http.Response, err error) (bool, error) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		asked, _ := ctx.Value(askedKey{}).(asked)
		if err != nil {
			return !final(err, asked.again), err
		}
		if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode < 500 || resp.StatusCode == http.StatusNotImplemented {
			return false, nil
		}
		// The server may say when to come again (Retry-After).
		pause := rc.Backoff(rc.RetryWaitMin, rc.RetryWaitMax, 0, resp)
		return pause <= max(rc.RetryWaitMax, silence) && pause < time.Until(asked.until), nil
	}
	return &Client{opts: opts, http: rc, silence: silence}
}

// A redirectError says why a redirect is not followed.
type redirectError string

func (e redirectError) Error() string { return string(e) }

// Is reports whether an input is an address that a Client opens.
func Is(input string) bool {
	scheme, rest, ok := strings.Cut(input, "://")
	if !ok || rest == "" {
		return false
	}
	switch strings.ToLower(scheme) {
	case "http", "https", "s3", "gs":
		return true
	}
	return false
}

// An Object is an open response. Read goes through it; ReadAt asks for parts of
// it, which breaks the response that Read goes through, so that Read has to ask
// for the rest. Both and Close are safe for concurrent use.
type Object struct {
	// URL is the address that answered, after redirects; of objects of S3 and
	// GCS it is their address as given.
	URL string
	// Status and Header are those of the response.
	Status int
	Header http.Header
	// Web reports that it was named by an http or https address.
	Web bool
	// Size is the size in bytes, or -1 when unknown.
	Size int64
	// Insecure is where a redirect led from https to http, or nil.
	Insecure *url.URL

	ctx    context.Context
	end    context.CancelFunc
	waits  waits
	client *Client
	// request makes the request; the header Range is set after it is signed,
	// which neither protocol minds.
	request func(ctx context.Context) (*http.Request, error)

	mu     sync.Mutex // of what follows
	body   io.ReadCloser
	cancel context.CancelCauseFunc
	asking context.Context // of body
	at     int64           // of the next byte of body
	tries  int             // without progress
	blocks *blockCache
}

// Open asks for an address. Errors say what was asked and what the server
// answered. A response of http with a status of its own is no error: the page
// that comes with a 404 may be what is wanted.
func (c *Client) Open(ctx context.Context, address string) (*Object, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, notURL(address, err)
	}
	if u.Host == "" {
		return nil, errors.New("not a URL: it has no host or bucket")
	}
	o := &Object{URL: address, client: c, Size: -1}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		o.Web = true
		u.Fragment = ""
		o.request = func(ctx context.Context) (*http.Request, error) {
			return http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		}
	case "s3":
		o.request, err = c.s3Request(ctx, u)
	case "gs":
		o.request, err = c.gsRequest(ctx, u)
	default:
		return nil, fmt.Errorf("URLs with %s:// are not read; use https, s3 or gs", u.Scheme)
	}
	if err != nil {
		return nil, err
	}
	o.ctx, o.end = context.WithCancel(ctx)
	o.waits = waits{timeout: c.opts.Timeout, slack: c.opts.Timeout, deadline: c.opts.Deadline}
	resp, err := o.get(0, -1)
	if err != nil {
		o.end()
		return nil, err
	}
	o.Status, o.Header = resp.StatusCode, resp.Header
	if o.Web {
		o.URL = resp.Request.URL.String()
	} else if resp.StatusCode != http.StatusOK {
		defer o.Close()
		return nil, o.refused(resp)
	}
	o.Size = resp.ContentLength
	return o, nil
}

// get asks for the bytes from offset on, n of them or all when n is negative,
// and makes the response the body.
func (o *Object) get(offset, n int64) (*http.Response, error) {
	// The context outlives this call: the body is read under it.
	ctx, cancel := context.WithCancelCause(context.WithValue(o.ctx, askedKey{}, asked{
		object: o, until: time.Now().Add(o.waits.left()), again: o.Header != nil,
	}))
	waited := o.waits.begin(cancel, 0)
	defer waited(0)
	req, err := o.request(ctx)
	if err != nil {
		cancel(nil)
		return nil, o.cause(ctx, err)
	}
	req.Header.Set("User-Agent", o.client.opts.UserAgent)
	if req.Header.Get("Accept-Encoding") == "" {
		req.Header.Set("Accept-Encoding", "identity")
	}
	if offset > 0 || n >= 0 {
		value := fmt.Sprintf("bytes=%d-", offset)
		if n >= 0 {
			value += strconv.FormatInt(offset+n-1, 10)
		}
		req.Header.Set("Range", value)
		if tag := o.version(); tag != "" {
			req.Header.Set("If-Range", tag)
		}
	}
	rreq, err := retryablehttp.FromRequest(req)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	resp, err := o.client.http.Do(rreq)
	if err != nil {
		if resp != nil {
			resp.Body.Close()
		}
		err = o.cause(ctx, plain(err))
		cancel(nil)
		return nil, err
	}
	o.body, o.cancel, o.asking = resp.Body, cancel, ctx
	return resp, nil
}

// cause is the error to report of a request made under ctx, which may have
// failed because it was given up, or because nobody wants it any more.
func (o *Object) cause(ctx context.Context, err error) error {
	if o.ctx.Err() != nil {
		return o.ctx.Err()
	}
	var gaveUp *TimeoutError
	if errors.As(context.Cause(ctx), &gaveUp) {
		return &TimeoutError{Waited: gaveUp.Waited, Read: o.waits.read, Overall: gaveUp.Overall}
	}
	if errors.Is(context.Cause(ctx), errSilent) {
		return errSilent
	}
	return err
}

// version is what tells this version of the object from others, for If-Range.
func (o *Object) version() string {
	if tag := o.Header.Get("Etag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return tag
	}
	return o.Header.Get("Last-Modified")
}

// refused says that the server did not give the object.
func (o *Object) refused(resp *http.Response) error {
	answer := fmt.Errorf("the server answered %s", resp.Status)
	switch resp.StatusCode {
	case http.StatusNotFound:
		return fmt.Errorf("no such object: %w", answer)
	case http.StatusForbidden, http.StatusUnauthorized:
		if strings.HasPrefix(o.URL, "s3:") {
			return fmt.Errorf("access is denied: %w; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, to one who may read it", answer)
		}
		return fmt.Errorf("access is denied: %w; set GOOGLE_APPLICATION_CREDENTIALS, or log in with gcloud, as one who may read it", answer)
	}
	return answer
}

// Read reads on. Where the connection breaks it asks for the rest.
func (o *Object) Read(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for {
		n, err := 0, error(nil)
		if o.body == nil {
			if err = o.resume(); err != nil && err != errBroke {
				return 0, err
			}
		}
		if err == nil {
			n, err = (*body)(o).Read(p)
		}
		o.at += int64(n)
		if n > 0 {
			o.tries = 0
			return n, nil
		}
		switch {
		case err == nil:
			continue
		case err == io.EOF && (o.Size < 0 || o.at >= o.Size):
			return 0, io.EOF
		case o.ctx.Err() != nil:
			return 0, o.ctx.Err()
		}
		if o.asking != nil {
			err = o.cause(o.asking, err)
		}
		o.closeBody()
		if isTimeout(err) {
			return 0, err
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if o.tries++; o.tries > maxTries {
			return 0, fmt.Errorf("the connection broke at byte %d, and again when the rest was asked for: %w", o.at, plain(err))
		}
		if err := o.pause(o.client.opts.Wait << (o.tries - 1)); err != nil {
			return 0, err
		}
	}
}

// pause waits before the rest is asked for.
func (o *Object) pause(d time.Duration) error {
	ctx, cancel := context.WithCancelCause(o.ctx)
	defer cancel(nil)
	defer o.waits.begin(cancel, 0)(0)
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return o.cause(ctx, ctx.Err())
	}
}

// body is the body at hand of an Object. The server may be silent for a while
// when it is read; between two calls nobody waits for it.
type body Object

func (b *body) Read(p []byte) (int, error) {
	waited := b.waits.begin(b.cancel, b.client.silence)
	n, err := b.body.Read(p)
	waited(n)
	return n, err
}

// errBroke reports that the connection broke once more before the rest came.
var errBroke = io.ErrUnexpectedEOF

// resume asks for the rest of the object. After errBroke it can be called again.
func (o *Object) resume() error {
	at := o.at
	resp, err := o.get(at, -1)
	if isTimeout(err) {
		return err
	}
	if err != nil {
		return fmt.Errorf("the connection broke at byte %d, and the rest could not be asked for: %w", at, err)
	}
	switch {
	case resp.StatusCode == http.StatusPartialContent && o.changed(resp.Header):
		o.closeBody()
		return fmt.Errorf("the connection broke at byte %d, and the object has changed since; read it again", at)
	case resp.StatusCode == http.StatusPartialContent && rangeStart(resp.Header) == at:
		return nil
	case resp.StatusCode == http.StatusPartialContent:
		o.closeBody()
		return fmt.Errorf("the connection broke at byte %d, and the server gave another part than the rest that was asked for", at)
	case resp.StatusCode == http.StatusOK && o.version() != "" && o.same(resp.Header):
		// No ranges here: the part that was read comes again.
		if _, err := io.CopyN(io.Discard, (*body)(o), at); err != nil {
			err = o.cause(o.asking, err)
			o.closeBody()
			if isTimeout(err) {
				return err
			}
			return errBroke
		}
		return nil
	case resp.StatusCode == http.StatusOK:
		o.closeBody()
		return fmt.Errorf("the connection broke at byte %d, and the object has changed since or cannot be read from there; read it again", at)
	}
	o.closeBody()
	return fmt.Errorf("the connection broke at byte %d, and the server answered %s when the rest was asked for", at, resp.Status)
}

func (o *Object) same(h http.Header) bool {
	return h.Get("Etag") == o.Header.Get("Etag") && h.Get("Last-Modified") == o.Header.Get("Last-Modified")
}

// changed reports whether the header of a part is that of another version of
// the object, which servers send that do not look at If-Range.
func (o *Object) changed(h http.Header) bool {
	for _, name := range []string{"Etag", "Last-Modified"} {
		if was, is := o.Header.Get(name), h.Get(name); was != "" && is != "" && was != is {
			return true
		}
	}
	_, size, _ := strings.Cut(h.Get("Content-Range"), "/")
	n, err := strconv.ParseInt(strings.TrimSpace(size), 10, 64)
	return err == nil && o.Size >= 0 && n != o.Size
}

// rangeStart is where the part in a response begins, or -1.
func rangeStart(h http.Header) int64 {
	_, rest, _ := strings.Cut(h.Get("Content-Range"), "bytes ")
	first, _, ok := strings.Cut(rest, "-")
	n, err := strconv.ParseInt(strings.TrimSpace(first), 10, 64)
	if !ok || err != nil {
		return -1
	}
	return n
}

func (o *Object) closeBody() {
	if o.body != nil {
		o.cancel(nil)
		o.body.Close()
		o.body, o.asking = nil, nil
	}
}

// Close ends the reading, also one that is under way.
func (o *Object) Close() error {
	o.end()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closeBody()
	return nil
}

// Ranges reports whether parts of the object can be asked for.
func (o *Object) Ranges() bool {
	return o.Size >= 0 && o.Header.Get("Content-Encoding") == "" &&
		(!o.Web || strings.EqualFold(o.Header.Get("Accept-Ranges"), "bytes"))
}

const (
	// blockBytes is what ReadAt asks for at a time, and blocksKept how many
	// such parts are kept.
	blockBytes = 1 << 20
	blocksKept = 8
)

type blockCache struct {
	order []int64 // numbers of blocks, the last used one last
	data  map[int64][]byte
}

// ReadAt reads a part of the object. Parts are asked for in blocks of a
// megabyte, of which the last few are kept; Read begins anew afterwards.
func (o *Object) ReadAt(p []byte, offset int64) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	total := 0
	for len(p) > 0 {
		if offset >= o.Size {
			return total, io.EOF
		}
		block, err := o.block(offset / blockBytes)
		if err != nil {
			return total, err
		}
		n := copy(p, block[offset%blockBytes:])
		p, offset, total = p[n:], offset+int64(n), total+n
	}
	return total, nil
}

func (o *Object) block(number int64) ([]byte, error) {
	if o.blocks == nil {
		o.blocks = &blockCache{data: map[int64][]byte{}}
	}
	c := o.blocks
	for i, n := range c.order {
		if n == number {
			c.order = append(append(c.order[:i:i], c.order[i+1:]...), n)
			return c.data[n], nil
		}
	}
	start := number * blockBytes
	data := make([]byte, min(blockBytes, o.Size-start))
	var err error
	for try := 0; ; try++ {
		if err = o.part(data, start); err == nil || try == maxTries || isTimeout(err) || o.ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("bytes %d to %d could not be read: %w", start, start+int64(len(data))-1, err)
	}
	if len(c.order) == blocksKept {
		delete(c.data, c.order[0])
		c.order = c.order[1:]
	}
	c.order = append(c.order, number)
	c.data[number] = data
	return data, nil
}

func (o *Object) part(data []byte, start int64) error {
	o.closeBody()
	resp, err := o.get(start, int64(len(data)))
	if err != nil {
		return err
	}
	defer o.closeBody()
	if resp.StatusCode == http.StatusOK {
		return errors.New("the object has changed since it was opened, or its server gives no parts")
	}
	switch {
	case resp.StatusCode != http.StatusPartialContent:
		return fmt.Errorf("the server answered %s", resp.Status)
	case o.changed(resp.Header):
		return errors.New("the object has changed since it was opened; read it again")
	case rangeStart(resp.Header) != start:
		return errors.New("the server gave another part than the one that was asked for")
	}
	if _, err = io.ReadFull((*body)(o), data); err != nil {
		return o.cause(o.asking, err)
	}
	return nil
}
