package setting

import (
	"fmt"
	"strings"

	"github.com/metacheck/metacheck/internal/read/ingest"
	"github.com/metacheck/metacheck/internal/read/remote"
	"github.com/metacheck/metacheck/internal/report"
	"github.com/metacheck/metacheck/internal/store"
)

// Why a found configuration may set most keys: words that several share.
const (
	onlyJudges = "it only weighs findings"
	onlyReads  = "it only says how what the user names is read"
	onlyShows  = "it only says what is shown"
)

// Commands that have much in common.
const (
	judges = Lint | Diff
	reads  = Lint | Extract | Snapshot | Diff
)

// Formats of commands that have few.
var (
	QueryFormats   = []string{"text", "json", "csv", "markdown"}
	SummaryFormats = []string{"text", "json", "markdown"}
	CheckFormats   = []string{"text", "json", "markdown"}
)

// Rows are all settings. Keys of a configuration are documented in their order,
// and flags are.
var Rows = []Row{
	// What is judged, and how.
	{Name: "profile", Key: "profile", Kind: Text, Commands: judges, Decides: true, Found: onlyJudges, Example: "news",
		Doc:    "use the profile `NAME`: default, strict, news, shop or archive (metacheck checks --profile lists them)",
		KeyDoc: "The profile that the other settings build on."},
	{Name: "profile", Kind: Switch, Commands: Checks,
		Doc: "list the profiles, or show what the one named by the first argument changes"},
	{Name: "feature", Kind: Switch, Commands: Checks,
		Doc: "list Google's search features, or show what those named by the arguments require"},
	{Name: "only", Kind: Text, Many: true, Commas: true, Commands: judges, Decides: true,
		Doc: "run only these checks: `IDS` or globs, separated by commas"},
	{Name: "skip", Kind: Text, Many: true, Commas: true, Commands: judges, Decides: true,
		Doc: "do not run these checks: `IDS` or globs, separated by commas"},
	{Name: "severity", Kind: Text, Many: true, Commands: judges, Decides: true,
		Doc: "`ID=LEVEL` gives checks another severity, ID=LEVEL/LOWER also one for their milder findings (repeatable)"},
	{Name: "option", Kind: Text, Many: true, Commands: judges, Decides: true,
		Doc: "`ID.OPTION=VALUE` sets an option of a check (repeatable)"},
	{Name: "preview", Kind: Switch, Commands: judges, Decides: true,
		Doc: "give preview checks their own severity; without it their findings are info and fail no run"},
	{Name: "as-of", Kind: Text, Commands: Lint, // the store keeps the day itself
		Doc: "use `DATE` as today, such as 2006-01-02, or RFC 3339"},
	{Name: "as-of", Kind: Text, Commands: Diff,
		Doc: "use `DATE` as today for suppressions, such as 2006-01-02, or RFC 3339"},
	{Name: "as-of", Kind: Text, Commands: Checks,
		Doc: "with --feature, use `DATE` as today, such as 2006-01-02, or RFC 3339"},
	{Name: "checks", Key: "checks", Kind: CheckMap, KeyCommands: judges, Found: onlyJudges, Example: "\n  og/image-alt-missing: off\n  head: warning\n  twitter/title-too-long: {severity: info, max: 60}",
		KeyDoc: "What checks do, by id, family or glob: off, on, a severity (info, warning, error), or a map of severity and options. " +
			"Narrower names beat wider ones, whatever the order: an id, a glob, a family, *."},
	{Name: "overrides", Key: "overrides", Kind: Override, KeyCommands: reads, Found: onlyJudges, Example: "\n  - files: archive/**\n    checks: {head: off}",
		KeyDoc: "Settings for some of the pages: files are globs, checks as above; fragment says that the pages are parts of pages. Later entries override earlier ones."},
	{Name: "ignore", Key: "ignore", Kind: Globs, KeyCommands: reads, Found: "it only takes pages away from those that the user names", Example: "\n  - drafts\n  - \"*.amp.html\"",
		KeyDoc: "Globs of pages that are never checked, even when they are named on the command line."},
	{Name: "suppress", Key: "suppress", Kind: Suppress, KeyCommands: judges, Found: onlyJudges, Example: "\n  - check: og/image-missing\n    path: legal/**\n    reason: legal pages are not shared\n    until: 2027-01-31",
		KeyDoc: "Findings that do not count: by check, path, and optionally property or value; with the reason, and optionally the last day."},
	{Name: "no-inline-suppressions", Key: "inline-suppressions", Kind: Switch, Inverted: true, Commands: judges, Decides: true, Found: onlyJudges, Example: "true",
		Doc:    "ignore the comments in pages that suppress findings; use it for pages that others wrote",
		KeyDoc: "Whether comments in pages can suppress findings."},
	{Name: "fail-on", Key: "fail-on", Kind: Text, Default: "error", Choices: []string{"error", "warning", "info", "never"}, Commands: judges, Found: onlyJudges, Example: "warning",
		Doc:    "exit with 1 if there are findings of `SEVERITY` or worse: error, warning, info or never",
		KeyDoc: "The lowest severity that makes the exit code 1."},

	// What is known already.
	{Name: "baseline", Key: "baseline", Kind: Path, Commands: Lint, Decides: true, Found: "it is written on --update-baseline alone, and has to lie in the repository", Files: Writes, Example: "metacheck-baseline.txt",
		Doc:    "findings in the baseline `FILE` do not count",
		KeyDoc: "The baseline file: findings in it do not count."},
	{Name: "update-baseline", Kind: Switch, Commands: Lint, Decides: true,
		Doc: "write the findings of this run to the baseline, remove fixed ones, and exit with 0"},
	{Name: "baseline-strict", Key: "baseline-strict", Kind: Switch, Commands: Lint, Found: onlyJudges, Example: "true",
		Doc:    "also exit with 1 if the baseline has findings that are fixed",
		KeyDoc: "Whether fixed findings must be removed from the baseline."},

	// Where pages are.
	{Name: "url", Kind: Address, Commands: Lint | Extract | Snapshot, Decides: true,
		Doc: "the `URL` of the page, if there is only one"},
	{Name: "base-url", Key: "base-url", Kind: Address, Commands: Lint | Snapshot, KeyCommands: reads, Decides: true, Found: "the URL is compared and never fetched", Example: "https://www.example.org/",
		Doc:    "resolve relative URLs against `URL`; it does not set the URL of the page",
		KeyDoc: "The URL that relative URLs are resolved against; with root, the URL at which the root is served."},
	{Name: "base-url", Flag: "base", Aliases: []string{"base-url"}, Kind: Address, Commands: Extract,
		Doc: "resolve relative URLs against `URL`; it does not set the URL of the page"},
	{Name: "base-url", Kind: Address, Commands: Diff,
		Doc: "the `URL` at which the builds are served: gives files their URLs"},
	{Name: "old-base-url", Kind: Address, Commands: Diff,
		Doc: "the `URL` at which the old build is served, if it differs from --base-url"},
	{Name: "map-url", Kind: Text, Many: true, Commands: Diff,
		Doc: "`OLD=NEW`: URLs that begin with OLD in the old build begin with NEW in the new one (repeatable)"},
	{Name: "root", Key: "root", Kind: Path, Commands: Lint, KeyCommands: Lint | Extract | Snapshot, Decides: true, Found: "it is read, and has to lie in the repository", Files: Reads, Example: "public",
		Doc:    "the `FOLDER` that is served at --base-url: its files get their URLs, and the site is checked as a whole",
		KeyDoc: "The folder that is served at base-url, so that each page has its own URL."},
	{Name: "root", Kind: Path, Commands: Extract | Snapshot, Files: Reads,
		Doc: "the `FOLDER` that is served at --base-url: its files get their URLs"},
	{Name: "index-file", Kind: Text, Many: true, Commas: true, Commands: reads, Decides: true,
		Doc: "`NAME` of index files, which are served for their folder (repeatable; default: index.html, index.htm)"},
	{Name: "clean-urls", Key: "clean-urls", Kind: Switch, Commands: reads, Decides: true, Found: onlyReads, Example: "true",
		Doc:    "the server serves about.html as /about",
		KeyDoc: "Whether the server serves about.html of the root as /about."},
	{Name: "trailing-slash", Key: "trailing-slash", Kind: Text, Default: "auto", Choices: []string{"always", "never", "auto"}, Commands: reads, Decides: true, Found: onlyReads, Example: "auto",
		Doc:    "`WHEN` URLs of pages end in a slash: always, never or auto, which follows the canonical links of the pages",
		KeyDoc: "When URLs of the root's pages end in a slash; auto follows the canonical links of the pages."},
	{Name: "site", Key: "site", Kind: Switch, Commands: Lint, Decides: true, Found: onlyJudges, Example: "true",
		Doc:    "check the pages as one site; on by default with --root (--site=false turns it off)",
		KeyDoc: "Whether the pages are checked as one site; with root they are."},
	{Name: "sitemap", Kind: Path, Many: true, Commands: Lint, Decides: true, Files: Reads,
		Doc: "compare the sitemap in `FILE` with the pages, in addition to those of the root (repeatable)"},
	{Name: "fold", Kind: Number, Default: "4", Commands: Diff,
		Doc: "report a change on `N` pages or more as one finding; 0 reports each"},

	// What is shown.
	{Name: "format", Aliases: []string{"f"}, Key: "format", Kind: Text, Default: "text", Commands: judges, Found: onlyShows, Example: "text",
		Doc:    "write `FORMAT` to standard output: " + strings.Join(report.Names(), ", "),
		KeyDoc: "The format of what is written to standard output."},
	{Name: "format", Aliases: []string{"f"}, Kind: Text, Default: "text", Commands: Extract,
		Doc: "output `FORMAT`: " + strings.Join(extractFormats(), ", ")},
	{Name: "format", Aliases: []string{"f"}, Kind: Text, Default: "text", Commands: Query,
		Doc: "write `FORMAT`: " + strings.Join(QueryFormats, ", ")},
	{Name: "format", Aliases: []string{"f"}, Kind: Text, Default: "text", Commands: Summary,
		Doc: "write `FORMAT`: " + strings.Join(SummaryFormats, ", ")},
	{Name: "format", Aliases: []string{"f"}, Kind: Text, Default: "text", Commands: Checks,
		Doc: "output `FORMAT`: text, json or markdown"},
	{Name: "syntax", Kind: Text, Many: true, Commas: true, Commands: Extract,
		Doc: "extract only these `SYNTAXES`, separated by commas: " + strings.Join(report.SyntaxNames(), ", ")},
	// Reports of one kind of run must not replace those of another.
	{Name: "output", Aliases: []string{"o"}, Key: "outputs", Kind: Outputs, Many: true, Commands: judges, KeyCommands: Lint, Found: "they have to lie in the repository, and become no programs", Files: Writes, Example: "\n  - {format: sarif, path: metacheck.sarif}",
		Doc:    "also write `FORMAT=PATH` (the path - is standard output) or parquet=FOLDER (repeatable)",
		KeyDoc: "Further reports, each with its format and path."},
	{Name: "output", Aliases: []string{"o"}, Kind: Path, Commands: Snapshot, Files: Writes,
		Doc: "write the snapshot to `FILE`, - for standard output"},
	{Name: "show-suppressed", Key: "show-suppressed", Kind: Switch, Commands: judges, Found: onlyShows, Example: "false",
		Doc:    "also show suppressed findings, with the reasons",
		KeyDoc: "Whether suppressed findings are shown, with their reasons."},
	{Name: "show-unchanged", Kind: Switch, Commands: judges,
		Doc: "also show findings that are in the baseline"},
	{Name: "quiet", Aliases: []string{"q"}, Kind: Switch, Commands: judges,
		Doc: "print one line per finding: no excerpts, related places or summary"},
	{Name: "color", Kind: Text, Default: "auto", Choices: []string{"auto", "always", "never"}, Commands: judges | Extract,
		Doc: "`WHEN` to use colors: auto, always or never"},
	{Name: "progress", Kind: Text, Default: "auto", Choices: []string{"auto", "bar", "json", "never"}, Commands: Lint,
		Doc: "`HOW` to show progress on standard error: auto, bar, json or never; auto is a bar on a terminal, json one line per second"},
	{Name: "spreadsheet", Kind: Switch, Commands: Query,
		Doc: "in CSV, put an apostrophe before text that a spreadsheet would run as a formula: that begins with =, +, -, @, a tab or a carriage return"},
	{Name: "top", Kind: Number, Default: "20", Commands: Summary,
		Doc: "show the `N` most frequent checks, hosts and types; 0 for all"},

	// What is read, and how.
	{Name: "fragment", Key: "fragment", Kind: Switch, Commands: Lint, KeyCommands: reads, Decides: true, Found: onlyJudges, Example: "false",
		Doc:    "inputs are parts of pages: what is missing is not reported",
		KeyDoc: "Whether the pages are parts of pages: what is missing is not reported."},
	{Name: "fragment", Kind: Switch, Commands: Extract | Snapshot | Diff,
		Doc: "inputs are parts of pages"},
	{Name: "header", Kind: Text, Many: true, Commands: reads, Decides: true,
		Doc: "a response `\"NAME: VALUE\"` that came with the pages (repeatable)"},
	{Name: "no-ignore", Kind: Switch, Commands: reads, Decides: true,
		Doc: "also read what .gitignore and .metacheckignore exclude"},
	{Name: "from-list", Kind: Path, Many: true, Commands: Lint | Extract | Snapshot, Decides: true, Files: Reads,
		Doc: "also read inputs from the lines of `FILE`, - for standard input (repeatable)"},
	{Name: "record-field", Key: "record-fields", Kind: Fields, Many: true, Commands: reads, Decides: true, Found: onlyReads, Example: "{html: body, url: link}",
		Doc:    "`NAME=FIELD` maps what metacheck reads to a field of records and tables: " + strings.Join(ingest.FieldNames(), ", ") + " (repeatable, or with commas)",
		KeyDoc: "The names of the fields in archived records."},
	{Name: "limit", Key: "limits", Kind: Limits, Many: true, Commands: reads, Decides: true, Found: "they bound the work on what the user names, and only below the defaults", Example: "{findings: 200}",
		Doc:    "`NAME=N` sets a limit for one page (repeatable): " + strings.Join(limitNames(), ", ") + "; a number alone ends the run after that many pages",
		KeyDoc: "Limits for one page."},
	{Name: "status", Kind: Text, Commands: reads, Decides: true, Selects: true,
		Doc: "read archived pages with these HTTP `STATUSES`: 200,404, 2xx or all (default: 2xx)"},
	{Name: "include-url", Kind: Text, Many: true, Commands: reads, Decides: true, Selects: true,
		Doc: "read only pages whose URL matches `PATTERN`: a glob, or a regular expression between slashes (repeatable)"},
	{Name: "exclude-url", Kind: Text, Many: true, Commands: reads, Decides: true, Selects: true,
		Doc: "do not read pages whose URL matches `PATTERN` (repeatable)"},
	{Name: "sample", Kind: Text, Commands: reads, Decides: true, Selects: true,
		Doc: "read a `SHARE` of the pages, such as 1%; the same pages every time"},
	{Name: "shard", Kind: Text, Commands: reads, Decides: true, Selects: true,
		Doc: "read the `I/N`-th part of the pages, such as 1/4"},
	// A run that is resumed may want more pages than before.
	{Name: "max-pages", Kind: Number, DefaultText: "all", Commands: Lint | Extract | Snapshot, Selects: true,
		Doc: "end after `N` pages"},
	{Name: "fetch-timeout", Kind: Duration, Default: remote.DefaultTimeout.String(), Commands: reads,
		Doc: "give up a URL after waiting `DURATION` for its server, including retries; every 16 kB received give one second back"},
	{Name: "fetch-deadline", Kind: Duration, Default: remote.DefaultDeadline.String(), Commands: reads,
		Doc: "give up a URL after waiting `DURATION` for its server in total, however much was received"},
	{Name: "workers", Kind: Number, DefaultText: "the number of cores", Commands: reads,
		Doc: "process `N` pages at once"},

	// What is kept.
	{Name: "store", Kind: Path, Commands: Lint, Files: Writes,
		Doc: "store pages, their metadata and findings in the SQLite database `FILE`; prints only a summary, unless --format is given"},
	{Name: "store", Kind: Path, Commands: Query, Files: Reads,
		Doc: "the store is `FILE`, and SQL the only argument"},
	{Name: "store", Kind: Path, Commands: Summary, Files: Reads,
		Doc: "the store is `FILE`"},
	{Name: "resume", Kind: Optional, Commands: Lint, Selects: true,
		Doc: "continue the last run in the store where it ended or was killed; `[=force]` even if inputs or settings have changed"},
	{Name: "max-errors", Kind: Number, DefaultText: "never", Commands: Lint,
		Doc: "end after `N` inputs or records that cannot be linted"},
	{Name: "timeout", Kind: Duration, Default: "1m0s", Commands: Query,
		Doc: "end after so much `TIME` of SQL, without that of writing (0 for none)"},
	{Name: "limit", Kind: Text, Many: true, Commands: Query,
		Doc: fmt.Sprintf("`NAME=N` sets a bound on what the query may cost (repeatable): memory-bytes (%d) for what SQLite holds, cell-bytes (%d) for a value",
			store.DefaultMemoryBytes, store.DefaultCellBytes)},

	// Where the settings are.
	{Name: "config", Kind: Path, Commands: reads, Files: Reads,
		Doc: "read the configuration in `FILE` instead of looking for .metacheck.yaml"},
	{Name: "no-config", Kind: Switch, Commands: reads,
		Doc: "read no configuration"},
	{Name: "untrusted-config", Kind: Switch, Commands: reads, Decides: true,
		Doc: "treat the configuration that --config names as untrusted, like one that is found"},
}

func extractFormats() []string {
	var names []string
	for _, f := range report.ExtractFormats {
		names = append(names, f.Name)
	}
	return names
}
