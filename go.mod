module github.com/metacheck/metacheck

go 1.26.8

require (
	golang.org/x/net v0.62.0
	golang.org/x/text v0.43.0
)

require (
	github.com/agnivade/levenshtein v1.2.2 // indirect
	github.com/google/go-cmp v0.7.0 // indirect
	github.com/piprate/json-gold v0.9.1 // indirect
	golang.org/x/tools v0.52.0 // indirect
)
