//go:build !aix && !solaris && !illumos

package lockfile

import "os"

// openFlag is how a lock is opened.
const openFlag = os.O_RDONLY
