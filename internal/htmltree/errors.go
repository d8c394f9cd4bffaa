package htmltree

// An ErrorCode numbers the parse errors; String is the name. The codes up to
// ErrUnknownReference are those of the standard (section 13.2.2) with its
// names; those behind it are not named there.
type ErrorCode uint8

// The parse errors of the tokenization stage. Errors of the input stream
// (control characters, noncharacters) are not noted: they would cost a look at
// each character and break no metadata.
const (
	noError                   ErrorCode = iota
	ErrAbruptComment                    // abrupt-closing-of-empty-comment
	ErrAbruptPublic                     // abrupt-doctype-public-identifier
	ErrAbruptSystem                     // abrupt-doctype-system-identifier
	ErrNoDigits                         // absence-of-digits-in-numeric-character-reference
	ErrCDATA                            // cdata-in-html-content
	ErrReferenceRange                   // character-reference-outside-unicode-range
	ErrControlReference                 // control-character-reference
	ErrDuplicateAttribute               // duplicate-attribute
	ErrEndTagAttributes                 // end-tag-with-attributes
	ErrEndTagSolidus                    // end-tag-with-trailing-solidus
	ErrEOFBeforeTagName                 // eof-before-tag-name
	ErrEOFInCDATA                       // eof-in-cdata
	ErrEOFInComment                     // eof-in-comment
	ErrEOFInDoctype                     // eof-in-doctype
	ErrEOFInScriptComment               // eof-in-script-html-comment-like-text
	ErrEOFInTag                         // eof-in-tag
	ErrClosedComment                    // incorrectly-closed-comment
	ErrOpenedComment                    // incorrectly-opened-comment
	ErrDoctypeName                      // invalid-character-sequence-after-doctype-name
	ErrTagNameStart                     // invalid-first-character-of-tag-name
	ErrMissingValue                     // missing-attribute-value
	ErrMissingDoctypeName               // missing-doctype-name
	ErrMissingPublic                    // missing-doctype-public-identifier
	ErrMissingSystem                    // missing-doctype-system-identifier
	ErrMissingEndTagName                // missing-end-tag-name
	ErrMissingQuotePublic               // missing-quote-before-doctype-public-identifier
	ErrMissingQuoteSystem               // missing-quote-before-doctype-system-identifier
	ErrMissingSemicolon                 // missing-semicolon-after-character-reference
	ErrSpaceAfterPublicWord             // missing-whitespace-after-doctype-public-keyword
	ErrSpaceAfterSystemWord             // missing-whitespace-after-doctype-system-keyword
	ErrSpaceBeforeDoctypeName           // missing-whitespace-before-doctype-name
	ErrSpaceAttributes                  // missing-whitespace-between-attributes
	ErrSpacePublicSystem                // missing-whitespace-between-doctype-public-and-system-identifiers
	ErrNestedComment                    // nested-comment
	ErrNoncharacterReference            // noncharacter-character-reference
	ErrTrailingSolidus                  // non-void-html-element-start-tag-with-trailing-solidus
	ErrNullReference                    // null-character-reference
	ErrSurrogateReference               // surrogate-character-reference
	ErrAfterDoctypeSystem               // unexpected-character-after-doctype-system-identifier
	ErrAttributeNameChar                // unexpected-character-in-attribute-name
	ErrUnquotedChar                     // unexpected-character-in-unquoted-attribute-value
	ErrEqualsBeforeName                 // unexpected-equals-sign-before-attribute-name
	ErrNUL                              // unexpected-null-character
	ErrQuestionMark                     // unexpected-question-mark-instead-of-tag-name
	ErrSolidus                          // unexpected-solidus-in-tag
	ErrUnknownReference                 // unknown-named-character-reference
)

// The parse errors of the tree construction stage, by what they do to a page.
const (
	// ErrNoDoctype: the page begins with something else than a doctype.
	ErrNoDoctype ErrorCode = ErrUnknownReference + 1 + iota
	// ErrHeadClosed: the text or tag here may not stand in head and ended it.
	ErrHeadClosed
	// ErrIgnoredStartTag: the start tag here makes no element.
	ErrIgnoredStartTag
	// ErrIgnoredEndTag: the end tag here closes nothing.
	ErrIgnoredEndTag
	// ErrMisnested: the end tag here closes an element inside which others
	// are open, or is put right by the adoption agency algorithm.
	ErrMisnested
	// ErrForeignEnded: the tag here may not stand in SVG or MathML and ended it.
	ErrForeignEnded
	// ErrFostered: the text or tag here may not stand in a table and was
	// moved before it.
	ErrFostered
	// ErrEOFInText: the page ends inside a title, script, style or textarea,
	// or another element of text; the place reaches from its start tag to the
	// end.
	ErrEOFInText

	// What follows are no further errors but the cases of those above in which
	// text that was written as tags is read as something else.

	// ErrQuoteOverTags: the quote here, of an attribute value, is closed by
	// none, or by one that was meant to open another value or is an apostrophe:
	// it stands behind ">" and the beginning of a further tag, and something
	// follows at once that is no attribute. The place is that of the value with
	// its quotes.
	ErrQuoteOverTags
	// ErrTagInTag: a tag begins here where an attribute name of another is
	// expected, so that it becomes attributes of that.
	ErrTagInTag
	// ErrEscapedScriptEnd: the end tag </script> here ends no script, for
	// "<!--" and "<script" stand before it (section 13.2.5.26).
	ErrEscapedScriptEnd

	errorCodes // how many there are
)

