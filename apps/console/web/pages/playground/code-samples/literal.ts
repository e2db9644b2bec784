/** A file of the reader. A sample reads it instead of containing its bytes. */
export type FileUse = { name: string; mediaType: string; form: 'data-url' | 'base64' }

/** The syntax of values in a language. */
export type Syntax = {
  words: { null: string; true: string; false: string }
  indent: string
  file: (file: FileUse) => string
  text?: (quoted: string) => string
}

/** The files of a request by their content. */
export type Files = ReadonlyMap<string, FileUse>

/** A JSON value as a literal of a language. */
export const literal = (value: unknown, syntax: Syntax, files: Files, depth = 0): string => {
  if (typeof value === 'string') {
    const file = files.get(value)
    const quoted = JSON.stringify(value)
    return file === undefined ? (syntax.text?.(quoted) ?? quoted) : syntax.file(file)
  }
  if (value === null || typeof value === 'boolean') return syntax.words[`${value}`]
  if (typeof value !== 'object') return String(value)
  const write = (inner: unknown) => literal(inner, syntax, files, depth + 1)
  return Array.isArray(value)
    ? enclosed('[', value.map(write), ']', syntax.indent, depth)
    : enclosed(
        '{',
        entriesOf(value).map(([name, inner]) => `${JSON.stringify(name)}: ${write(inner)}`),
        '}',
        syntax.indent,
        depth,
      )
}

/** The defined fields of an object. */
export const entriesOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, inner]) => inner !== undefined)

/** A list or an object that is shorter stays on one line. */
const LINE_LENGTH = 60

const enclosed = (open: string, items: string[], close: string, indent: string, depth: number): string => {
  const line = open + items.join(', ') + close
  if (line.length <= LINE_LENGTH && !line.includes('\n')) return line
  const inner = indent.repeat(depth + 1)
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent.repeat(depth)}${close}`
}
