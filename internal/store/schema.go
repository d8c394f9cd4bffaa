package store

import (
	"fmt"
	"strings"
)

// Version is the version of the schema; it rises with every change. It stands
// in the user_version of the database.
const Version = 1

// applicationID marks the file as a store of metacheck ("mtck").
const applicationID = 0x6d74636b

// tables are the schema. Text that repeats stands once, in names. README.md
// documents the views, which are what people read; the tables behind them may
// change with the version.
const tables = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,      -- RFC 3339
  ended TEXT,                 -- NULL while it goes on, and when it was killed
  complete INTEGER NOT NULL,  -- 1: all inputs were read to the end
  version TEXT NOT NULL,      -- of metacheck
  vocabulary TEXT NOT NULL,   -- release of schema.org
  settings TEXT NOT NULL      -- JSON: all that decides what is found
);
CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);
CREATE TABLE checks (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  family TEXT NOT NULL,
  title TEXT NOT NULL
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
  dropped INTEGER NOT NULL    -- findings beyond the bound on a page's findings
);
CREATE TABLE facts (
  page INTEGER NOT NULL REFERENCES pages,
  name INTEGER NOT NULL REFERENCES names,
  n INTEGER NOT NULL,         -- number of the fact of that name, from 0
  text TEXT,                  -- the value, where names does not hold it
  value INTEGER REFERENCES names,
  PRIMARY KEY (page, name, n)
) WITHOUT ROWID;
CREATE TABLE kinds (
  id INTEGER PRIMARY KEY,
  "check" INTEGER NOT NULL REFERENCES checks,
  severity INTEGER NOT NULL,  -- 3 error, 2 warning, 1 info
  subject INTEGER NOT NULL,   -- in names, 0 for none
  template INTEGER NOT NULL REFERENCES names,
  UNIQUE (template, "check", severity, subject)
);
CREATE TABLE findings (
  page INTEGER NOT NULL REFERENCES pages,
  n INTEGER NOT NULL,         -- number of the finding on the page, from 0
  kind INTEGER NOT NULL REFERENCES kinds,
  standing INTEGER NOT NULL,  -- 0 counts, 1 suppressed, 2 in the baseline
  line INTEGER,
  "column" INTEGER,           -- in code points
  arguments TEXT,             -- JSON array of what {1}, {2}, … stand for
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

// views are what people read: the latest run.
func views() string {
	message := "t.text"
	for i := 1; i <= maxArguments; i++ {
		message = fmt.Sprintf("replace(%s, '{%d}', coalesce(f.arguments ->> %d, '{%d}'))", message, i, i-1, i)
	}
	return strings.ReplaceAll(`
CREATE VIEW v_pages AS
SELECT p.id AS page, i.name AS input, p.record, coalesce(p.name, i.name) AS name,
  coalesce(o.text, '') || p.path AS url,
  substr(o.text, instr(o.text, '://') + 3) AS host,
  datetime(p.captured, 'unixepoch') AS captured, p.status, p.offset,
  p.errors, p.warnings, p.infos, p.dropped
FROM pages p JOIN inputs i ON i.id = p.input LEFT JOIN names o ON o.id = p.origin
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
  CASE WHEN f.arguments IS NULL THEN t.text ELSE MESSAGE END AS message,
  coalesce(p.name, i.name) AS name, p.record, coalesce(o.text, '') || p.path AS url
FROM findings f JOIN kinds k ON k.id = f.kind JOIN checks c ON c.id = k."check" JOIN names t ON t.id = k.template
LEFT JOIN names s ON s.id = k.subject
JOIN pages p ON p.id = f.page JOIN inputs i ON i.id = p.input LEFT JOIN names o ON o.id = p.origin
WHERE i.run = (SELECT max(id) FROM runs);
CREATE VIEW v_problems AS
SELECT i.name AS input, b.record, b.offset, b.unpacked, b.broken, b.name, b.message
FROM problems b LEFT JOIN inputs i ON i.id = b.input
WHERE b.run = (SELECT max(id) FROM runs);
`, "MESSAGE", message)
}
