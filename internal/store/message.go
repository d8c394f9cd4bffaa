package store

import (
	"strconv"
	"strings"
)

// Messages repeat: what differs from page to page is what they quote, and
// numbers. A message is kept as a template, which is stored once, and its
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
	cut := func(arg string) {
		args = append(args, arg)
		b.WriteByte('{')
		b.WriteString(strconv.Itoa(len(args)))
		b.WriteByte('}')
	}
	for i := 0; i < len(message); {
		c := message[i]
		if len(args) == maxArguments {
			b.WriteString(message[i:])
			break
		}
		switch {
		case c == '"':
			end := strings.IndexByte(message[i+1:], '"')
			if end < 0 {
				b.WriteString(message[i:])
				return b.String(), args
			}
			b.WriteByte('"')
			cut(message[i+1 : i+1+end])
			b.WriteByte('"')
			i += end + 2
		case isDigit(c) && (i == 0 || !isWord(message[i-1])):
			end := i
			for end < len(message) && (isDigit(message[end]) || message[end] == '-' || message[end] == ':' || message[end] == '.') {
				end++
			}
			for end > i+1 && !isDigit(message[end-1]) {
				end--
			}
			cut(message[i:end])
			i = end
		default:
			b.WriteByte(c)
			i++
		}
	}
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
		if i < 0 {
			b.WriteString(template)
			return b.String()
		}
		b.WriteString(template[:i])
		b.WriteString(args[template[i+1]-'1'])
		template = template[i+3:]
	}
}
