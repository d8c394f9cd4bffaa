package main

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestMemoryLimit(t *testing.T) {
	for _, test := range []struct{ live, want int64 }{
		{0, 384 << 20},
		{100 << 20, 384 << 20},
		{144 << 20, 384 << 20},
		{200 << 20, 496 << 20},
		{4 << 30, 8<<30 + 96<<20},
	} {
		if got := memoryLimit(test.live); got != test.want {
			t.Errorf("with %d MB alive the limit is %d MB, want %d", test.live>>20, got>>20, test.want>>20)
		}
	}
}

// TestCollectorFollows holds that the limit rises with what is alive and falls
// again.
func TestCollectorFollows(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	percent, limit := debug.SetGCPercent(-1), debug.SetMemoryLimit(-1)
	debug.SetGCPercent(percent)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	})
	tuneCollector()
	wait := func(what string, ok func(int64) bool) {
		t.Helper()
		for range 200 {
			runtime.GC()
			time.Sleep(5 * time.Millisecond) // finalizers have a goroutine of their own
			if ok(debug.SetMemoryLimit(-1)) {
				return
			}
		}
		t.Errorf("%s the limit is %d MB", what, debug.SetMemoryLimit(-1)>>20)
	}
	alive := make([]byte, 200<<20)
	wait("with 200 MB alive", func(limit int64) bool { return limit >= 496<<20 })
	runtime.KeepAlive(alive)
	wait("with that gone", func(limit int64) bool { return limit == memoryWanted })
}
