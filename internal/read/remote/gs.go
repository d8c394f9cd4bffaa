package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
)

// tokens are what Google Cloud Storage asks for; nil for public objects.
type tokens = oauth2.TokenSource

const gsScope = "https://www.googleapis.com/auth/devstorage.read_only"

// gsRequest makes requests for gs://bucket/object over the XML API. Credentials
// are the application default ones: the file that GOOGLE_APPLICATION_CREDENTIALS
// names, those of gcloud, or those of the machine; without any, requests are
// not signed, which public objects allow. STORAGE_EMULATOR_HOST names another
// service, which is not given credentials.
func (c *Client) gsRequest(ctx context.Context, u *url.URL) (func(context.Context) (*http.Request, error), error) {
	bucket, object := u.Host, strings.TrimPrefix(u.Path, "/")
	if u.RawQuery != "" {
		object += "?" + u.RawQuery
	}
	if object == "" || strings.HasSuffix(object, "/") {
		return nil, errors.New("names a bucket or folder; give the name of an object, gs://bucket/object")
	}
	host := c.opts.Getenv("STORAGE_EMULATOR_HOST")
	if host == "" {
		host = "https://storage.googleapis.com"
		c.once.Do(func() {
			// No credentials are no error until the object turns out to need them.
			ctx := context.WithValue(context.WithoutCancel(ctx), oauth2.HTTPClient, &http.Client{Timeout: c.silence})
			if found, err := google.FindDefaultCredentials(ctx, gsScope); err == nil {
				c.gs = found.TokenSource
			}
		})
	} else if !strings.Contains(host, "://") {
		host = "http://" + host
	}
	address := strings.TrimSuffix(host, "/") + "/" + bucket + "/" + (&url.URL{Path: object}).EscapedPath()
	return func(ctx context.Context) (*http.Request, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		// Or objects that are stored with gzip come unpacked, without a length.
		req.Header.Set("Accept-Encoding", "gzip")
		if c.gs != nil {
			token, err := c.gs.Token()
			if err != nil {
				return nil, fmt.Errorf("the credentials for Google Cloud Storage do not work: %w", err)
			}
			token.SetAuthHeader(req)
		}
		return req, nil
	}, nil
}
