//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package tempfile

import (
	"os"
	"runtime"
	"time"
)

// leastAge is how old a file must be to be removed: the system has no locks that
// show whether its run lives.
const leastAge = time.Hour

// locked does nothing: Windows removes no file that is open, and other systems
// sweep nothing.
func locked(*os.File) bool { return true }

// sweep removes an old file that no run has open, where that can be known.
func sweep(path string) bool {
	if runtime.GOOS != "windows" {
		return false
	}
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || time.Since(info.ModTime()) < leastAge {
		return false
	}
	return os.Remove(path) == nil
}
