package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/internal/read/ingest"
)

const (
	// barAfter is when a bar is first shown: most runs are over by then.
	barAfter  = time.Second
	barEvery  = 200 * time.Millisecond
	jsonEvery = time.Second
	// rateOver is the time that rates are taken over.
	rateOver = 20 * time.Second
)

// A progress shows how far a run is. The nil progress shows nothing.
type progress struct {
	read     *ingest.Progress
	findings atomic.Int64
	started  time.Time
	stop     chan struct{}
	stopped  sync.WaitGroup
	end      func() // nil before begin
	json     bool   // lines instead of a bar

	mu      sync.Mutex
	w       io.Writer
	bar     *progressbar.ProgressBar // nil before barAfter, and for JSON
	samples []reading                // the oldest first
}

// A reading is how far the run was at a time.
type reading struct {
	at                  time.Time
	pages, bytes, input int64
}

// newProgress makes the display that the setting asks for; nil for none. quiet
// reports that nothing is written to a terminal on standard output, which a bar
// would get mixed up with.
func newProgress(how string, stdout, stderr io.Writer, quiet bool) (*progress, error) {
	p := &progress{read: new(ingest.Progress), stop: make(chan struct{}), w: stderr}
	switch how {
	case "never":
		return nil, nil
	case "auto":
		if !isTerminal(stderr) || os.Getenv("TERM") == "dumb" || !quiet && isTerminal(stdout) {
			return nil, nil
		}
	case "bar":
	case "json":
		p.json = true
	default:
		return nil, fmt.Errorf("--progress takes auto, bar, json or never, not %q", how)
	}
	return p, nil
}

// begin begins to show the run.
func (p *progress) begin() {
	p.started = now()
	if p.json {
		p.run(jsonEvery, func() { p.line(false) }, func() { p.line(true) })
	} else {
		p.run(barEvery, p.draw, p.clear)
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// run shows it again and again, and once more at the end.
func (p *progress) run(every time.Duration, show, end func()) {
	p.end = end
	p.stopped.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.mu.Lock()
				show()
				p.mu.Unlock()
			case <-p.stop:
				return
			}
		}
	})
}

// done ends the display. It may be called again.
func (p *progress) done() {
	if p == nil || p.end == nil {
		return
	}
	close(p.stop)
	p.stopped.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end()
	p.end = nil
}

// page counts findings.
func (p *progress) page(r *checks.Result) { p.findings.Add(int64(len(r.Findings))) }

// stderr is where messages go: the bar makes room for them.
func (p *progress) stderr(w io.Writer) io.Writer {
	if p == nil {
		return w
	}
	return messages{p}
}

type messages struct{ *progress }

// Write writes whole lines in front of the bar.
func (m messages) Write(b []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clear()
	return m.w.Write(b)
}

// A state is what is shown.
type state struct {
	// Elapsed and ETA are in seconds; ETA is null while unknown.
	Elapsed        float64  `json:"elapsed"`
	Pages          int64    `json:"pages"`
	Findings       int64    `json:"findings"`
	Errors         int64    `json:"errors"`
	PageBytes      int64    `json:"pageBytes"`
	ReadBytes      int64    `json:"readBytes"`
	TotalBytes     *int64   `json:"totalBytes"`
	PagesPerSecond float64  `json:"pagesPerSecond"`
	BytesPerSecond float64  `json:"pageBytesPerSecond"`
	ETA            *float64 `json:"eta"`
	Done           bool     `json:"done"`
}

func (p *progress) state() state {
	now := time.Now()
	s := state{
		Elapsed: now.Sub(p.started).Round(time.Millisecond).Seconds(),
		Pages:   p.read.Pages.Load(), Errors: p.read.Errors.Load(), Findings: p.findings.Load(),
		PageBytes: p.read.PageBytes.Load(), ReadBytes: p.read.ReadBytes.Load(),
	}
	last := reading{now, s.Pages, s.PageBytes, s.ReadBytes}
	if len(p.samples) == 0 {
		p.samples = append(p.samples, reading{at: p.started})
	}
	for len(p.samples) > 1 && now.Sub(p.samples[1].at) > rateOver {
		p.samples = p.samples[1:]
	}
	first := p.samples[0]
	p.samples = append(p.samples, last)
	if s.Pages > 0 && first.pages == 0 && first.input == 0 && len(p.samples) == 2 {
		// What a resumed run passes over is no measure.
		first.input = s.ReadBytes
	}
	seconds := now.Sub(first.at).Seconds()
	if seconds <= 0 {
		return s
	}
	s.PagesPerSecond = round1(float64(s.Pages-first.pages) / seconds)
	s.BytesPerSecond = round1(float64(s.PageBytes-first.bytes) / seconds)
	if p.read.TotalKnown.Load() {
		total := max(p.read.TotalBytes.Load(), s.ReadBytes)
		s.TotalBytes = &total
		if rate := float64(s.ReadBytes-first.input) / seconds; rate > 0 {
			eta := round1(float64(total-s.ReadBytes) / rate)
			s.ETA = &eta
		}
	}
	return s
}

func round1(f float64) float64 { return float64(int64(f*10+0.5)) / 10 }

// line writes the state as a line of JSON.
func (p *progress) line(done bool) {
	s := p.state()
	s.Done = done
	data, err := json.Marshal(s)
	if err != nil {
		// Numbers can always be written.
		panic(err)
	}
	// Nobody is to be told when standard error is closed.
	_, _ = p.w.Write(append(data, '\n'))
}

// draw shows the bar.
func (p *progress) draw() {
	if time.Since(p.started) < barAfter {
		return
	}
	s := p.state()
	total := int64(-1)
	if s.TotalBytes != nil {
		total = max(*s.TotalBytes, 1)
	}
	if p.bar == nil || p.bar.GetMax64() != total {
		p.clear()
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(p.w), progressbar.OptionSetWidth(20),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
			progressbar.OptionClearOnFinish(), progressbar.OptionShowDescriptionAtLineEnd(),
			progressbar.OptionSetRenderBlankState(false))
	}
	p.bar.Describe(s.words())
	if total > 0 {
		// The bar clears itself at its end, which is not the end of the run.
		_ = p.bar.Set64(min(s.ReadBytes, total-1))
	} else {
		_ = p.bar.Add64(1)
	}
}

// words are the state in one line.
func (s *state) words() string {
	text := fmt.Sprintf("%d pages, %.0f/s, %.1f MB/s, %d findings", s.Pages, s.PagesPerSecond, s.BytesPerSecond/1e6, s.Findings)
	if s.Errors > 0 {
		text += fmt.Sprintf(", %d errors", s.Errors)
	}
	if s.ETA != nil {
		text += ", " + (time.Duration(*s.ETA) * time.Second).String() + " left"
	}
	return text
}

// clear takes the bar off the line.
func (p *progress) clear() {
	if p.bar != nil {
		// A bar that cannot be cleared stands there, and that is all.
		_ = p.bar.Clear()
	}
}
