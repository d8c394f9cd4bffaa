// Package terms holds what the generator of the vocabulary tables and their
// reader in package schemaorg must agree on.
package terms

// Hash is the FNV-1a hash of a name, by which the tables place it.
func Hash(name string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return h
}

// Letters tells which letters a name has, without regard to case: bits 0 to 25
// are a to z, bit 26 is any other byte. One edit changes at most two bits, so
// that names whose bits differ in more than twice the allowed edits need not
// be compared.
func Letters(name string) uint32 {
	var set uint32
	for i := 0; i < len(name); i++ {
		if c := name[i] | 0x20; c >= 'a' && c <= 'z' {
			set |= 1 << (c - 'a')
		} else {
			set |= 1 << 26
		}
	}
	return set
}
