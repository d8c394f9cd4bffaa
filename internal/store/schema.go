package store

import (
	"fmt"
	"strings"
)

// Version is the version of the schema; it rises with every change to what a
// release has written. Version 2 may grow until the first release that has it.
// It stands in the user_version of the database.
const Version = 2

// applicationID marks the file as a store of metacheck ("mtck").
const applicationID = 0x6d74636b

// tables are the schema. Text that repeats stands once, in names. README.md
// documents the views, which are what people read; the tables behind them may
// change with the version.
//
// Version 2 has what reports from a store, their groups, merged stores and
// comparisons of two runs need, and no more:
//
//   - The three parts of a finding. Message and help are templates with their
//     arguments. An impact is the same for nearly all findings of a check, so it
//     is kept whole, with the kind.
//   - The cause, by which pages are grouped. It stands with the finding and not
//     with the kind: ways through pages are many, kinds are few, and the writer
//     keeps the kinds in memory. There is no index on it, which would cost each
//     run more than the one that groups by it.
//   - The fingerprint, as the number that it is: findings of two runs are the same
//     when it is. Within a cause it also says whether pages share one value or
//     differ, so that no value is kept beside the arguments.
//   - The end of a place, as what is added to its beginning. Lines of the page,
//     related places and fixes are not kept: whoever wants those lints the page.
//   - Summaries of pages, for the shards of a run alone (see [Run]): the checks
//     over many pages run when the shards are merged, and need what pages say.
//     They take more than all the rest.
//   - The role of a page, for what asks by role. NULL is a page of which none is
//     known.
//
// What a run of version 1 has stored stays as it is, with NULL or 0 in what is
// new: its messages have impact and help in them.
const tables = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,      -- RFC 3339
  ended TEXT,                 -- NULL while it goes on, and when it was killed
  complete INTEGER NOT NULL,  -- 1: all inputs were read to the end
  version TEXT NOT NULL,      -- of metacheck
  vocabulary TEXT NOT NULL,   -- release of schema.org
  settings TEXT NOT NULL,     -- JSON: all that decides what is found
  shard INTEGER,              -- number of the part of a run that was split, from 1,
  shards INTEGER,             -- and how many there are; NULL: the run is a whole
  summaries INTEGER           -- 1: the summaries of pages are stored; NULL: a run of schema 1
);
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);
CREATE TABLE checks (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  family TEXT NOT NULL,
  title TEXT NOT NULL,
  since TEXT,                 -- the version of metacheck that brought it
  preview INTEGER             -- 1: it is a preview check of the version that wrote last
);
CREATE TABLE inputs (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  name TEXT NOT NULL,
  mark TEXT NOT NULL,         -- what tells the file from another one of its name
  last_record INTEGER NOT NULL, -- that of the last page; 1 when the input is the page
  last_offset INTEGER NOT NULL,
  UNIQUE (run, name)
);
CREATE TABLE pages (
  id INTEGER PRIMARY KEY,     -- in the order of the inputs
  input INTEGER NOT NULL REFERENCES inputs,
  record INTEGER NOT NULL,    -- number of the record, 0 when the input is the page,
                              -- -1 for a file that is no page and has findings
  offset INTEGER,             -- of the record in the input, in bytes
  name TEXT,                  -- NULL: that of the input
  origin INTEGER REFERENCES names,
  path TEXT,                  -- origin || path is the address of the page
  captured INTEGER,           -- seconds since 1970
  status INTEGER,
  errors INTEGER NOT NULL,
  warnings INTEGER NOT NULL,
  infos INTEGER NOT NULL,
  dropped INTEGER NOT NULL,   -- findings beyond the bound on a page's findings
  role INTEGER REFERENCES names
);
CREATE TABLE summaries (
  page INTEGER PRIMARY KEY REFERENCES pages,
  data BLOB NOT NULL          -- JSON packed by zstd, without what pages has
);
CREATE TABLE facts (
  page INTEGER NOT NULL REFERENCES pages,
  name INTEGER NOT NULL REFERENCES names,
  n INTEGER NOT NULL,         -- number of the fact of that name, from 0
  text TEXT,                  -- the value, where names does not hold it
  value INTEGER REFERENCES names,
  PRIMARY KEY (page, name, n)
) WITHOUT ROWID;
` + kindsTable + `
CREATE TABLE findings (
  page INTEGER NOT NULL REFERENCES pages,
  n INTEGER NOT NULL,         -- number of the finding on the page, from 0
  kind INTEGER NOT NULL REFERENCES kinds,
  standing INTEGER NOT NULL,  -- 0 counts, 1 suppressed, 2 in the baseline
  line INTEGER,
  "column" INTEGER,           -- in code points
  arguments TEXT,             -- JSON array of what {1}, {2}, … in the template stand for
  help_arguments TEXT,        -- the same for the help
  cause INTEGER REFERENCES names,
  print INTEGER,              -- the 16 digits of the fingerprint, as a signed number
  repeat INTEGER,             -- the number after them; NULL for none
  lines INTEGER,              -- how many lines after the first the place ends
  end_column INTEGER,
  PRIMARY KEY (page, n)
) WITHOUT ROWID;
CREATE TABLE problems (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs,
  input INTEGER REFERENCES inputs,
  record INTEGER NOT NULL,
  offset INTEGER,             -- in bytes of the input
  unpacked INTEGER NOT NULL,  -- 1: offset counts bytes after unpacking
  broken INTEGER NOT NULL,    -- 1: a check broke on the page, which is stored
  name TEXT NOT NULL,         -- the page or input at fault
  message TEXT NOT NULL
);
CREATE INDEX problems_place ON problems (run, input, record, offset);
`

// kindsTable is what many findings have in common.
const kindsTable = `CREATE TABLE kinds (
  id INTEGER PRIMARY KEY,
  "check" INTEGER NOT NULL REFERENCES checks,
  severity INTEGER NOT NULL,  -- 3 error, 2 warning, 1 info
  subject INTEGER NOT NULL,   -- in names, as the texts below; 0 for none
  template INTEGER NOT NULL REFERENCES names, -- of the message
  help INTEGER NOT NULL,      -- template of the help
  impact INTEGER NOT NULL,
  preview INTEGER NOT NULL,   -- 1: shown as that of a preview check
  UNIQUE (template, "check", severity, subject, help, impact, preview)
);`

// upgrades lead from each version to the next, the first from 1 to 2; the views
// are made anew around them. What grows with the store is not written again: a
// large one takes as long as a small one, and needs as little room.
func upgrades() []string {
	return []string{`
