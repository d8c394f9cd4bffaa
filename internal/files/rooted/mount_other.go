//go:build !unix

package rooted

import (
	"io/fs"
	"os"
)

// A mount tells nothing here: Windows mounts at junctions, which are no folders
// to package os, and are refused as such.
type mount struct{}

func (mount) same(mount) bool { return true }

func mountOf(*os.Root) (mount, error) { return mount{}, nil }

func mountOfInfo(fs.FileInfo) (mount, bool) { return mount{}, false }
