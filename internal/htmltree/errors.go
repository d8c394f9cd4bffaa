package htmltree

// An ErrorCode names a parse error. The codes up to ErrUnknownReference are
// those of the standard (section 13.2.2); those behind it are errors of tree
// construction, which the standard does not name.
type ErrorCode string

// The parse errors of the tokenization stage. Errors of the input stream
// (control characters, noncharacters) are not noted: they would cost a look at
// each character and break no metadata.
const (
	ErrAbruptComment          ErrorCode = "abrupt-closing-of-empty-comment"
	ErrAbruptPublic           ErrorCode = "abrupt-doctype-public-identifier"
	ErrAbruptSystem           ErrorCode = "abrupt-doctype-system-identifier"
	ErrNoDigits               ErrorCode = "absence-of-digits-in-numeric-character-reference"
	ErrCDATA                  ErrorCode = "cdata-in-html-content"
	ErrReferenceRange         ErrorCode = "character-reference-outside-unicode-range"
	ErrControlReference       ErrorCode = "control-character-reference"
	ErrDuplicateAttribute     ErrorCode = "duplicate-attribute"
	ErrEndTagAttributes       ErrorCode = "end-tag-with-attributes"
	ErrEndTagSolidus          ErrorCode = "end-tag-with-trailing-solidus"
	ErrEOFBeforeTagName       ErrorCode = "eof-before-tag-name"
	ErrEOFInCDATA             ErrorCode = "eof-in-cdata"
	ErrEOFInComment           ErrorCode = "eof-in-comment"
	ErrEOFInDoctype           ErrorCode = "eof-in-doctype"
	ErrEOFInScriptComment     ErrorCode = "eof-in-script-html-comment-like-text"
	ErrEOFInTag               ErrorCode = "eof-in-tag"
	ErrClosedComment          ErrorCode = "incorrectly-closed-comment"
	ErrOpenedComment          ErrorCode = "incorrectly-opened-comment"
	ErrDoctypeName            ErrorCode = "invalid-character-sequence-after-doctype-name"
	ErrTagNameStart           ErrorCode = "invalid-first-character-of-tag-name"
	ErrMissingValue           ErrorCode = "missing-attribute-value"
	ErrMissingDoctypeName     ErrorCode = "missing-doctype-name"
	ErrMissingPublic          ErrorCode = "missing-doctype-public-identifier"
	ErrMissingSystem          ErrorCode = "missing-doctype-system-identifier"
	ErrMissingEndTagName      ErrorCode = "missing-end-tag-name"
	ErrMissingQuotePublic     ErrorCode = "missing-quote-before-doctype-public-identifier"
	ErrMissingQuoteSystem     ErrorCode = "missing-quote-before-doctype-system-identifier"
	ErrMissingSemicolon       ErrorCode = "missing-semicolon-after-character-reference"
	ErrSpaceAfterPublicWord   ErrorCode = "missing-whitespace-after-doctype-public-keyword"
	ErrSpaceAfterSystemWord   ErrorCode = "missing-whitespace-after-doctype-system-keyword"
	ErrSpaceBeforeDoctypeName ErrorCode = "missing-whitespace-before-doctype-name"
	ErrSpaceAttributes        ErrorCode = "missing-whitespace-between-attributes"
	ErrSpacePublicSystem      ErrorCode = "missing-whitespace-between-doctype-public-and-system-identifiers"
	ErrNestedComment          ErrorCode = "nested-comment"
	ErrNoncharacterReference  ErrorCode = "noncharacter-character-reference"
	ErrTrailingSolidus        ErrorCode = "non-void-html-element-start-tag-with-trailing-solidus"
	ErrNullReference          ErrorCode = "null-character-reference"
	ErrSurrogateReference     ErrorCode = "surrogate-character-reference"
	ErrAfterDoctypeSystem     ErrorCode = "unexpected-character-after-doctype-system-identifier"
	ErrAttributeNameChar      ErrorCode = "unexpected-character-in-attribute-name"
	ErrUnquotedChar           ErrorCode = "unexpected-character-in-unquoted-attribute-value"
	ErrEqualsBeforeName       ErrorCode = "unexpected-equals-sign-before-attribute-name"
	ErrNUL                    ErrorCode = "unexpected-null-character"
	ErrQuestionMark           ErrorCode = "unexpected-question-mark-instead-of-tag-name"
	ErrSolidus                ErrorCode = "unexpected-solidus-in-tag"
	ErrUnknownReference       ErrorCode = "unknown-named-character-reference"
)

// The parse errors of the tree construction stage, by what they do to a page.
const (
	// ErrNoDoctype: the page begins with something else than a doctype.
	ErrNoDoctype ErrorCode = "tree-missing-doctype"
	// ErrHeadClosed: the text or tag here may not stand in head and ended it.
	ErrHeadClosed ErrorCode = "tree-head-closed"
	// ErrIgnoredStartTag: the start tag here makes no element.
	ErrIgnoredStartTag ErrorCode = "tree-ignored-start-tag"
	// ErrIgnoredEndTag: the end tag here closes nothing.
	ErrIgnoredEndTag ErrorCode = "tree-ignored-end-tag"
	// ErrMisnested: the end tag here closes an element inside which others
	// are open, or is put right by the adoption agency algorithm.
	ErrMisnested ErrorCode = "tree-misnested"
	// ErrForeignEnded: the tag here may not stand in SVG or MathML and ended it.
	ErrForeignEnded ErrorCode = "tree-foreign-content-ended"
	// ErrFostered: the text or tag here may not stand in a table and was
	// moved before it.
	ErrFostered ErrorCode = "tree-fostered"
	// ErrEOFInText: the page ends inside a title, script, style or textarea;
	// the place is the element's start tag.
	ErrEOFInText ErrorCode = "tree-eof-in-text"
)

// A ParseError is a place where a page breaks the syntax.
type ParseError struct {
	Code   ErrorCode
	Offset int // in bytes of the source
}

// An errorList collects at most max errors.
type errorList struct {
	list []ParseError
	max  int
}

func (l *errorList) add(code ErrorCode, offset int) {
	if len(l.list) < l.max {
		l.list = append(l.list, ParseError{code, offset})
	}
}

// on tells whether a further error would be noted.
func (l *errorList) on() bool { return len(l.list) < l.max }