ALTER TABLE runs ADD COLUMN shard INTEGER;
ALTER TABLE runs ADD COLUMN shards INTEGER;
ALTER TABLE runs ADD COLUMN summaries INTEGER;
ALTER TABLE checks ADD COLUMN since TEXT;
ALTER TABLE checks ADD COLUMN preview INTEGER;
ALTER TABLE pages ADD COLUMN role INTEGER REFERENCES names;
CREATE TABLE summaries (
  page INTEGER PRIMARY KEY REFERENCES pages,
  data BLOB NOT NULL
);
ALTER TABLE findings ADD COLUMN help_arguments TEXT;
ALTER TABLE findings ADD COLUMN cause INTEGER REFERENCES names;
ALTER TABLE findings ADD COLUMN print INTEGER;
ALTER TABLE findings ADD COLUMN repeat INTEGER;
ALTER TABLE findings ADD COLUMN lines INTEGER;
ALTER TABLE findings ADD COLUMN end_column INTEGER;
CREATE TEMP TABLE old_kinds AS SELECT * FROM main.kinds;
DROP TABLE main.kinds;
` + kindsTable + `
INSERT INTO kinds SELECT id, "check", severity, subject, template, 0, 0, 0 FROM temp.old_kinds;
DROP TABLE temp.old_kinds;
`}
}

// dropViews makes room for other views of the same names.
const dropViews = `
DROP VIEW IF EXISTS v_pages; DROP VIEW IF EXISTS v_facts; DROP VIEW IF EXISTS v_findings; DROP VIEW IF EXISTS v_problems;
`

// views are what people read: the latest run.
func views() string {
	filled := func(template, arguments string) string {
		text := template
		for i := 1; i <= maxArguments; i++ {
			text = fmt.Sprintf("replace(%s, '{%d}', coalesce(%s ->> %d, '{%d}'))", text, i, arguments, i-1, i)
		}
		return fmt.Sprintf("CASE WHEN %s IS NULL THEN %s ELSE %s END", arguments, template, text)
	}
	return strings.NewReplacer("MESSAGE", filled("t.text", "f.arguments"), "HELP", filled("h.text", "f.help_arguments")).Replace(`