var errorNames = [errorCodes]string{
	ErrAbruptComment:          "abrupt-closing-of-empty-comment",
	ErrAbruptPublic:           "abrupt-doctype-public-identifier",
	ErrAbruptSystem:           "abrupt-doctype-system-identifier",
	ErrNoDigits:               "absence-of-digits-in-numeric-character-reference",
	ErrCDATA:                  "cdata-in-html-content",
	ErrReferenceRange:         "character-reference-outside-unicode-range",
	ErrControlReference:       "control-character-reference",
	ErrDuplicateAttribute:     "duplicate-attribute",
	ErrEndTagAttributes:       "end-tag-with-attributes",
	ErrEndTagSolidus:          "end-tag-with-trailing-solidus",
	ErrEOFBeforeTagName:       "eof-before-tag-name",
	ErrEOFInCDATA:             "eof-in-cdata",
	ErrEOFInComment:           "eof-in-comment",
	ErrEOFInDoctype:           "eof-in-doctype",
	ErrEOFInScriptComment:     "eof-in-script-html-comment-like-text",
	ErrEOFInTag:               "eof-in-tag",
	ErrClosedComment:          "incorrectly-closed-comment",
	ErrOpenedComment:          "incorrectly-opened-comment",
	ErrDoctypeName:            "invalid-character-sequence-after-doctype-name",
	ErrTagNameStart:           "invalid-first-character-of-tag-name",
	ErrMissingValue:           "missing-attribute-value",
	ErrMissingDoctypeName:     "missing-doctype-name",
	ErrMissingPublic:          "missing-doctype-public-identifier",
	ErrMissingSystem:          "missing-doctype-system-identifier",
	ErrMissingEndTagName:      "missing-end-tag-name",
	ErrMissingQuotePublic:     "missing-quote-before-doctype-public-identifier",
	ErrMissingQuoteSystem:     "missing-quote-before-doctype-system-identifier",
	ErrMissingSemicolon:       "missing-semicolon-after-character-reference",
	ErrSpaceAfterPublicWord:   "missing-whitespace-after-doctype-public-keyword",
	ErrSpaceAfterSystemWord:   "missing-whitespace-after-doctype-system-keyword",
	ErrSpaceBeforeDoctypeName: "missing-whitespace-before-doctype-name",
	ErrSpaceAttributes:        "missing-whitespace-between-attributes",
	ErrSpacePublicSystem:      "missing-whitespace-between-doctype-public-and-system-identifiers",
	ErrNestedComment:          "nested-comment",
	ErrNoncharacterReference:  "noncharacter-character-reference",
	ErrTrailingSolidus:        "non-void-html-element-start-tag-with-trailing-solidus",
	ErrNullReference:          "null-character-reference",
	ErrSurrogateReference:     "surrogate-character-reference",
	ErrAfterDoctypeSystem:     "unexpected-character-after-doctype-system-identifier",
	ErrAttributeNameChar:      "unexpected-character-in-attribute-name",
	ErrUnquotedChar:           "unexpected-character-in-unquoted-attribute-value",
	ErrEqualsBeforeName:       "unexpected-equals-sign-before-attribute-name",
	ErrNUL:                    "unexpected-null-character",
	ErrQuestionMark:           "unexpected-question-mark-instead-of-tag-name",
	ErrSolidus:                "unexpected-solidus-in-tag",
	ErrUnknownReference:       "unknown-named-character-reference",
	ErrNoDoctype:              "tree-missing-doctype",
	ErrHeadClosed:             "tree-head-closed",
	ErrIgnoredStartTag:        "tree-ignored-start-tag",
	ErrIgnoredEndTag:          "tree-ignored-end-tag",
	ErrMisnested:              "tree-misnested",
	ErrForeignEnded:           "tree-foreign-content-ended",
	ErrFostered:               "tree-fostered",
	ErrEOFInText:              "tree-eof-in-text",
	ErrQuoteOverTags:          "text-quote-over-tags",
	ErrTagInTag:               "text-tag-in-tag",
	ErrEscapedScriptEnd:       "text-escaped-script-end",
}

// String is the name of the error, in lower case with hyphens.
func (c ErrorCode) String() string { return errorNames[c] }

// A ParseError is a place where a page breaks the syntax.
type ParseError struct {
	Code ErrorCode
	// Offset and End are the place, in bytes of the source. Most errors are at
	// a point. Those at the end of the page ("eof-in-…", but for scripts)
	// reach from where what is not closed was opened to there.
	Offset, End int
	// Tag is the start of the tag that ErrQuoteOverTags or ErrTagInTag are in;
	// 0 for other errors.
	Tag int
}

// An errorList collects the parse errors of a page, at most max of each code:
// many of one kind, harmless as they mostly are, hide none of another.
type errorList struct {
	list   []ParseError
	max    int
	counts [errorCodes]int
}

func (l *errorList) add(code ErrorCode, offset int) { l.addSpan(code, offset, offset) }

func (l *errorList) addSpan(code ErrorCode, offset, end int) { l.addInTag(code, offset, end, 0) }

func (l *errorList) addInTag(code ErrorCode, offset, end, tag int) {
	if l.counts[code] < l.max {
		l.counts[code]++
		l.list = append(l.list, ParseError{code, offset, end, tag})
	}
}

// on tells whether a further error of a code would be noted.
func (l *errorList) on(code ErrorCode) bool { return l.counts[code] < l.max }
