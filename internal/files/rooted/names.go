package rooted

import "strings"

// VersionControl are the names of the folders in which version control systems
// keep what they run and know: hooks, settings, credentials.
var VersionControl = []string{
	".git", ".hg", ".svn", "_svn", ".bzr", ".jj", ".sl", "CVS", "RCS", "SCCS", "_darcs", ".pijul",
	".fossil", ".fslckout", "_FOSSIL_", ".repo", "_MTN", "{arch}", ".bk",
}

// IsVersionControl reports whether a name in a folder is one of
// [VersionControl], or can be taken for one by a file system: in another letter
// case, with characters that HFS+ ignores, with dots, spaces or the name of a
// stream after it on NTFS, or as a short name.
func IsVersionControl(name string) bool {
	name, _, _ = strings.Cut(name, ":")
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x200C && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x206A && r <= 0x206F, r == 0xFEFF:
			return -1
		}
		return r
	}, name)
	name = strings.TrimRight(name, ". ")
	long, number, short := strings.Cut(name, "~")
	for _, vcs := range VersionControl {
		if strings.EqualFold(name, vcs) {
			return true
		}
		// .git is GIT~1 on a disk that has short names.
		base := strings.TrimPrefix(vcs, ".")
		if short && base != vcs && strings.EqualFold(long, base[:min(len(base), 6)]) && number != "" && strings.Trim(number, "0123456789") == "" {
			return true
		}
	}
	return false
}

// IsHidden reports whether a name in a folder is one of [VersionControl] that
// hides nothing but the system's own files. CVS, RCS and SCCS are words as well:
// a folder of pages can have the name.
func IsHidden(name string) bool {
	for _, word := range []string{"CVS", "RCS", "SCCS"} {
		if strings.EqualFold(name, word) {
			return false
		}
	}
	return IsVersionControl(name)
}
