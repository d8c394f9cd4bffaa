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
	// Stall is how long a server may be silent within a response; a minute when
	// zero.
	Stall time.Duration
}

const (
	// maxTries is how often a request is tried again, and how often in a row a
	// response that breaks without any progress is asked for again.
	maxTries     = 4
	maxRedirects = 10
)

// A Client opens objects. It is safe for concurrent use.
type Client struct {
	opts Options
	http *retryablehttp.Client

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
	if opts.Stall == 0 {
		opts.Stall = time.Minute
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = opts.Stall
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
		// A redirect that is refused and a name that nobody has stay so.
		var redirect redirectError
		if errors.As(err, &redirect) || err != nil && strings.HasSuffix(plain(err).Error(), "no such host") {
			return false, err
		}
		again, err := retryablehttp.DefaultRetryPolicy(ctx, resp, err)
		// The server may say when to come again (Retry-After).
		if again && rc.Backoff(rc.RetryWaitMin, rc.RetryWaitMax, 0, resp) > max(rc.RetryWaitMax, opts.Stall) {
			return false, err
		}
		return again, err
	}
	return &Client{opts: opts, http: rc}
}

// A redirectError says why a redirect is not followed.
type redirectError string

func (e redirectError) Error() string { return string(e) }

// Is tells whether an input is an address that a Client opens.
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
	// Web tells that it was named by an http or https address.
	Web bool
	// Size is the size in bytes, or -1 when unknown.
	Size int64

	ctx    context.Context
	end    context.CancelFunc
	client *Client
	// request makes the request; the header Range is set after it is signed,
	// which neither protocol minds.
	request func(ctx context.Context) (*http.Request, error)

	mu     sync.Mutex // of what follows
	body   io.ReadCloser
	cancel context.CancelFunc
	stall  *time.Timer
	at     int64 // of the next byte of body
	tries  int   // without progress
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
		return nil, errors.New("not an address: it has no host or bucket")
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
		return nil, fmt.Errorf("addresses with %s:// are not read; use https, s3 or gs", u.Scheme)
	}
	if err != nil {
		return nil, err
	}
	o.ctx, o.end = context.WithCancel(ctx)
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
	ctx, cancel := context.WithCancel(o.ctx)
	req, err := o.request(ctx)
	if err != nil {
		cancel()
		return nil, err
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
		cancel()
		return nil, err
	}
	resp, err := o.client.http.Do(rreq)
	if err != nil {
		cancel()
		if resp != nil {
			resp.Body.Close()
		}
		return nil, plain(err)
	}
	o.body, o.cancel = resp.Body, cancel
	o.stall = time.AfterFunc(o.client.opts.Stall, cancel)
	o.stall.Stop() // see body
	return resp, nil
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
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		o.closeBody()
		if o.tries++; o.tries > maxTries {
			return 0, fmt.Errorf("the connection broke at byte %d, and again when the rest was asked for: %w", o.at, plain(err))
		}
		select {
		case <-time.After(o.client.opts.Wait << (o.tries - 1)):
		case <-o.ctx.Done():
			return 0, o.ctx.Err()
		}
	}
}

// body is the body at hand of an Object. The server may be silent for a while
// when it is read; between two calls nobody waits for it.
type body Object

func (b *body) Read(p []byte) (int, error) {
	b.stall.Reset(b.client.opts.Stall)
	defer b.stall.Stop()
	return b.body.Read(p)
}

// errBroke tells that the connection broke once more before the rest came.
var errBroke = io.ErrUnexpectedEOF

// resume asks for the rest of the object. After errBroke it can be called again.
func (o *Object) resume() error {
	at := o.at
	resp, err := o.get(at, -1)
	if err != nil {
		return fmt.Errorf("the connection broke at byte %d, and the rest could not be asked for: %w", at, err)
	}
	switch {
	case resp.StatusCode == http.StatusPartialContent && rangeStart(resp.Header) == at:
		return nil
	case resp.StatusCode == http.StatusOK && o.version() != "" && o.same(resp.Header):
		// No ranges here: the part that was read comes again.
		if _, err := io.CopyN(io.Discard, (*body)(o), at); err != nil {
			o.closeBody()
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
		o.stall.Stop()
		o.cancel()
		o.body.Close()
		o.body = nil
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

// Ranges tells whether parts of the object can be asked for.
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
		if err = o.part(data, start); err == nil || try == maxTries || o.ctx.Err() != nil {
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
	if resp.StatusCode != http.StatusPartialContent || rangeStart(resp.Header) != start {
		return fmt.Errorf("the server answered %s", resp.Status)
	}
	_, err = io.ReadFull((*body)(o), data)
	return err
}
