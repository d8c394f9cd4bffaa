package check

import (
	"fmt"
	"strings"
)

// Article is a name with its indefinite article: "a Person", "an Article", "an
// item". A leading U is that of User.
func Article(name string) string {
	if name != "" && strings.ContainsRune("AEIOaeio", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}

// More says at the end of a message that it holds for n more things: ", and 2
// more values"; nothing for none.
func More(n int, one, many string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", and %d more %s", n, Plural(n, one, many))
}
