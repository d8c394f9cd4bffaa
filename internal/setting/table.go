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
		Doc:    "the `NAME` of a choice of checks: default, strict, news, shop or archive (metacheck checks --profile shows them)",
		KeyDoc: "The profile that the other settings go out from."},
	{Name: "profile", Kind: Switch, Commands: Checks,
		Doc: "list the profiles, or show what the one named by the first argument makes of the checks"},
	{Name: "feature", Kind: Switch, Commands: Checks,
		Doc: "list Google's search features, or show what those named by the arguments ask for"},
	{Name: "only", Kind: Text, Many: true, Commas: true, Commands: judges, Decides: true,
		Doc: "run only these checks: `IDS` or globs, separated by commas"},
	{Name: "skip", Kind: Text, Many: true, Commas: true, Commands: judges, Decides: true,
		Doc: "do not run these checks: `IDS` or globs, separated by commas"},
	{Name: "severity", Kind: Text, Many: true, Commands: judges, Decides: true,
		Doc: "`ID=LEVEL` gives checks another severity, ID=LEVEL/LOWER also one for their milder findings (repeatable)"},
	{Name: "option", Kind: Text, Many: true, Commands: judges, Decides: true,
		Doc: "`ID.OPTION=VALUE` sets an option of a check (repeatable)"},
	{Name: "preview", Kind: Switch, Commands: judges, Decides: true,
		Doc: "give the findings of new checks their own severity; else they are info, and fail no run"},
	{Name: "as-of", Kind: Text, Commands: Lint, // the store keeps the day itself
		Doc: "the `DATE` that counts as today, 2006-01-02 or RFC 3339"},
	{Name: "as-of", Kind: Text, Commands: Diff,
		Doc: "the `DATE` that counts as today for suppressions, 2006-01-02 or RFC 3339"},
	{Name: "as-of", Kind: Text, Commands: Checks,
		Doc: "with --feature, the `DATE` that counts as today, 2006-01-02 or RFC 3339"},
	{Name: "checks", Key: "checks", Kind: CheckMap, KeyCommands: judges, Found: onlyJudges, Example: "\n  og/image-alt-missing: off\n  head: warning\n  twitter/title-too-long: {severity: info, max: 60}",
		KeyDoc: "What is wanted of checks, by id, family or glob: off, on, a severity (info, warning, error), or a map of severity and options. " +
			"Narrower names beat wider ones, whatever the order: an id, a glob, a family, *."},
	{Name: "overrides", Key: "overrides", Kind: Override, KeyCommands: reads, Found: onlyJudges, Example: "\n  - files: archive/**\n    checks: {head: off}",
		KeyDoc: "Settings for some of the pages: files are globs, checks as above; fragment tells that the pages are parts of pages. Later ones beat earlier ones."},
	{Name: "ignore", Key: "ignore", Kind: Globs, KeyCommands: reads, Found: "it only takes pages away from those that the user names", Example: "\n  - drafts\n  - \"*.amp.html\"",
		KeyDoc: "Globs of pages that are not checked, whoever names them."},
	{Name: "suppress", Key: "suppress", Kind: Suppress, KeyCommands: judges, Found: onlyJudges, Example: "\n  - check: og/image-missing\n    path: legal/**\n    reason: legal pages are not shared\n    until: 2027-01-31",
		KeyDoc: "Findings that do not count: by check, path, and optionally property or value; with the reason, and optionally the last day."},
	{Name: "no-inline-suppressions", Key: "inline-suppressions", Kind: Switch, Inverted: true, Commands: judges, Decides: true, Found: onlyJudges, Example: "true",
		Doc:    "pass over the comments by which pages suppress findings, as for pages that others wrote",
		KeyDoc: "Whether comments in pages can suppress findings."},
	{Name: "fail-on", Key: "fail-on", Kind: Text, Default: "error", Choices: []string{"error", "warning", "info", "never"}, Commands: judges, Found: onlyJudges, Example: "warning",
		Doc:    "exit 1 from this `SEVERITY` on: error, warning, info or never",
		KeyDoc: "The severity from which the exit code is 1."},

	// What is known already.
	{Name: "baseline", Key: "baseline", Kind: Path, Commands: Lint, Decides: true, Found: "it is written on --update-baseline alone, and has to lie in the repository", Files: Writes, Example: "metacheck-baseline.txt",
		Doc:    "findings that are in `FILE` do not count",
		KeyDoc: "The file of findings that are known and do not count."},
	{Name: "update-baseline", Kind: Switch, Commands: Lint, Decides: true,
		Doc: "write the findings of this run into the baseline, take fixed ones out, and exit 0"},
	{Name: "baseline-strict", Key: "baseline-strict", Kind: Switch, Commands: Lint, Found: onlyJudges, Example: "true",
		Doc:    "exit 1 also when the baseline has findings that are fixed",
		KeyDoc: "Whether findings of the baseline that are gone have to leave it."},

	// Where pages are.
	{Name: "url", Kind: Address, Commands: Lint | Extract | Snapshot, Decides: true,
		Doc: "the `ADDRESS` of the page, when there is just one"},
	{Name: "base-url", Key: "base-url", Kind: Address, Commands: Lint | Snapshot, KeyCommands: reads, Decides: true, Found: "the URL is compared and never fetched", Example: "https://www.example.org/",
		Doc:    "resolve relative addresses against `ADDRESS`; says nothing of the page's own",
		KeyDoc: "The address that relative addresses resolve against; with root, the address at which the root is served."},
	{Name: "base-url", Flag: "base", Aliases: []string{"base-url"}, Kind: Address, Commands: Extract,
		Doc: "resolve relative addresses against `ADDRESS`; says nothing of the page's own"},
	{Name: "base-url", Kind: Address, Commands: Diff,
		Doc: "the `ADDRESS` that the builds are served at: gives pages that are files their addresses"},
	{Name: "old-base-url", Kind: Address, Commands: Diff,
		Doc: "the `ADDRESS` that the old build is served at, where it differs from --base-url"},
	{Name: "map-url", Kind: Text, Many: true, Commands: Diff,
		Doc: "`OLD=NEW`: addresses that begin with OLD in the old build begin with NEW in the new one (repeatable)"},
	{Name: "root", Key: "root", Kind: Path, Commands: Lint, KeyCommands: Lint | Extract | Snapshot, Decides: true, Found: "it is read, and has to lie in the repository", Files: Reads, Example: "public",
		Doc:    "the `FOLDER` that --base-url serves: its files get their addresses, and the site is checked as a whole",
		KeyDoc: "The folder that base-url serves, so that each page's own address is known."},
	{Name: "root", Kind: Path, Commands: Extract | Snapshot, Files: Reads,
		Doc: "the `FOLDER` that --base-url serves: its files get their addresses"},
	{Name: "index-file", Kind: Text, Many: true, Commas: true, Commands: reads, Decides: true,
		Doc: "`NAME` of the files that stand for their folder (repeatable; default: index.html, index.htm)"},
	{Name: "clean-urls", Key: "clean-urls", Kind: Switch, Commands: reads, Decides: true, Found: onlyReads, Example: "true",
		Doc:    "the server shows about.html as /about",
		KeyDoc: "Whether the server shows about.html of the root as /about."},
	{Name: "trailing-slash", Key: "trailing-slash", Kind: Text, Default: "auto", Choices: []string{"always", "never", "auto"}, Commands: reads, Decides: true, Found: onlyReads, Example: "auto",
		Doc:    "`WHEN` addresses of pages end in a slash: always, never or auto, which goes by the pages' canonical links",
		KeyDoc: "When addresses of the root's pages end in a slash; auto goes by the pages' canonical links."},
	{Name: "site", Key: "site", Kind: Switch, Commands: Lint, Decides: true, Found: onlyJudges, Example: "true",
		Doc:    "check the pages as one site; the default with --root (--site=false turns it off)",
		KeyDoc: "Whether the pages are checked as one site; with root they are."},
	{Name: "sitemap", Kind: Path, Many: true, Commands: Lint, Decides: true, Files: Reads,
		Doc: "hold the sitemap in `FILE` to the pages, beside those of the root (repeatable)"},
	{Name: "fold", Kind: Number, Default: "4", Commands: Diff,
		Doc: "make one finding of a change on `N` pages or more; 0 tells each"},

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
		Doc:    "write also `FORMAT=PATH`, the path - being standard output, or parquet=FOLDER (repeatable)",
		KeyDoc: "Further reports, each with its format and path."},
	{Name: "output", Aliases: []string{"o"}, Kind: Path, Commands: Snapshot, Files: Writes,
		Doc: "write the snapshot to `FILE`, - for standard output"},
	{Name: "show-suppressed", Key: "show-suppressed", Kind: Switch, Commands: judges, Found: onlyShows, Example: "false",
		Doc:    "show also findings that a suppression keeps from counting, with its reason",
		KeyDoc: "Whether suppressed findings are shown, with their reasons."},
	{Name: "show-unchanged", Kind: Switch, Commands: judges,
		Doc: "show also findings that the baseline knows"},
	{Name: "quiet", Aliases: []string{"q"}, Kind: Switch, Commands: judges,
		Doc: "one line a finding: no excerpts, related places or summary"},
	{Name: "color", Kind: Text, Default: "auto", Choices: []string{"auto", "always", "never"}, Commands: judges | Extract,
		Doc: "`WHEN` to use colours: auto, always or never"},
	{Name: "progress", Kind: Text, Default: "auto", Choices: []string{"auto", "bar", "json", "never"}, Commands: Lint,
		Doc: "`HOW` to show on standard error how far the run is: auto, bar, json or never; auto is a bar on a terminal, json a line a second"},
	{Name: "spreadsheet", Kind: Switch, Commands: Query,
		Doc: "in CSV, put an apostrophe before text that a spreadsheet would run as a formula: that begins with =, +, -, @, a tab or a carriage return"},
	{Name: "top", Kind: Number, Default: "20", Commands: Summary,
		Doc: "tell of the `N` most frequent checks, hosts and types; 0 for all"},

	// What is read, and how.
	{Name: "fragment", Key: "fragment", Kind: Switch, Commands: Lint, KeyCommands: reads, Decides: true, Found: onlyJudges, Example: "false",
		Doc:    "inputs are parts of pages: what they lack is not reported",
		KeyDoc: "Whether the pages are parts of pages: what they lack is not reported."},
	{Name: "fragment", Kind: Switch, Commands: Extract | Snapshot | Diff,
		Doc: "inputs are parts of pages"},
	{Name: "header", Kind: Text, Many: true, Commands: reads, Decides: true,
		Doc: "a response `\"NAME: VALUE\"` that came with the pages (repeatable)"},
	{Name: "no-ignore", Kind: Switch, Commands: reads, Decides: true,
		Doc: "read also what .gitignore and .metacheckignore exclude"},
	{Name: "from-list", Kind: Path, Many: true, Commands: Lint | Extract | Snapshot, Decides: true, Files: Reads,
		Doc: "read inputs also from the lines of `FILE`, - for standard input (repeatable)"},
	{Name: "record-field", Key: "record-fields", Kind: Fields, Many: true, Commands: reads, Decides: true, Found: onlyReads, Example: "{html: body, url: link}",
		Doc:    "`NAME=FIELD` tells where records and tables have what: " + strings.Join(ingest.FieldNames(), ", ") + " (repeatable, or with commas)",
		KeyDoc: "The names that the fields of archived records go by."},
	{Name: "limit", Key: "limits", Kind: Limits, Many: true, Commands: reads, Decides: true, Found: "they bound the work on what the user names, and only below the defaults", Example: "{findings: 200}",
		Doc:    "`NAME=N` sets a bound on what one page may cost (repeatable): " + strings.Join(limitNames(), ", ") + "; a number alone ends after so many pages",
		KeyDoc: "Bounds on what one page may cost."},
	{Name: "status", Kind: Text, Commands: reads, Decides: true, Selects: true,
		Doc: "read archived pages with these HTTP `STATUSES`: 200,404, 2xx or all (default: 2xx)"},
	{Name: "include-url", Kind: Text, Many: true, Commands: reads, Decides: true, Selects: true,
		Doc: "read only pages whose address matches `PATTERN`: a glob, or a regular expression between slashes (repeatable)"},
	{Name: "exclude-url", Kind: Text, Many: true, Commands: reads, Decides: true, Selects: true,
		Doc: "do not read pages whose address matches `PATTERN` (repeatable)"},
	{Name: "sample", Kind: Text, Commands: reads, Decides: true, Selects: true,
		Doc: "read a `SHARE` of the pages, such as 1%; the same ones every time"},
	{Name: "shard", Kind: Text, Commands: reads, Decides: true, Selects: true,
		Doc: "read the `I/N`-th part of the pages, such as 1/4"},
	// A run that is resumed may want more pages than before.
	{Name: "max-pages", Kind: Number, DefaultText: "all", Commands: Lint | Extract | Snapshot, Selects: true,
		Doc: "end after `N` pages"},
	{Name: "fetch-timeout", Kind: Duration, Default: remote.DefaultTimeout.String(), Commands: reads,
		Doc: "give up a URL whose server keeps us waiting for this `DURATION`, with all tries; each 16 kB that come give a second back"},
	{Name: "fetch-deadline", Kind: Duration, Default: remote.DefaultDeadline.String(), Commands: reads,
		Doc: "give up a URL after waiting for its server for this `DURATION` in all, however much comes"},
	{Name: "workers", Kind: Number, DefaultText: "the number of cores", Commands: reads,
		Doc: "`N` pages at once"},

	// What is kept.
	{Name: "store", Kind: Path, Commands: Lint, Files: Writes,
		Doc: "keep pages, what they say, and findings in the SQLite database `FILE`; prints a summary alone, unless --format is given"},
	{Name: "store", Kind: Path, Commands: Query, Files: Reads,
		Doc: "the store is `FILE`, and SQL the only argument"},
	{Name: "store", Kind: Path, Commands: Summary, Files: Reads,
		Doc: "the store is `FILE`"},
	{Name: "resume", Kind: Optional, Commands: Lint, Selects: true,
		Doc: "go on with the last run in the store, where it ended or was killed; `[=force]` also when inputs or settings have changed"},
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
		Doc: "others may have written the configuration that --config names: it is held to the rules of one that is found"},
}

func extractFormats() []string {
	var names []string
	for _, f := range report.ExtractFormats {
		names = append(names, f.Name)
	}
	return names
}
