package main

import (
	"bytes"
	"context"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"github.com/metacheck/metacheck/checks"
)

func TestComplete(t *testing.T) {
	app := newApp(strings.NewReader(""), io.Discard, io.Discard)
	for _, tt := range []struct {
		typed string // the words, the last one empty when it ends in a blank
		want  string // all candidates, or those named with "+" among others
		not   string
	}{
		{"", "+lint +explain +completion +man +version", ""},
		{"exp", "explain", ""},
		{"lint --fail", "--fail-on", ""},
		{"lint --fail-on warning --", "+--format +--baseline +--only", "--fail-on"},
		{"lint --only og/* --on", "--only", ""},
		{"lint --fail-on ", "error warning info never", ""},
		{"lint --fail-on=w", "--fail-on=warning", ""},
		{"lint --color ", "auto always never", ""},
		{"lint --format t", "text", ""},
		{"lint -f t", "text", ""},
		{"extract --format n", "nquads", ""},
		{"lint --limit page", "page-bytes=", ""},
		{"lint --only head/title-m", "head/title-missing head/title-multiple", ""},
		{"lint --only=twitter/card-m,head/title-mi", "--only=twitter/card-m,head/title-missing", ""},
		{"lint --skip tw", "+twitter +twitter/card-missing", ""},
		{"lint --severity head/title-missi", "head/title-missing=", ""},
		{"lint --severity head/title-missing=", "head/title-missing=error head/title-missing=warning head/title-missing=info", ""},
		{"lint --option twitter/title-too", "+twitter/title-too-long.max=", ""},
		{"lint --output tex", "text=", ""},
		{"lint --baseline ", "", ""},
		{"lint pub", "", ""},
		{"lint --quiet pub", "", ""},
		{"lint -- --on", "", ""},
		{"lint --nonsense=x", "", ""},
		{"explain head/title-mi", "head/title-missing", ""},
		{"explain head/title-missing head/title-mu", "head/title-multiple", ""},
		{"checks hea", "+head +head/title-missing", ""},
		{"completion ", "bash zsh fish", ""},
	} {
		t.Run(tt.typed, func(t *testing.T) {
			var got []string
			for _, c := range complete(app, strings.Split(tt.typed, " ")) {
				got = append(got, c.word)
			}
			joined := " " + strings.Join(got, " ") + " "
			for _, w := range strings.Fields(tt.want) {
				if name, some := strings.CutPrefix(w, "+"); some && !strings.Contains(joined, " "+name+" ") {
					t.Errorf("%s is not among %s", name, joined)
				}
			}
			if !strings.Contains(tt.want, "+") && strings.TrimSpace(joined) != tt.want {
				t.Errorf("got %s, want %s", joined, tt.want)
			}
			if tt.not != "" && strings.Contains(joined, " "+tt.not+" ") {
				t.Errorf("%s is among %s", tt.not, joined)
			}
		})
	}
	// Every flag that says its values in the help has them completed.
	for _, command := range app.Commands {
		for _, f := range command.Flags {
			if _, isText := f.(*cli.StringFlag); isText && strings.Contains(usageOf(f), " or never") && len(values(f, "")) < 3 {
				t.Errorf("values of --%s of %s: %v", f.Names()[0], command.Name, values(f, ""))
			}
		}
	}
	if len(idsOfChecks(false)) != len(checks.All()) {
		t.Error("not all checks are completed")
	}
}

// TestBashCompletion runs the script in a bash, which takes words apart at
// equals signs.
func TestBashCompletion(t *testing.T) {
	bash := tool(t, "bash")
	var script bytes.Buffer
	if code := run(context.Background(), []string{"metacheck", "completion", "bash"}, strings.NewReader(""), &script, io.Discard); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	// TestMain has put this program into the path, by the name of the command.
	bin := tool(t, "metacheck")
	for _, tt := range []struct{ words, want string }{
		{`"$BIN" expl`, "explain"},
		{`"$BIN" lint --only head/title-miss`, "head/title-missing"},
		{`"$BIN" lint --only = head/title-miss`, "head/title-missing"},
		{`"$BIN" lint --fail-on =`, "error\nwarning\ninfo\nnever"},
		{`"$BIN" lint --severity head/title-missing = w`, "warning"},
		{`"$BIN" lint ""`, ""},
	} {
		cmd := exec.Command(bash, "--norc", "-c", script.String()+`
COMP_WORDS=(`+tt.words+`)
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_metacheck
printf '%s\n' "${COMPREPLY[@]}"`)
		cmd.Env = append(cmd.Environ(), "BIN="+bin)
		out, err := cmd.CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != tt.want {
			t.Errorf("%s: got %q, want %q (%v)", tt.words, out, tt.want, err)
		}
	}
}

func TestMan(t *testing.T) {
	var page, errs bytes.Buffer
	if code := run(context.Background(), []string{"metacheck", "man"}, strings.NewReader(""), &page, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	for _, want := range []string{".TH metacheck 1", "--baseline-strict", ".SH EXIT STATUS", "explain"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	cmd := exec.Command(tool(t, "groff"), "-man", "-ww", "-z", "-Kutf8")
	cmd.Stdin = &page
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}
