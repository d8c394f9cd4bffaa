package remote

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestErrorsHoldNoCredentials holds that an error tells neither what was asked
// for nor what the server sent to.
func TestErrorsHoldNoCredentials(t *testing.T) {
	const user, pass, sig = "s3cr3tUser", "s3cr3tPass", "s3cr3tSig"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := "://" + user + ":" + pass + "@example.org/?X-Amz-Signature=" + sig + "&token=" + sig
		switch r.URL.Path {
		case "/refused":
			w.Header().Set("Location", "ftp"+to)
			w.WriteHeader(http.StatusFound)
		case "/broken":
			w.Header().Set("Location", "http"+strings.Replace(to, "@", "%zz@", 1))
			w.WriteHeader(http.StatusFound)
		case "/loop":
			http.Redirect(w, r, "/loop?token="+sig, http.StatusFound)
		case "/reset":
			w.Header().Set("Content-Length", "100000")
			fmt.Fprint(w, "begun")
			_ = http.NewResponseController(w).Flush() // the client sees what comes of it
			panic(http.ErrAbortHandler)
		case "/hangup":
			panic(http.ErrAbortHandler)
		}
	}))
	defer s.Close()
	c := New(Options{Wait: time.Millisecond})
	host := strings.TrimPrefix(s.URL, "http://")
	for _, address := range []string{
		host + "/refused", host + "/broken", host + "/loop", host + "/reset", host + "/hangup", "%zz", "a:b:c/", "[::1/", "", "127.0.0.1:1/",
	} {
		address = "http://" + user + ":" + pass + "@" + address + "?X-Amz-Signature=" + sig + "&token=" + sig
		t.Run(address, func(t *testing.T) {
			o, err := c.Open(context.Background(), address)
			if err == nil {
				_, err = io.Copy(io.Discard, o)
				o.Close()
			}
			if err == nil {
				t.Fatal("no error")
			}
			for _, secret := range []string{user, pass, sig} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells %s: %v", secret, err)
				}
			}
		})
	}
	// A password with characters that end the host.
	for _, address := range []string{"http://" + user + ":" + pass + "/x@" + host, "http://" + user + ":" + pass + "%zz@" + host} {
		if _, err := c.Open(context.Background(), address); err == nil || strings.Contains(err.Error(), pass) {
			t.Errorf("%s: error %v", address, err)
		}
	}
}
