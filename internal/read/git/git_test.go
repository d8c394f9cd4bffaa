package git

import (
	"context"
	"strings"
	"testing"
)

// TestGitMissing holds that a machine without git is told of as such.
func TestGitMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Open(context.Background(), "git:main:public")
	if err == nil || !strings.Contains(err.Error(), "there is no git command here") {
		t.Errorf("the error is %v", err)
	}
}
