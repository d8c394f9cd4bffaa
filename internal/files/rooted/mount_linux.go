package rooted

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// A mount tells file systems apart, and on Linux also two mounts of one.
type mount struct {
	device uint64
	id     uint64 // 0 where the kernel does not tell, before 5.8
}

// same reports whether both are one mount, as far as both are known.
func (m mount) same(o mount) bool {
	return m.device == o.device && (m.id == o.id || m.id == 0 || o.id == 0)
}

func mountOf(folder *os.Root) (mount, error) {
	f, err := folder.Open(".")
	if err != nil {
		return mount{}, err
	}
	defer f.Close()
	return mountOfFile(f)
}

func mountOfFile(f *os.File) (mount, error) {
	info, err := f.Stat()
	if err != nil {
		return mount{}, err
	}
	m, _ := mountOfInfo(info)
	conn, err := f.SyscallConn()
	if err != nil {
		return m, err
	}
	cerr := conn.Control(func(fd uintptr) {
		var stat unix.Statx_t
		if err = unix.Statx(int(fd), "", unix.AT_EMPTY_PATH, unix.STATX_MNT_ID, &stat); err == nil && stat.Mask&unix.STATX_MNT_ID != 0 {
			m.id = stat.Mnt_id
		}
	})
	// A sandbox may not let the call through; the device is known then.
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EPERM) || errors.Is(err, unix.EINVAL) {
		err = nil
	}
	if err == nil {
		err = cerr
	}
	return m, err
}

// mountOfInfo is what is known of a file that is not open.
func mountOfInfo(info fs.FileInfo) (mount, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return mount{}, false
	}
	return mount{device: uint64(stat.Dev)}, true
}
