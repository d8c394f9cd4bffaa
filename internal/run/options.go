package run

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/metacheck/metacheck/checks"
	"github.com/metacheck/metacheck/checks/check"
	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/read/remote"
	"github.com/metacheck/metacheck/internal/redact"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/setting"
	"github.com/metacheck/metacheck/internal/site/siteurl"
)

// Resolve finds the configuration of a run over the inputs, and gives the
// settings that hold: those of flags, by the name of the setting, before those
// of the configuration.
func Resolve(command setting.Command, w *World, given map[string][]string, inputs []string, events *Events) (*setting.Values, *Project, error) {
	flags, err := setting.Resolve(command, given, nil)
	if err != nil {
		return nil, nil, err
	}
	if flags.Bool("no-config") && flags.Set("config") {
		return nil, nil, errors.New("--config and --no-config exclude each other")
	}
	p, err := OpenProject(w, Search{
		File: flags.Text("config"), Named: flags.Set("config"), None: flags.Bool("no-config"), Untrusted: flags.Bool("untrusted-config"), Inputs: inputs,
	}, events)
	if err != nil {
		return nil, nil, err
	}
	v, err := setting.Resolve(command, given, p.configured(given))
	return v, p, err
}

// OptionsOf are the options that the settings of a command make.
func OptionsOf(command setting.Command, w World, v *setting.Values, p *Project, inputs []string) (*Options, error) {
	o := &Options{World: w, Inputs: inputs, Project: p, Partial: v.Partial(), Fragment: v.Bool("fragment")}
	steps := []func(*setting.Values) error{o.readSettings, o.readSite, o.readReading}
	switch command {
	case setting.Lint:
		steps = append(steps, o.readStore, o.readReports)
		o.Baseline = Baseline{
			Path: v.Text("baseline"), Within: p.within(v.Origin("baseline")),
			Update: v.Bool("update-baseline"), Strict: v.Bool("baseline-strict"),
		}
	case setting.Diff:
		steps = append(steps, o.readReports, o.readDiff)
	case setting.Extract:
		steps = append(steps, o.readExtract)
	case setting.Snapshot:
		if o.Snapshot = v.Text("output"); o.Snapshot == "" {
			return nil, errors.New("metacheck snapshot needs -o FILE, where the snapshot is to be written")
		}
	default:
		panic("no run has these options")
	}
	for _, step := range append(steps, o.readWorkers) {
		if err := step(v); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (o *Options) readWorkers(v *setting.Values) error {
	n := v.Number("workers")
	if n < 0 {
		return fmt.Errorf("--workers takes a positive number, not %d", n)
	}
	o.Workers = int(n)
	if n == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return nil
}

// SettingsOf are the settings of a linter, and the bounds beside them.
func SettingsOf(w *World, v *setting.Values, p *Project) (checks.Settings, setting.Bounds, error) {
	s := checks.Settings{Positions: true}
	if v.Has("profile") {
		if err := readChecks(w, v, &s); err != nil {
			return s, setting.Bounds{}, err
		}
	}
	p.reading(&s)
	if v.Has("checks") {
		p.settings(&s)
	}
	bounds, err := setting.ParseLimits(v.List("limit"))
	s.Limits, s.MaxFindings = bounds.Extract, bounds.Findings
	return s, bounds, err
}

func (o *Options) readSettings(v *setting.Values) error {
	s, bounds, err := SettingsOf(&o.World, v, o.Project)
	if err != nil {
		return err
	}
	o.Settings = s
	o.Read.MaxPageBytes, o.Read.MaxRecordBytes, o.Read.MaxSpoolBytes = bounds.PageBytes, bounds.RecordBytes, bounds.SpoolBytes
	o.Read.Select.MaxPages = bounds.Pages
	return nil
}

// readChecks reads what flags say of checks.
func readChecks(w *World, v *setting.Values, s *checks.Settings) error {
	s.Profile, s.Only, s.Skip = v.Text("profile"), v.List("only"), v.List("skip")
	s.NoInlineSuppressions, s.Preview = v.Bool("no-inline-suppressions"), v.Bool("preview")
	for _, pair := range v.List("severity") {
		id, levels, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("--severity takes ID=LEVEL, not %q", pair)
		}
		level, lower, both := strings.Cut(levels, "/")
		set := checks.SeverityOf{Pattern: id}
		var err error
		if set.Severity, err = check.ParseSeverity(level); err == nil && both {
			set.Lower, err = check.ParseSeverity(lower)
		}
		if err != nil {
			return fmt.Errorf("--severity %s: %w", pair, err)
		}
		s.Severities = append(s.Severities, set)
	}
	for _, set := range v.List("option") {
		name, value, ok := strings.Cut(set, "=")
		dot := strings.LastIndexByte(name, '.')
		if !ok || dot < 0 {
			return fmt.Errorf("--option takes ID.OPTION=VALUE, not %q", set)
		}
		s.Options = append(s.Options, checks.OptionOf{Check: name[:dot], Option: name[dot+1:], Value: value})
	}
	// The one place where the clock is read for the checks.
	s.AsOf = w.Now()
	if text := v.Text("as-of"); text != "" {
		t, err := ParseAsOf(text)
		if err != nil {
			return err
		}
		s.AsOf = t
	}
	return nil
}

// ParseAsOf reads a date, which means its end in UTC, or a date-time.
func ParseAsOf(v string) (time.Time, error) {
	if d, err := time.Parse(time.DateOnly, v); err == nil {
		return d.Add(24*time.Hour - time.Second), nil
	}
	if t, err := time.Parse(time.RFC3339, v); err == nil {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("--as-of takes a date such as 2017-03-24 or 2017-03-24T20:28:48Z, not %q", v)
}

// readSite reads how the folder of a build is served. A root that only a
// configuration names is no reason to refuse what the user names.
func (o *Options) readSite(v *setting.Values) error {
	slash, err := siteurl.ParseSlash(v.Text("trailing-slash"))
	if err != nil {
		return fmt.Errorf("--trailing-slash: %w", err)
	}
	o.Site.URLs = siteurl.Options{Index: v.List("index-file"), CleanURLs: v.Bool("clean-urls"), Slash: slash}
	if !v.Has("root") {
		return nil
	}
	o.Site.Root = v.Text("root")
	o.Site.Lenient = o.Project != nil && o.Project.Name != "" && !v.ByFlag("root")
	if v.Has("site") {
		o.Site.Check = v.Bool("site")
		o.Site.NoCheck = v.Set("site") && !o.Site.Check
		o.Site.Sitemaps = v.List("sitemap")
	}
	if o.Site.Root == "" && !o.Site.Lenient {
		for _, name := range []string{"index-file", "clean-urls", "trailing-slash"} {
			if v.Set(name) {
				return fmt.Errorf("--%s needs --root, the folder whose files get URLs", name)
			}
		}
	}
	return nil
}

// readReading reads how inputs are read.
func (o *Options) readReading(v *setting.Values) error {
	r := &o.Read
	if v.Has("from-list") {
		o.Lists = v.List("from-list")
		r.URL = redact.URL(v.Text("url"))
		most := v.Number("max-pages")
		if v.Set("max-pages") && most <= 0 {
			return fmt.Errorf("--max-pages takes a positive number, not %d", most)
		}
		r.Select.MaxPages = max(most, r.Select.MaxPages)
	}
	// Pages are called by it, without credentials.
	r.BaseURL = redact.URL(v.Text("base-url"))
	r.NoIgnore = v.Bool("no-ignore")
	for _, name := range []string{"fetch-timeout", "fetch-deadline"} {
		if v.Duration(name) <= 0 {
			return fmt.Errorf("--%s takes a duration above zero, such as 30s or 10m, not %s", name, v.Duration(name))
		}
	}
	r.Client = remote.New(remote.Options{
		Getenv: o.getenv, UserAgent: "metacheck/" + checks.Version, Timeout: v.Duration("fetch-timeout"), Deadline: v.Duration("fetch-deadline"),
	})
	var err error
	if r.Header, err = parseHeader(v.List("header")); err != nil {
		return err
	}
	if lists := v.List("record-field"); len(lists) > 0 {
		if r.Fields, err = ingest.ParseFields(lists...); err != nil {
			return fmt.Errorf("--record-field: %w", err)
		}
	}
	if text := v.Text("status"); text != "" {
		if r.Select.Status, err = ingest.ParseStatuses(text); err != nil {
			return fmt.Errorf("--status: %w", err)
		}
	}
	if r.Select.Include, err = parsePatterns("include-url", v); err != nil {
		return err
	}
	if r.Select.Exclude, err = parsePatterns("exclude-url", v); err != nil {
		return err
	}
	if text := v.Text("sample"); text != "" {
		if r.Select.Sample, err = ingest.ParseSample(text); err != nil {
			return fmt.Errorf("--sample: %w", err)
		}
	}
	if text := v.Text("shard"); text != "" {
		if r.Select.Shard, r.Select.Shards, err = ingest.ParseShard(text); err != nil {
			return fmt.Errorf("--shard: %w", err)
		}
	}
	return nil
}

func (w *World) getenv(name string) string {
	if w.Getenv == nil {
		return ""
	}
	return w.Getenv(name)
}

func parsePatterns(name string, v *setting.Values) ([]*ingest.URLPattern, error) {
	var list []*ingest.URLPattern
	for _, text := range v.List(name) {
		p, err := ingest.ParseURLPattern(text)
		if err != nil {
			return nil, fmt.Errorf("--%s: %w", name, err)
		}
		list = append(list, p)
	}
	return list, nil
}

func parseHeader(fields []string) (http.Header, error) {
	if len(fields) == 0 {
		return nil, nil
	}
	h := http.Header{}
	for _, f := range fields {
		name, value, ok := strings.Cut(f, ":")
		name = strings.TrimSpace(name)
		if !ok || name == "" || strings.ContainsAny(name, " \t") {
			return nil, fmt.Errorf("--header takes \"NAME: VALUE\", not %q", redact.Header(f))
		}
		h.Add(name, strings.TrimSpace(value))
	}
	return h, nil
}

// readStore reads where results are kept.
func (o *Options) readStore(v *setting.Values) error {
	switch resume := v.Text("resume"); resume {
	case "", "false":
	case "true", "force":
		o.Store.Resume, o.Store.Force = true, resume == "force"
	default:
		return fmt.Errorf("--resume stands alone or is --resume=force, not %q", resume)
	}
	o.MaxErrors = v.Number("max-errors")
	if v.Set("max-errors") && o.MaxErrors <= 0 {
		return fmt.Errorf("--max-errors takes a positive number, not %d", o.MaxErrors)
	}
	o.Store.Path, o.Store.Today = v.Text("store"), v.Text("as-of") != ""
	if o.Store.Path == "" && !o.Store.Resume && v.Set("store") {
		return errors.New("--store takes the path of a file, such as results.db")
	}
	o.Store.Decides = decides(v)
	return nil
}

// decides are the settings that decide what a run finds and are given, without
// credentials.
func decides(v *setting.Values) map[string]string {
	settings := map[string]string{}
	for _, s := range v.All() {
		if !s.Row.Decides || s.Origin.Default() {
			continue
		}
		list := slices.Clone(s.Values)
		switch s.Row.Name {
		case "limit":
			// A run that is resumed may want more pages than before.
			list = slices.DeleteFunc(list, func(text string) bool { return setting.PageLimit(text) > 0 })
		case "header":
			for i, field := range list {
				list[i] = redact.Header(field)
			}
		}
		if len(list) > 0 {
			settings[s.Row.FlagName()] = strings.Join(withoutCredentials(list), " ")
		}
	}
	return settings
}

// readReports reads what is written of findings. What "format" says by default
// is not wanted beside a store.
func (o *Options) readReports(v *setting.Values) error {
	r := &o.Reports
	r.Quiet, r.ShowSuppressed, r.ShowUnchanged = v.Bool("quiet"), v.Bool("show-suppressed"), v.Bool("show-unchanged")
	r.Within = o.Project.within(v.Origin("output"))
	standard := false
	for _, text := range v.List("output") {
		format, path, ok := strings.Cut(text, "=")
		if !ok || format == "" || path == "" {
			return fmt.Errorf("--output takes FORMAT=PATH, such as sarif=results.sarif, not %q", text)
		}
		standard = standard || path == report.StandardOutput
		r.Outputs = append(r.Outputs, report.Output{Format: format, Path: path})
	}
	switch {
	case v.Set("format"), !standard && o.Store.Path == "":
		r.Outputs = append([]report.Output{{Format: v.Text("format"), Path: report.StandardOutput}}, r.Outputs...)
	case !standard:
		o.Store.Announce = !r.Quiet
	}
	var err error
	o.FailOn, err = parseFailOn(v.Text("fail-on"))
	return err
}

// parseFailOn is the severity from which findings fail a run; 0 for never.
func parseFailOn(v string) (check.Severity, error) {
	if v == "never" {
		return 0, nil
	}
	s, err := check.ParseSeverity(v)
	if err != nil {
		return 0, fmt.Errorf("--fail-on takes error, warning, info or never, not %q", v)
	}
	return s, nil
}

// readDiff reads how two builds are compared.
func (o *Options) readDiff(v *setting.Values) error {
	d := &o.Diff
	d.OldBaseURL = redact.URL(v.Text("old-base-url"))
	if d.Fold = int(v.Number("fold")); d.Fold < 0 {
		return fmt.Errorf("--fold takes a number of pages, or 0, not %d", d.Fold)
	}
	for _, text := range v.List("map-url") {
		// An address without query has no "=".
		old, new, ok := strings.Cut(text, "=")
		m, fine := check.NewMappedAddress(old, new)
		if !ok || !fine {
			return fmt.Errorf("--map-url takes OLD=NEW, two URLs such as https://staging.example.org=https://www.example.org, not %q", text)
		}
		d.Addresses = append(d.Addresses, m)
	}
	return nil
}

// readExtract reads what is written of pages.
func (o *Options) readExtract(v *setting.Values) (err error) {
	if o.Extract.Format, err = report.ExtractFormatNamed(v.Text("format")); err != nil {
		return err
	}
	o.Extract.Syntaxes, err = report.ParseSyntaxes(v.List("syntax"), o.Extract.Format)
	return err
}
