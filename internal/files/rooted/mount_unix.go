//go:build unix && !linux

package rooted

import (
	"io/fs"
	"os"
	"syscall"
)

// A mount tells file systems apart.
type mount struct{ device uint64 }

func (m mount) same(o mount) bool { return m == o }

func mountOf(folder *os.Root) (mount, error) {
	info, err := folder.Stat(".")
	if err != nil {
		return mount{}, err
	}
	m, _ := mountOfInfo(info)
	return m, nil
}

func mountOfInfo(info fs.FileInfo) (mount, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return mount{}, false
	}
	return mount{uint64(stat.Dev)}, true
}
