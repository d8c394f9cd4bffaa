package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metacheck/metacheck/internal/report"
)

// secrets are what no output may hold, in any spelling.
var secrets = []string{"s3cr3tUser", "s3cr3tPass", "s3cr3tSig", "s3cr3tTok"}

// secretServer asks for the credentials and answers in ways that errors
// come of; internal/read/remote has those that are asked for again.
func secretServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, pass, _ := r.BasicAuth()
		if r.URL.Path != "/elsewhere" && (user != secrets[0] || pass != secrets[1] || r.FormValue("X-Amz-Signature") == "" || r.FormValue("token") != secrets[3]) {
			t.Errorf("%s came without the credentials", r.URL.Path)
		}
		signed := "?X-Amz-Signature=" + secrets[2] + "&token=" + secrets[3]
		switch r.URL.Path {
		case "/403":
			w.WriteHeader(http.StatusForbidden)
		case "/redirect":
			http.Redirect(w, r, "/elsewhere"+signed, http.StatusFound)
		case "/refused":
			w.Header().Set("Location", "ftp://"+secrets[0]+":"+secrets[1]+"@example.org/"+signed)
			w.WriteHeader(http.StatusFound)
		default:
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, `<title>x</title><link rel=canonical href="other"><meta property="og:image" content="https://img.example.org/a.png?X-Amz-Signature=ofThePage">`)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// signed is a URL of the server that holds all the secrets.
func signed(s *httptest.Server, path, signature string) string {
	return "http://" + secrets[0] + ":" + secrets[1] + "@" + strings.TrimPrefix(s.URL, "http://") + path +
		"?X-Amz-Date=20260101&X-Amz-Signature=" + signature + "&token=" + secrets[3]
}

// command runs metacheck in this process.
func command(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(context.Background(), append([]string{"metacheck"}, args...), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// keepsSecrets fails the test where a text holds a secret.
func keepsSecrets(t *testing.T, what, s string) {
	t.Helper()
	for _, secret := range secrets {
		if i := strings.Index(s, secret); i >= 0 {
			t.Errorf("%s tells %s: %q", what, secret, s[max(0, i-80):min(len(s), i+80)])
		}
	}
}

// TestCredentials holds that what a user gives to reach an input is in nothing
// that is written.
func TestCredentials(t *testing.T) {
	t.Setenv("HTTP_PROXY", "")
	s := secretServer(t)
	dir := t.TempDir()
	t.Chdir(dir)
	inputs := []string{
		signed(s, "/page", secrets[2]), signed(s, "/403", secrets[2]), signed(s, "/redirect", secrets[2]), signed(s, "/refused", secrets[2]),
		"http://" + secrets[0] + ":" + secrets[1] + "%zz@example.org/", "http://" + secrets[0] + ":" + secrets[1] + "/x@example.org/",
		"ftp://" + secrets[0] + ":" + secrets[1] + "@example.org/?token=" + secrets[3],
		"s3://" + secrets[0] + ":" + secrets[1] + "@/", "https://" + secrets[0] + ":" + secrets[1] + "@/" + strings.Repeat("long", 100),
	}
	list := filepath.Join(dir, "list.txt")
	if err := os.WriteFile(list, []byte(strings.Join(inputs, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	header := []string{"--header", "Authorization: Bearer " + secrets[3], "--base-url", "https://" + secrets[0] + ":" + secrets[1] + "@example.org/?token=" + secrets[3]}
	var outputs []string
	for _, format := range report.Names() {
		outputs = append(outputs, "-o", format+"=out-"+format)
	}
	runs := map[string][]string{
		"lint":        append(append([]string{"lint", "--no-config", "--store", "s.db", "--progress", "json"}, outputs...), inputs...),
		"list":        {"lint", "--no-config", "--store", "l.db", "--from-list", list},
		"quiet":       append(append([]string{"lint", "--no-config", "-q"}, header...), inputs...),
		"settings":    append(append([]string{"lint", "--no-config", "--store", "h.db"}, header...), inputs[0]),
		"snapshot":    {"snapshot", "--no-config", "-o", "s.snapshot", inputs[0], inputs[2]},
		"no snapshot": append([]string{"snapshot", "--no-config", "-o", "none.snapshot"}, inputs...),
		"diff":        {"diff", "--no-config", inputs[0], inputs[1]},
		"same":        {"diff", "--no-config", inputs[0], inputs[2]},
		"config":      append([]string{"config", "show", "--no-config"}, header[2:]...),
		"url":         {"extract", "--url", inputs[0], "-"},
		"bad header":  {"lint", "--no-config", "--header", "Authorization Bearer " + secrets[3], inputs[0]},
	}
	for _, format := range report.ExtractFormats {
		runs["extract "+format.Name] = append([]string{"extract", "-f", format.Name}, inputs...)
	}
	for name, args := range runs {
		_, stdout, stderr := command(args...)
		keepsSecrets(t, name+", standard output", stdout)
		keepsSecrets(t, name+", standard error", stderr)
		if name == "extract json" && !strings.Contains(stdout, "X-Amz-Signature=ofThePage") {
			t.Errorf("the signed URL of the page's image is gone:\n%s", stdout)
		}
	}
	// What they have in common, by hand: a summary and queries of a store.
	for _, args := range [][]string{
		{"summary", "s.db"}, {"query", "s.db", "SELECT * FROM v_pages"}, {"query", "s.db", "SELECT * FROM v_problems"},
		{"query", "h.db", "SELECT settings FROM runs"},
	} {
		code, stdout, stderr := command(args...)
		keepsSecrets(t, strings.Join(args, " "), stdout+stderr)
		if code != exitClean || stdout == "" {
			t.Errorf("%s: exit code %d, %s", strings.Join(args, " "), code, stderr)
		}
	}
	written := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == list {
			return err
		}
		data, err := os.ReadFile(path)
		keepsSecrets(t, path, string(data))
		written[d.Name()] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"s.db", "l.db", "h.db", "s.snapshot"}
	for _, format := range report.Names() {
		if format != report.Parquet { // which is a folder
			names = append(names, "out-"+format)
		}
	}
	for _, name := range names {
		if !written[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

// TestResumeSignedAnew holds that a run goes on where its inputs are the same
// under another signature, as arguments and in a list.
func TestResumeSignedAnew(t *testing.T) {
	s := secretServer(t)
	dir := t.TempDir()
	t.Chdir(dir)
	write := func(signature string) {
		t.Helper()
		if err := os.WriteFile("list.txt", []byte(signed(s, "/other", signature)+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first")
	lint := func(signature string, more ...string) (int, string, string) {
		return command(append([]string{"lint", "--no-config", "--store", "s.db", "--from-list", "list.txt", signed(s, "/page", signature)}, more...)...)
	}
	first, was, stderr := lint("first")
	if first == exitFailed {
		t.Fatal(stderr)
	}
	write("second")
	code, is, stderr := lint("second", "--resume")
	if code != first || stderr != "" || is != was {
		t.Errorf("resumed: exit code %d, was %d; %s%s; was %s", code, first, stderr, is, was)
	}
}
