package baseline

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/metacheck/metacheck/checks"
)

// Version is the version of the file that this package reads and writes. It
// changes with the form of the file and with what fingerprints rest on.
const Version = 1

// The header says what the file is. It holds no number that two branches
// would change at the same time.
const (
	headerStart = "# metacheck baseline, version "
	headerRest  = "# One finding a line: page, check, fingerprint, subject, message. \"metacheck lint --baseline\" fails on others;\n" +
		"# \"--update-baseline\" writes the file anew. Lines may be taken out by hand.\n"
)

// Bounds on a file: far beyond what anybody would review.
const (
	maxLine    = 64 << 10
	maxEntries = 5_000_000
)

// A SyntaxError says what is wrong with a file.
type SyntaxError struct {
	Line    int // from 1
	Message string
}

// Error is the line and the message: "line 3: …".
func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// A VersionError says that a file was written by a newer metacheck.
type VersionError struct {
	Version string
}

// Error is the message.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the baseline has version %s, which a newer metacheck wrote; this one reads version %d; use the newer one", e.Version, Version)
}

var (
	checkForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$`)
	printForm = regexp.MustCompile(`^([0-9a-f]{16})(?:-([1-9][0-9]{0,8}))?$`)
)

// Read reads a baseline. What is wrong with its text is a *[SyntaxError] or a
// *[VersionError]; other errors are those of the reader. Line ends may be CR
// LF, a byte order mark is passed over, and entries need not be sorted: a merge
// may have put them together.
func Read(r io.Reader) (*Baseline, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	var entries []Entry
	ids := map[string]string{}
	current := map[string]string{} // what each id is called today
	now := func(id string) string {
		if _, ok := current[id]; !ok {
			current[id] = checks.CurrentID(id)
		}
		return current[id]
	}
	line := 0
	for sc.Scan() {
		line++
		s := strings.TrimSuffix(sc.Text(), "\r")
		if line == 1 {
			if err := readHeader(strings.TrimPrefix(s, "\uFEFF")); err != nil {
				return nil, err
			}
			continue
		}
		if s == "" || s[0] == '#' {
			continue
		}
		e, err := parseEntry(s)
		if err != nil {
			return nil, &SyntaxError{line, err.Error()}
		}
		if n := len(entries); n > 0 {
			// The lines of a page stand together: one copy of its name is enough.
			if last := &entries[n-1]; last.Page == e.Page {
				e.Page = last.Page
			}
		}
		e.Check = now(intern(ids, e.Check))
		if entries = append(entries, e); len(entries) > maxEntries {
			return nil, &SyntaxError{line, fmt.Sprintf("there are more than %d entries", maxEntries)}
		}
	}
	switch err := sc.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, &SyntaxError{line + 1, fmt.Sprintf("the line is longer than %d bytes: this is not what metacheck wrote", maxLine)}
	case err != nil:
		return nil, err
	case line == 0:
		return nil, &SyntaxError{1, "the file is empty; a baseline begins with \"" + headerStart + strconv.Itoa(Version) + "\""}
	}
	b := New(entries)
	for former, id := range current {
		if former != id {
			b.Renamed = append(b.Renamed, checks.Renamed{Former: former, Now: id})
		}
	}
	slices.SortFunc(b.Renamed, func(a, b checks.Renamed) int { return strings.Compare(a.Former, b.Former) })
	return b, nil
}

// intern is the first text that was equal to s.
func intern(known map[string]string, s string) string {
	if first, ok := known[s]; ok {
		return first
	}
	s = strings.Clone(s)
	known[s] = s
	return s
}

func readHeader(s string) error {
	version, ok := strings.CutPrefix(s, headerStart)
	if !ok {
		return &SyntaxError{1, "this is no baseline: one begins with \"" + headerStart + strconv.Itoa(Version) + "\""}
	}
	n, err := strconv.Atoi(version)
	switch {
	case err != nil || n < 1:
		return &SyntaxError{1, fmt.Sprintf("%q is no version", clip(version, 40))}
	case n > Version:
		return &VersionError{version}
	}
	return nil
}

func parseEntry(s string) (Entry, error) {
	var e Entry
	for _, mark := range []string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"} {
		if strings.HasPrefix(s, mark) {
			return e, errors.New("a merge was left unfinished here: keep the entries of both sides and take the marks out")
		}
	}
	if !utf8.ValidString(s) {
		return e, errors.New("the line is not UTF-8")
	}
	fields := strings.Split(s, "\t")
	if len(fields) != 5 {
		return e, fmt.Errorf("an entry has 5 fields with tabs between them, this one %d", len(fields))
	}
	name, record, err := parsePage(fields[0])
	if err != nil {
		return e, err
	}
	e.Page = Page{name, record}
	if e.Check = fields[1]; !checkForm.MatchString(e.Check) {
		return e, fmt.Errorf("%q is no id of a check", clip(e.Check, 80))
	}
	m := printForm.FindStringSubmatch(fields[2])
	if m == nil {
		return e, fmt.Errorf("%q is no fingerprint: 16 hexadecimal digits, and a number behind a dash", clip(fields[2], 80))
	}
	// A copy, not a part of the line.
	e.Fingerprint, e.Number = strings.Clone(m[1]), 1
	if m[2] != "" {
		if e.Number, err = strconv.Atoi(m[2]); err != nil {
			return e, err
		}
	}
	for i, to := range []*string{&e.Subject, &e.Message} {
		if *to, _, err = unescape(fields[3+i], 0); err != nil {
			return e, err
		}
	}
	return e, nil
}

func parsePage(s string) (name, record string, err error) {
	name, rest, err := unescape(s, '#')
	if err != nil {
		return "", "", err
	}
	if rest != "" {
		if record, _, err = unescape(rest[1:], 0); err != nil {
			return "", "", err
		}
	}
	if name == "" {
		return "", "", errors.New("the entry names no page")
	}
	return name, record, nil
}

// Write writes the baseline, sorted, one entry a line.
func (b *Baseline) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s%d\n%s", headerStart, Version, headerRest)
	for i := range b.entries {
		e := &b.entries[i]
		out.WriteString(escape(e.Page.Name, '#'))
		if e.Page.Record != "" {
			out.WriteString("#" + escape(e.Page.Record, 0))
		}
		out.WriteString("\t" + e.Check + "\t" + e.Print() + "\t" + escape(e.Subject, 0) + "\t" + escape(e.Message, 0) + "\n")
	}
	return out.Flush()
}

// escape writes what would end a field or a line, and what cannot be seen, with
// a backslash, as it does the backslash itself and the given character. Bytes
// that are not UTF-8, as paths may have them, are \xHH.
func escape(s string, also rune) string {
	plain := true
	for _, r := range s {
		if r == '\\' || also != 0 && r == also || r == utf8.RuneError || r != ' ' && !unicode.IsGraphic(r) {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "\\x%02X", s[i])
		case r == '\\' || also != 0 && r == also:
			b.WriteString("\\" + string(r))
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case !unicode.IsGraphic(r):
			fmt.Fprintf(&b, "\\u{%X}", r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// unescape undoes escape, up to the given character where it stands without a
// backslash; rest is what follows from there.
func unescape(s string, until byte) (plain, rest string, err error) {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case until != 0 && c == until:
			return b.String(), s[i:], nil
		case c != '\\':
			if c < ' ' || c == 0x7F {
				return "", "", fmt.Errorf("there is a control character (%#x): this is not what metacheck wrote", c)
			}
			b.WriteByte(c)
			continue
		}
		i++
		bad := fmt.Errorf("%q is no escape", clip(s[i-1:], 12))
		if i == len(s) {
			return "", "", bad
		}
		switch s[i] {
		case '\\', '#':
			b.WriteByte(s[i])
		case 't':
			b.WriteByte('\t')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 'x':
			if i+2 >= len(s) {
				return "", "", bad
			}
			n, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if err != nil {
				return "", "", bad
			}
			b.WriteByte(byte(n))
			i += 2
		case 'u':
			digits, _, ok := strings.Cut(strings.TrimPrefix(s[i+1:], "{"), "}")
			n, err := strconv.ParseUint(digits, 16, 32)
			if !ok || err != nil || n > unicode.MaxRune || s[i+1] != '{' {
				return "", "", bad
			}
			b.WriteRune(rune(n))
			i += len(digits) + 2
		default:
			return "", "", bad
		}
	}
	return b.String(), "", nil
}

// sum is a short text that differs with s.
func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:8])
}