CREATE VIEW v_pages AS
SELECT p.id AS page, i.name AS input, p.record, coalesce(p.name, i.name) AS name,
  coalesce(o.text, '') || p.path AS url,
  substr(o.text, instr(o.text, '://') + 3) AS host,
  datetime(p.captured, 'unixepoch') AS captured, p.status, p.offset,
  p.errors, p.warnings, p.infos, p.dropped, r.text AS role
FROM pages p JOIN inputs i ON i.id = p.input LEFT JOIN names o ON o.id = p.origin LEFT JOIN names r ON r.id = p.role
WHERE p.record >= 0 AND i.run = (SELECT max(id) FROM runs);
CREATE VIEW v_facts AS
SELECT f.page, k.text AS name, f.n,
  CASE WHEN f.text IS NULL AND v.text = '=' AND k.text = 'canonical' THEN coalesce(o.text, '') || p.path
    ELSE coalesce(f.text, v.text) END AS value
FROM facts f JOIN names k ON k.id = f.name LEFT JOIN names v ON v.id = f.value
JOIN pages p ON p.id = f.page JOIN inputs i ON i.id = p.input LEFT JOIN names o ON o.id = p.origin
WHERE i.run = (SELECT max(id) FROM runs);
CREATE VIEW v_findings AS
SELECT f.page, f.n, c.name AS "check", c.family,
  CASE k.severity WHEN 3 THEN 'error' WHEN 2 THEN 'warning' ELSE 'info' END AS severity,
  CASE f.standing WHEN 0 THEN 'counts' WHEN 1 THEN 'suppressed' ELSE 'unchanged' END AS standing,
  f.line, f."column", s.text AS subject,
  MESSAGE AS message,
  coalesce(p.name, i.name) AS name, p.record, coalesce(o.text, '') || p.path AS url,
  m.text AS impact, HELP AS help,
  CASE WHEN f.print IS NOT NULL THEN printf('%016x', f.print) || coalesce('-' || f.repeat, '') END AS fingerprint, u.text AS cause,
  f.line + f.lines AS end_line, f.end_column, k.preview
FROM findings f JOIN kinds k ON k.id = f.kind JOIN checks c ON c.id = k."check" JOIN names t ON t.id = k.template
LEFT JOIN names s ON s.id = k.subject LEFT JOIN names m ON m.id = k.impact LEFT JOIN names h ON h.id = k.help LEFT JOIN names u ON u.id = f.cause
JOIN pages p ON p.id = f.page JOIN inputs i ON i.id = p.input LEFT JOIN names o ON o.id = p.origin
WHERE i.run = (SELECT max(id) FROM runs);
CREATE VIEW v_problems AS
SELECT i.name AS input, b.record, b.offset, b.unpacked, b.broken, b.name, b.message
FROM problems b LEFT JOIN inputs i ON i.id = b.input
WHERE b.run = (SELECT max(id) FROM runs);
`)
}
