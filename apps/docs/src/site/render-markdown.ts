import { EXAMPLE_ORIGIN } from '@gptget/api'
import { raw } from 'hono/html'
import { Marked } from 'marked'
import type { Tokens } from 'marked'
import { escapeHtml, highlight } from './highlight.ts'
import type { Html } from './html.ts'

const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      const id = slugOf(text)
      return `<h${depth} id="${id}"><a href="#${id}">${this.parser.parseInline(tokens)}</a></h${depth}>`
    },
    code: ({ text, lang }) =>
      `<pre class="code" tabindex="0"><code>${highlight(text, lang ?? '')}</code></pre>`,
    codespan: ({ text }) =>
      `<code>${text.startsWith(EXAMPLE_ORIGIN) ? highlight(text, '') : escapeHtml(text)}</code>`,
    table(token) {
      return `<div class="table">${tableOf(token, (cell) => this.parser.parseInline(cell.tokens))}</div>`
    },
  },
})

const tableOf = ({ header, rows }: Tokens.Table, print: (cell: Tokens.TableCell) => string): string => {
  const head = header.map((cell) => `<th scope="col">${print(cell)}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${print(cell)}</td>`).join('')}</tr>`)
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

/** The id of a heading, for links. */
export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')

/** Renders our own Markdown as HTML. Not safe for text from users. */
export const renderMarkdown = (text: string): Html => raw(marked.parse(text, { async: false }))

export const renderInline = (text: string): Html => raw(marked.parseInline(text, { async: false }) as string)
