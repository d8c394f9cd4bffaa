package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output of scripts")

func TestMain(m *testing.M) {
	if work, ok := measured[os.Getenv(measureEnv)]; ok {
		work() // does not return
	}
	testscript.Main(m, map[string]func(){"metacheck": main})
}

// TestScripts runs the command as a user does. Beside the standard commands of
// testscript the scripts have:
//
//	gzip FILE OUT, zstd FILE OUT     compress
//	cut FILE N                       keep the first N bytes (from the end when negative)
//	repeat FILE N TEXT               write TEXT N times
//	unquotebytes FILE QUOTED         write the bytes of a Go string literal
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			fixtures, err := os.Getwd()
			if err != nil {
				return err
			}
			env.Setenv("FIXTURES", strings.TrimSuffix(fixtures, "/cmd/metacheck")+"/fixtures")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"gzip": func(ts *testscript.TestScript, _ bool, args []string) {
				var b bytes.Buffer
				w := gzip.NewWriter(&b)
				_, err := w.Write([]byte(ts.ReadFile(args[0])))
				ts.Check(err)
				ts.Check(w.Close())
				ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o644))
			},
			"zstd": func(ts *testscript.TestScript, _ bool, args []string) {
				w, err := zstd.NewWriter(nil)
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[1]), w.EncodeAll([]byte(ts.ReadFile(args[0])), nil), 0o644))
			},
			"cut": func(ts *testscript.TestScript, _ bool, args []string) {
				n, err := strconv.Atoi(args[1])
				ts.Check(err)
				data := ts.ReadFile(args[0])
				if n < 0 {
					n += len(data)
				}
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(data[:n]), 0o644))
			},
			"repeat": func(ts *testscript.TestScript, _ bool, args []string) {
				n, err := strconv.Atoi(args[1])
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte(args[2]), n), 0o644))
			},
			"unquotebytes": func(ts *testscript.TestScript, _ bool, args []string) {
				s, err := strconv.Unquote(`"` + args[1] + `"`)
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(s), 0o644))
			},
		},
	})
}
