import { createHash } from 'node:crypto'
import { html } from 'hono/html'
import { resolveOperation } from '@gptget/api/document'
import type { OpenApiDocument } from '@gptget/api/document'
import type { Html } from './html.ts'
import { PAGE_SCRIPT } from './page-script.ts'
import { PAGE_STYLE } from './page-style.ts'
import { headingsOf, renderInline, renderMarkdown, slugOf } from './render-markdown.ts'
import { renderMethod, renderOperation } from './render-operation.ts'
import type { Endpoint } from './render-operation.ts'

type Chapter = { name: string; description: string; endpoints: Endpoint[] }

/** An OpenAPI document as one page that can be read without a script. */
export const renderPage = async (document: OpenApiDocument): Promise<string> => {
  const { info, components } = document
  const chapters = chaptersOf(document)
  return String(
    await html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${info.title}</title>
          <meta name="description" content="${info.summary}" />
          <link rel="icon" href="${ICON}" />
          <link rel="stylesheet" href="/docs/page.css?${hashOf(PAGE_STYLE)}" />
          <script src="/docs/page.js?${hashOf(PAGE_SCRIPT)}"></script>
        </head>
        <body>
          <a class="skip" href="#top">Skip to the reference</a>
          ${renderHeader(info)}
          <div class="frame">
            ${renderContents(info.description, chapters)}
            <main id="top">
              <section class="guides">
                <h1>${info.title}</h1>
                ${renderMarkdown(info.description)}
              </section>
              ${chapters.map(
                ({ name, description, endpoints }) =>
                  html`<section class="chapter">
                    <h2 id="${slugOf(`api ${name}`)}">${name}</h2>
                    <p class="lead">${renderInline(description)}</p>
                    ${endpoints.map((endpoint) => renderOperation(endpoint, components.schemas))}
                  </section>`,
              )}
            </main>
          </div>
        </body>
      </html>`,
  )
}

const chaptersOf = ({ tags, paths, components }: OpenApiDocument): Chapter[] => {
  const endpoints = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method,
      path,
      operation: resolveOperation(operation, components),
    })),
  )
  return tags.map(({ name, description }) => ({
    name,
    description,
    endpoints: endpoints.filter(({ operation }) => operation.tags.includes(name)),
  }))
}

const renderHeader = ({ version }: OpenApiDocument['info']): Html =>
  html`<header class="bar">
    <a class="brand" href="#top"><span class="mark" aria-hidden="true">G</span>GptGet</a>
    <span class="version">API reference · ${version}</span>
    <span class="space"></span>
    <a class="bar-link" href="/openapi.json">OpenAPI</a>
    <button type="button" class="theme" hidden aria-label="Switch between light and dark">
      <span aria-hidden="true">◐</span>
    </button>
  </header>`

const renderContents = (guides: string, chapters: readonly Chapter[]): Html =>
  html`<nav class="contents" aria-label="Contents">
    <input type="search" class="find" placeholder="Find an endpoint" aria-label="Find an endpoint" hidden />
    <h2>Guide</h2>
    <ul>
      <li><a href="#top">Introduction</a></li>
      ${headingsOf(guides).map((heading) => html`<li><a href="#${slugOf(heading)}">${heading}</a></li>`)}
    </ul>
    ${chapters.map(
      ({ name, endpoints }) =>
        html`<h2>${name}</h2>
          <ul>
            ${endpoints.map(
              ({ method, path, operation }) =>
                html`<li data-find="${`${path} ${operation.summary}`.toLowerCase()}">
                  <a href="#${operation.operationId}" title="${path}"
                    ><span>${operation.summary}</span>${renderMethod(method)}</a
                  >
                </li>`,
            )}
          </ul>`,
    )}
  </nav>`

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16)

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4f46e5"/><path d="M22 12a7.5 7.5 0 1 0 1 6h-6" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`
