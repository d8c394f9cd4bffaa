// Package redact takes credentials out of the URLs that a user gives to reach
// something: user names and passwords, the signatures of object stores, and
// tokens. What is left names the input in messages, reports and stores, and is
// the same when it is signed anew.
//
// It is not for the URLs that pages contain. Those are data, and stay as they
// are: the signed URL of an image is what the page says.
package redact

import (
	"net/url"
	"strings"
)

// hidden stands for the value of a parameter that is a credential.
const hidden = "***"

// A signature is a way of signing a URL by parameters of its query. A URL that
// has one of the marks, and one of beside where there are such, loses all the
// members: they are no part of what is named, and other ones the next time.
type signature struct {
	marks, beside []string
	members       []string // a "*" at the end stands for any rest
}

// signatures are the ways to sign, all in lower case.
var signatures = []signature{
	// AWS Signature Version 4, also of services that speak the protocol of S3.
	{marks: []string{"x-amz-signature", "x-amz-credential", "x-amz-security-token"}, members: []string{"x-amz-*"}},
	// Google Cloud Storage, V4.
	{marks: []string{"x-goog-signature", "x-goog-credential"}, members: []string{"x-goog-*"}},
	// AWS Signature Version 2, CloudFront, Google Cloud Storage V2 and Alibaba's
	// object store: who signs, when it ends, and the signature.
	{
		marks: []string{"awsaccesskeyid", "googleaccessid", "key-pair-id", "ossaccesskeyid"},
		members: []string{"awsaccesskeyid", "googleaccessid", "key-pair-id", "ossaccesskeyid", "signature", "expires", "policy",
			"hash-algorithm", "security-token"},
	},
	// Alibaba's V4, and Tencent's object store.
	{marks: []string{"x-oss-signature", "x-oss-credential", "x-oss-security-token"}, members: []string{"x-oss-*"}},
	{marks: []string{"q-signature"}, members: []string{"q-*", "x-cos-security-token"}},
	// Shared access signatures of Azure: the fields of service, account and user
	// delegation ones. "sig" alone is other people's, and among the tokens.
	{
		marks: []string{"sig"}, beside: []string{"sv", "se", "sp", "si"},
		members: []string{"sig", "sv", "ss", "srt", "sr", "sp", "se", "st", "spr", "sip", "si", "sdd", "ses", "scid",
			"skoid", "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid"},
	},
}

// tokens are parameters whose value is a credential wherever a URL has them, in
// lower case and without "-" and "_". The rest of the URL stays.
var tokens = map[string]bool{
	"accesskey": true, "accesskeyid": true, "accesstoken": true, "apikey": true, "apisecret": true, "apitoken": true,
	"auth": true, "authkey": true, "authorization": true, "authtoken": true, "bearer": true, "bearertoken": true,
	"clientsecret": true, "credential": true, "credentials": true, "hdnea": true, "hdnts": true, "hmac": true,
	"idtoken": true, "jwt": true, "oauthtoken": true, "pass": true, "passwd": true, "password": true, "privatetoken": true,
	"pwd": true, "refreshtoken": true, "sas": true, "secret": true, "secretkey": true, "securitytoken": true,
	"sessionid": true, "sessiontoken": true, "sig": true, "sign": true, "signature": true, "subscriptionkey": true,
	"ticket": true, "token": true, "xamzsecuritytoken": true, "xapikey": true, "xcossecuritytoken": true,
}

// doubtful are parameters that hold credentials at some servers and other things
// at more: their value is one when it looks like it.
var doubtful = map[string]bool{"code": true, "hash": true, "key": true, "session": true, "sid": true}

