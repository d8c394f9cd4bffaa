package check

import "testing"

func TestArticle(t *testing.T) {
	for name, want := range map[string]string{"Person": "a Person", "Article": "an Article", "UserReview": "a UserReview", "item": "an item", "": "a "} {
		if got := Article(name); got != want {
			t.Errorf("Article(%q) is %q, want %q", name, got, want)
		}
	}
}

func TestMore(t *testing.T) {
	for n, want := range []string{"", ", and 1 more value", ", and 2 more values"} {
		if got := More(n, "value", "values"); got != want {
			t.Errorf("More(%d) is %q, want %q", n, got, want)
		}
	}
}
