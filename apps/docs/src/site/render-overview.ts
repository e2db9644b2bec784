import { html } from 'hono/html'
import { GUIDES } from './guides.ts'
import type { Html } from './html.ts'
import { renderInline, renderMarkdown } from './render-markdown.ts'
import { CHAPTERS, DOCUMENT } from './reference.ts'

/** The first page of the documentation: the basics of every call, then links to everything. */
export const renderOverview = (): Html =>
  html`<h1>Documentation</h1>
    <div class="guide">${renderMarkdown(DOCUMENT.info.description)}</div>
    <h2>Guides</h2>
    <ul class="cards">
      ${GUIDES.map(
        ({ slug, title, summary }) =>
          html`<li>
            <a href="/docs/${slug}"><strong>${title}</strong><span>${renderInline(summary)}</span></a>
          </li>`,
      )}
    </ul>
    <h2>API reference</h2>
    <ul class="cards">
      ${CHAPTERS.map(
        ({ name, description, endpoints }) =>
          html`<li>
            <a href="/docs/api#${name.toLowerCase()}"
              ><strong>${name}</strong
              ><span>${renderInline(description)} ${endpoints.length} endpoints.</span></a
            >
          </li>`,
      )}
    </ul>`
