package schemaorg

// IsSubtype tells whether the schema.org type sub is typ or a subtype of it.
func IsSubtype(sub, typ string) bool { return sub == typ }
