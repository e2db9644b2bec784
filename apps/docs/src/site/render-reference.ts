import { html } from 'hono/html'
import { renderInline } from './render-markdown.ts'
import { slugOf } from './render-markdown.ts'
import type { Html } from './html.ts'
import { CHAPTERS, DOCUMENT, endpointUrl } from './reference.ts'
import { renderMethod } from './render-operation.ts'

/** Renders the list of all endpoints with their summaries. */
export const renderReference = (): Html =>
  html`<h1>API reference</h1>
    <p class="lead">
      Version ${DOCUMENT.info.version}. The same as an OpenAPI 3.1 document:
      <a href="/openapi.json">openapi.json</a>.
    </p>
    ${CHAPTERS.map(
      ({ name, description, endpoints }) =>
        html`<h2 id="${slugOf(name)}">${name}</h2>
          <p>${renderInline(description)}</p>
          <ul class="endpoints">
            ${endpoints.map(
              (endpoint) =>
                html`<li>
                  <a href="${endpointUrl(endpoint)}">
                    ${renderMethod(endpoint.method)}<code>${endpoint.path}</code
                    ><span>${endpoint.operation.summary}</span>
                  </a>
                </li>`,
            )}
          </ul>`,
    )}`
