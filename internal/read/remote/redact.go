package remote

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/metacheck/metacheck/internal/redact"
)

// plain takes the request out of an error, since the URL stands in front of it
// anyway, and the credentials out of the URLs that are left: those of redirects
// and proxies.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return redact.Error(err)
}

// notURL is the error of an address that cannot be parsed with err. The parser
// quotes what it stumbles over, which can be part of a password: the error is
// that of the rest, if it is the rest that is wrong.
func notURL(address string, err error) error {
	if _, rest := url.Parse(redact.URL(address)); rest != nil {
		return fmt.Errorf("not a valid URL: %w", plain(rest))
	}
	return errors.New("not a valid URL: percent-encode what is not a letter or digit in its user name, password and parameters")
}

// refusedRedirect says that a redirect leads where none is followed to.
func refusedRedirect(to *url.URL) error {
	return redirectError("a redirect to " + redact.URL(to.String()) + ", which is not http")
}
