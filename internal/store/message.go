package store

import "strings"

// Messages repeat: what differs from page to page is what they quote, and
// numbers. A message, or a help, is kept as a template, which is stored once, and its
// arguments. In a template, {1} to {9} stand for the arguments; the views of
// the schema put them back by SQL, and the two together are the message, byte
// for byte.

// maxArguments is the number of arguments that the views put back.
const maxArguments = 9

// split takes a message apart. Where it cannot be put back exactly, since it
// holds what looks like the place of an argument, it is a template of its own.
func split(message string) (template string, args []string) {
	if strings.IndexByte(message, '{') >= 0 || strings.IndexByte(message, '\x00') >= 0 {
		return message, nil
	}
	var b strings.Builder
	from := 0 // what stands before is in the template
	cut := func(start, end int) {
		if from == 0 {
			b.Grow(len(message))
		}
		args = append(args, message[start:end])
		b.WriteString(message[from:start])
		b.WriteByte('{')
		b.WriteByte(byte('0' + len(args)))
		b.WriteByte('}')
		from = end
	}
scan:
	for i := 0; i < len(message) && len(args) < maxArguments; {
		c := message[i]
		switch {
		case c == '"':
			length := strings.IndexByte(message[i+1:], '"')
			if length < 0 {
				break scan
			}
			end := i + 1 + length
			cut(i+1, end)
			i = end + 1
		case isDigit(c) && (i == 0 || !isWord(message[i-1])):
			end := i
			for end < len(message) && (isDigit(message[end]) || message[end] == '-' || message[end] == ':' || message[end] == '.') {
				end++
			}
			for end > i+1 && !isDigit(message[end-1]) {
				end--
			}
			cut(i, end)
			i = end
		default:
			i++
		}
	}
	if len(args) == 0 {
		return message, nil
	}
	b.WriteString(message[from:])
	return b.String(), args
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// join puts a message together from what split gave.
func join(template string, args []string) string {
	if len(args) == 0 {
		return template
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(template, '{')
		// What has no argument was not written by split; it stays as it is.
		if i < 0 || i+3 > len(template) || template[i+1] < '1' || int(template[i+1]-'1') >= len(args) {
			b.WriteString(template)
			return b.String()
		}
		b.WriteString(template[:i])
		b.WriteString(args[template[i+1]-'1'])
		template = template[i+3:]
	}
}