// URL is a URL without the credentials in it: without user name and password
// and without signature, and with "***" as the value of tokens. Anything that
// is not a URL with "://" stays as it is.
func URL(s string) string {
	scheme, rest, ok := cutScheme(s)
	if !ok {
		return s
	}
	rest = withoutUser(rest)
	// A fragment is not sent, but it is shown, and some servers put tokens there.
	rest, fragment, hasFragment := strings.Cut(rest, "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	out := scheme + "://" + rest
	if hasQuery {
		if clean := parameters(query); clean != "" || query == "" {
			out += "?" + clean
		}
	}
	if hasFragment {
		if strings.Contains(fragment, "=") {
			fragment = parameters(fragment)
		}
		out += "#" + fragment
	}
	return out
}

// IsURL reports whether s has the form of a URL with "://". The letter of a
// drive is no scheme.
func IsURL(s string) bool {
	scheme, _, ok := cutScheme(s)
	return ok && len(scheme) > 1
}

// cutScheme cuts s at the "://" behind the scheme of a URL.
func cutScheme(s string) (scheme, rest string, ok bool) {
	scheme, rest, ok = strings.Cut(s, "://")
	if !ok || scheme == "" || schemeStart(scheme) != 0 {
		return "", "", false
	}
	return scheme, rest, true
}

// schemeStart is where the scheme begins that s ends with; len(s) when it ends
// with none.
func schemeStart(s string) int {
	i := len(s)
	for i > 0 && isSchemeByte(s[i-1]) {
		i--
	}
	for i < len(s) && !isLetter(s[i]) {
		i++
	}
	return i
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isSchemeByte(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
}

// withoutUser takes user name and password off what stands behind "://".
func withoutUser(s string) string {
	end := strings.IndexAny(s, "/?#")
	if end < 0 {
		end = len(s)
	}
	authority := s[:end]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		return s[at+1:]
	}
	// Of a password with a slash, question mark or hash sign that was not
	// escaped, what stands before that looks like a port and is none.
	if _, port, ok := cutPort(authority); ok && strings.Trim(port, "0123456789") != "" {
		if at := strings.LastIndexByte(s, '@'); at >= 0 {
			return s[at+1:]
		}
	}
	return s
}

// cutPort cuts an authority at the colon before the port; those in the brackets
// of an IPv6 address are not it.
func cutPort(authority string) (host, port string, ok bool) {
	if end := strings.LastIndexByte(authority, ']'); end >= 0 {
		host, port, ok = strings.Cut(authority[end:], ":")
		return authority[:end] + host, port, ok
	}
	return strings.Cut(authority, ":")
}

// parameters is a query without what is a credential in it.
func parameters(query string) string {
	list := strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' })
	has := map[string]bool{}
	names := make([]string, len(list))
	for i, parameter := range list {
		names[i] = nameOf(parameter)
		has[names[i]] = true
	}
	drop := map[string]bool{}
	for _, s := range signatures {
		if !hasAny(has, s.marks) || s.beside != nil && !hasAny(has, s.beside) {
			continue
		}
		for name := range has {
			drop[name] = drop[name] || isMember(name, s.members)
		}
	}
	changed := false
	var kept []string
	for i, parameter := range list {
		name, value, hasValue := strings.Cut(parameter, "=")
		switch {
		case drop[names[i]]:
			changed = true
			continue
		case hasValue && value != hidden && isToken(names[i], value):
			changed = true
			parameter = name + "=" + hidden
		}
		kept = append(kept, parameter)
	}
	if !changed {
		return query
	}
	return strings.Join(kept, "&")
}

// nameOf is the name of a parameter in lower case.
func nameOf(parameter string) string {
	name, _, _ := strings.Cut(parameter, "=")
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	return strings.ToLower(name)
}

func hasAny(has map[string]bool, names []string) bool {
	for _, name := range names {
		if has[name] {
			return true
		}
	}
	return false
}

func isMember(name string, members []string) bool {
	for _, m := range members {
		if prefix, ok := strings.CutSuffix(m, "*"); name == m || ok && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

var separators = strings.NewReplacer("-", "", "_", "", ".", "")

// isToken reports whether the value of a parameter is a credential.
func isToken(name, value string) bool {
	name = separators.Replace(name)
	return tokens[name] || doubtful[name] && looksSecret(value)
}

// looksSecret reports whether a value has the form of a key: at least 20 letters
// and digits, both of them, and nothing that words are made of.
func looksSecret(value string) bool {
	letters, digits := 0, 0
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case isLetter(c):
			letters++
		case c >= '0' && c <= '9':
			digits++
		case strings.IndexByte("-_.~%+/=", c) < 0:
			return false
		}
	}
	return letters > 0 && digits > 0 && letters+digits >= 20
}

// Text is a text, such as the message of an error, with [URL] made of each URL
// in it.
func Text(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "://")
		if i < 0 {
			break
		}
		start := schemeStart(s[:i])
		end := i + len("://")
		for end < len(s) && !endsURL(s[end]) {
			end++
		}
		// Punctuation at the end belongs to the sentence.
		for end > i+len("://") && strings.IndexByte(":;,.)]}!", s[end-1]) >= 0 {
			end--
		}
		b.WriteString(s[:start])
		b.WriteString(URL(s[start:end]))
		s = s[end:]
	}
	if b.Len() == 0 {
		return s
	}
	b.WriteString(s)
	return b.String()
}

// endsURL reports whether a byte ends a URL in a text.
func endsURL(c byte) bool { return c <= ' ' || c == 0x7f || strings.IndexByte("\"<>`", c) >= 0 }

// Error is an error whose message is [Text] of that of err. It is err itself
// when that changes nothing.
func Error(err error) error {
	if err == nil {
		return nil
	}
	message := err.Error()
	if clean := Text(message); clean != message {
		return &redacted{clean, err}
	}
	return err
}

// A redacted is an error that says less than its cause.
type redacted struct {
	message string
	err     error
}

func (r *redacted) Error() string { return r.message }

func (r *redacted) Unwrap() error { return r.err }

// Header is a field of a header, "NAME: VALUE", with "***" for the value of one
// that holds credentials; a blank may stand in the place of the colon, as users
// write it by mistake.
func Header(field string) string {
	name, _, ok := strings.Cut(field, ":")
	if !ok {
		name, _, ok = strings.Cut(field, " ")
		if !ok {
			return field
		}
	}
	plain := separators.Replace(strings.ToLower(strings.TrimSpace(name)))
	if !tokens[plain] && !tokens[strings.TrimPrefix(plain, "x")] && !headers[plain] {
		return field
	}
	return field[:len(name)+1] + " " + hidden
}

// headers are fields that hold credentials beside those that are called as
// parameters are, in lower case and without "-".
var headers = map[string]bool{"cookie": true, "setcookie": true, "proxyauthorization": true}
