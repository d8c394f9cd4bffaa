//go:build aix || solaris || illumos

package lockfile

import "os"

// openFlag is how a lock is opened: there, only files open for writing can be
// locked.
const openFlag = os.O_RDWR
