package main

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestFetch reads from servers that do not answer, and one whose https leads to
// http, with each command.
func TestFetch(t *testing.T) {
	const text = "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>A page</title></head><body><p>x</body></html>"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hangs":
			<-r.Context().Done()
		case "/drips":
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, "x")
				w.(http.Flusher).Flush()
			}
		default:
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, text)
		}
	}))
	defer s.Close()
	secure := httptest.NewTLSServer(http.RedirectHandler(s.URL+"/page", http.StatusFound))
	defer secure.Close()
	// Clients are made of this one.
	transport := http.DefaultTransport.(*http.Transport)
	before := transport.TLSClientConfig
	transport.TLSClientConfig = &tls.Config{RootCAs: secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	defer func() { transport.TLSClientConfig = before }()
	do := func(args ...string) (int, string) {
		var out, errs strings.Builder
		code := run(t.Context(), append([]string{"metacheck"}, args...), strings.NewReader(""), &out, &errs)
		return code, errs.String()
	}
	for _, command := range [][]string{{"lint", "--fail-on", "never"}, {"extract"}, {"snapshot", "-o", "-"}} {
		if code, errs := do(append(command, secure.URL)...); code != exitClean ||
			errs != "metacheck: note: "+secure.URL+": https redirects to "+s.URL+"/page, which is not encrypted: what came may have been changed on the way\n" {
			t.Errorf("%v: exit code %d, standard error %q", command, code, errs)
		}
		if code, errs := do(append(command, "--fetch-timeout", "200ms", s.URL+"/hangs")...); code != exitFailed ||
			!strings.Contains(errs, s.URL+"/hangs: gave up after waiting 200ms for the server, which sent no content; set --fetch-timeout to wait longer") {
			t.Errorf("%v: exit code %d, standard error %q", command, code, errs)
		}
		if code, errs := do(append(command, "--fetch-deadline", "200ms", "--limit", "page-bytes=1000000000", s.URL+"/drips")...); code != exitFailed ||
			!strings.Contains(errs, "gave up after waiting 200ms for the server in all, with ") || !strings.Contains(errs, "set --fetch-deadline") {
			t.Errorf("%v: exit code %d, standard error %q", command, code, errs)
		}
		for _, flag := range []string{"--fetch-timeout", "--fetch-deadline"} {
			if code, errs := do(append(command, flag, "0s", s.URL)...); code != exitFailed || !strings.Contains(errs, flag+" takes a duration above zero") {
				t.Errorf("%v %s: exit code %d, standard error %q", command, flag, code, errs)
			}
		}
	}
}
