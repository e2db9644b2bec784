import { EXAMPLE_ORIGIN } from '@gptget/api'

const KEYWORDS =
  'await|async|class|const|def|for|from|if|import|in|let|new|null|None|of|print|return|true|True|false|False|curl|export'

const DOUBLE_QUOTED = String.raw`"(?:\\.|[^"\\])*"`
const SINGLE_QUOTED = String.raw`'(?:\\.|[^'\\])*'`

const tokensOf = (comment: string, text: string): RegExp =>
  new RegExp(
    `(?<comment>${comment})|(?<text>${text})(?<colon>\\s*:)?|(?<number>\\b\\d[\\d._]*\\b)|(?<keyword>\\b(?:${KEYWORDS})\\b)`,
    'gm',
  )

const SHELL = tokensOf(String.raw`(?<=^|\s)#.*$`, DOUBLE_QUOTED)
const SCRIPT = tokensOf(String.raw`(?<=^|\s)(?:#|//).*$`, `${DOUBLE_QUOTED}|${SINGLE_QUOTED}`)

const SCRIPTS: ReadonlySet<string> = new Set(['python', 'javascript', 'toml', 'yaml'])

/** Source text as HTML, with tokens marked for colors. Supports the few languages of the reference. */
export const highlight = (source: string, language: string): string => {
  // Single quotes in shell samples contain JSON, which is colored as JSON instead of as one string.
  const tokens = SCRIPTS.has(language) ? SCRIPT : SHELL
  let printed = ''
  let end = 0
  for (const match of source.matchAll(tokens)) {
    printed += escapeHtml(source.slice(end, match.index)) + mark(match)
    end = match.index + match[0].length
  }
  printed += escapeHtml(source.slice(end))
  return printed.replaceAll(EXAMPLE_ORIGIN, `<span data-origin>${EXAMPLE_ORIGIN}</span>`)
}

const mark = ({ groups = {} }: RegExpMatchArray): string => {
  const { comment, text, colon, number, keyword } = groups
  if (text !== undefined) return colon === undefined ? span('text', text) : span('name', text) + colon
  if (comment !== undefined) return span('comment', comment)
  return number === undefined ? span('keyword', keyword!) : span('number', number)
}

const span = (kind: string, text: string): string => `<span class="t-${kind}">${escapeHtml(text)}</span>`

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!)
