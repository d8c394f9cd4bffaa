package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/s3utils"
	"github.com/minio/minio-go/v7/pkg/signer"
)

// An s3Signer finds the credentials, once, and the region of buckets.
type s3Signer struct {
	once    sync.Once
	creds   *credentials.Credentials
	mu      sync.Mutex
	regions map[string]string // by bucket
}

// emptyHash is the hash of an empty body.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// s3Request makes requests for s3://bucket/key. Credentials come from the
// environment, the file ~/.aws/credentials and, on their machines, from the
// services of AWS; without any, requests are not signed, which public buckets
// allow. AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL names another service; its
// buckets are paths.
func (c *Client) s3Request(ctx context.Context, u *url.URL) (func(context.Context) (*http.Request, error), error) {
	bucket, key := u.Host, strings.TrimPrefix(u.Path, "/")
	if u.RawQuery != "" {
		key += "?" + u.RawQuery
	}
	if key == "" || strings.HasSuffix(key, "/") {
		return nil, errors.New("names a bucket or folder; give the key of an object, s3://bucket/key")
	}
	env := c.opts.Getenv
	endpoint := env("AWS_ENDPOINT_URL_S3")
	if endpoint == "" {
		endpoint = env("AWS_ENDPOINT_URL")
	}
	s := &c.s3
	s.once.Do(func() {
		s.regions = map[string]string{}
		// Looked up through Getenv alone, so that it is known what is read.
		providers := []credentials.Provider{
			&credentials.Static{Value: credentials.Value{
				AccessKeyID: env("AWS_ACCESS_KEY_ID"), SecretAccessKey: env("AWS_SECRET_ACCESS_KEY"),
				SessionToken: env("AWS_SESSION_TOKEN"), SignerType: credentials.SignatureV4,
			}},
			&credentials.FileAWSCredentials{Filename: env("AWS_SHARED_CREDENTIALS_FILE"), Profile: env("AWS_PROFILE")},
		}
		if endpoint == "" && !strings.EqualFold(env("AWS_EC2_METADATA_DISABLED"), "true") {
			providers = append(providers, &credentials.IAM{Client: &http.Client{Timeout: 2 * time.Second}})
		}
		s.creds = credentials.NewChainCredentials(providers)
	})
	s.mu.Lock()
	region, asked := s.regions[bucket]
	s.mu.Unlock()
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		if region == "" {
			region = env(name)
		}
	}
	if region == "" {
		region = "us-east-1"
	}
	path := s3utils.EncodePath(key)
	address := func(region string) string {
		switch {
		case endpoint != "":
			return strings.TrimSuffix(endpoint, "/") + "/" + bucket + "/" + path
		case strings.Contains(bucket, "."):
			// A certificate for *.s3.… does not hold for such a host.
			return "https://s3." + region + ".amazonaws.com/" + bucket + "/" + path
		}
		return "https://" + bucket + ".s3." + region + ".amazonaws.com/" + path
	}
	sign := func(ctx context.Context) (*http.Request, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address(region), nil)
		if err != nil {
			return nil, err
		}
		value, err := s.creds.GetWithContext(&credentials.CredContext{Client: &http.Client{Timeout: c.silence}})
		if err != nil {
			return nil, fmt.Errorf("the credentials for S3 cannot be read: %w", err)
		}
		if value.AccessKeyID == "" || value.SignerType.IsAnonymous() {
			return req, nil
		}
		req.Header.Set("X-Amz-Content-Sha256", emptyHash)
		return signer.SignV4(*req, value.AccessKeyID, value.SecretAccessKey, value.SessionToken, region), nil
	}
	if endpoint != "" || asked {
		return sign, nil
	}
	if found := c.s3Region(ctx, address(region)); found != "" {
		region = found
	}
	s.mu.Lock()
	s.regions[bucket] = region
	s.mu.Unlock()
	return sign, nil
}

// s3Region asks a bucket for its region, which its answers name in a header
// also when they refuse; empty when it does not say.
func (c *Client) s3Region(ctx context.Context, address string) string {
	ctx, cancel := context.WithTimeout(ctx, c.silence)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return ""
	}
	client := http.Client{
		Transport:     c.http.HTTPClient.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return ""
	}
	resp.Body.Close()
	return resp.Header.Get("X-Amz-Bucket-Region")
}
