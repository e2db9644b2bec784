import { raw } from 'hono/html'
import { Marked } from 'marked'
import { escapeHtml, highlight } from './highlight.ts'
import type { Html } from './html.ts'

const marked = new Marked({
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${slugOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>`
    },
    code: ({ text, lang }) =>
      `<pre class="code" tabindex="0"><code>${highlight(text, lang ?? '')}</code></pre>`,
    codespan: ({ text }) =>
      `<code>${text.startsWith('http') ? highlight(text, '') : escapeHtml(text)}</code>`,
  },
})

/** What a link to a heading says after its `#`. */
export const slugOf = (heading: string): string => heading.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

/** Our own Markdown as HTML; it is never a caller's. */
export const renderMarkdown = (text: string): Html => raw(marked.parse(text, { async: false }))

export const renderInline = (text: string): Html => raw(marked.parseInline(text, { async: false }) as string)

/** The second-level headings of a text. */
export const headingsOf = (text: string): string[] =>
  [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!)
