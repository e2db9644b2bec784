import { html } from 'hono/html'
import { assetUrl } from '../content.ts'
import { GUIDES } from './guides.ts'
import type { Html } from './html.ts'
import { CHAPTERS, endpointUrl } from './reference.ts'
import { renderMethod } from './render-operation.ts'

export type Page = {
  title: string
  description: string
  /** Its path, which is marked in the table of contents. */
  path: string
  body: Html
  /** Whether to show the table of contents; false for pages that are not documentation. */
  hasContents?: boolean
  hasTryIt?: boolean
}

/** Renders a whole page: head, bar, table of contents and body. It is readable without scripts. */
export const renderLayout = async (page: Page): Promise<string> =>
  String(
    await html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${page.title === 'GptGet' ? page.title : `${page.title} · GptGet`}</title>
          <meta name="description" content="${page.description}" />
          <link rel="icon" href="${assetUrl('favicon.svg')}" type="image/svg+xml" />
          <link rel="stylesheet" href="${assetUrl('page.css')}" />
          <script src="${assetUrl('page.js')}"></script>
          ${page.hasTryIt ? html`<script src="${assetUrl('try.js')}"></script>` : ''}
        </head>
        <body>
          <a class="skip" href="#main">Skip to the text</a>
          ${renderBar(page.path)}
          ${
            page.hasContents
              ? html`<div class="frame">
                  ${renderContents(page.path)}
                  <main id="main">${page.body}</main>
                </div>`
              : html`<main id="main" class="site">${page.body}</main>`
          }
        </body>
      </html>`,
  )

const BAR: readonly [href: string, text: string][] = [
  ['/docs', 'Docs'],
  ['/docs/api', 'API'],
  ['/pricing', 'Pricing'],
  ['/keys', 'Keys'],
]

/** The current link is the longest that is a prefix of the path. */
const currentOf = (path: string): string | undefined =>
  BAR.map(([href]) => href)
    .filter((href) => path === href || path.startsWith(`${href}/`))
    .toSorted((one, other) => other.length - one.length)[0]

const current = (isCurrent: boolean): Html => (isCurrent ? html` aria-current="page"` : html``)

const renderBar = (path: string): Html =>
  html`<header class="bar">
    <a class="brand" href="/"><span class="mark" aria-hidden="true">G</span>GptGet</a>
    <nav class="bar-links" aria-label="Site">
      ${BAR.map(
        ([href, text]) =>
          html`<a class="bar-link" href="${href}" ${current(href === currentOf(path))}>${text}</a>`,
      )}
    </nav>
    <span class="space"></span>
    <div class="search" role="search" data-script hidden>
      <input
        type="search"
        class="find"
        placeholder="Search"
        aria-label="Search the documentation"
        autocomplete="off"
      />
      <ul class="results" hidden></ul>
    </div>
    <button type="button" class="theme" data-script hidden aria-label="Switch between light and dark">
      <span aria-hidden="true">◐</span>
    </button>
  </header>`

const renderContents = (path: string): Html =>
  html`<nav class="contents" aria-label="Documentation">
    <h2>Guides</h2>
    <ul>
      ${GUIDES.map(({ slug, title }) => {
        const href = `/docs/${slug}`
        return html`<li><a href="${href}" ${current(href === path)}>${title}</a></li>`
      })}
    </ul>
    ${CHAPTERS.map(
      ({ name, endpoints }) =>
        html`<h2>${name}</h2>
          <ul>
            ${endpoints.map((endpoint) => {
              const href = endpointUrl(endpoint)
              return html`<li>
                <a href="${href}" title="${endpoint.path}" ${current(href === path)}
                  ><span>${endpoint.operation.summary}</span>${renderMethod(endpoint.method)}</a
                >
              </li>`
            })}
          </ul>`,
    )}
  </nav>`
