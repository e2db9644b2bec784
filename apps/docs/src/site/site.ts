import { html } from 'hono/html'
import { ASSETS } from '../content.ts'
import type { Asset, AssetName } from '../content.ts'
import { GUIDES } from './guides.ts'
import { renderLayout } from './layout.ts'
import type { Page } from './layout.ts'
import { renderMarkdown } from './render-markdown.ts'
import { renderNotFound } from './render-not-found.ts'
import { renderOperation } from './render-operation.ts'
import { renderOverview } from './render-overview.ts'
import { renderReference } from './render-reference.ts'
import { CHAPTERS, DOCUMENT, endpointUrl } from './reference.ts'
import { buildSearchIndex } from './search-index.ts'

const SUMMARY = DOCUMENT.info.summary

const PAGES = new Map<string, Page>(
  [
    {
      path: '/docs',
      title: 'Documentation',
      description: SUMMARY,
      body: renderOverview(),
      hasContents: true,
    },
    {
      path: '/docs/api',
      title: 'API reference',
      description: `Every endpoint. ${SUMMARY}`,
      body: renderReference(),
      hasContents: true,
    },
    ...GUIDES.map(({ slug, title, summary, text }) => ({
      path: `/docs/${slug}`,
      title,
      description: summary,
      body: html`<article class="guide">${renderMarkdown(text)}</article>`,
      hasContents: true,
    })),
    ...CHAPTERS.flatMap(({ endpoints }) => endpoints).map((endpoint) => ({
      path: endpointUrl(endpoint),
      title: endpoint.operation.summary,
      description: `${endpoint.method.toUpperCase()} ${endpoint.path}`,
      body: renderOperation(endpoint, DOCUMENT.components.schemas),
      hasContents: true,
      hasTryIt: true,
    })),
  ].map((page) => [page.path, page]),
)

const printed = new Map<string, Promise<string>>()

/** The paths of all pages. */
export const PAGE_PATHS: readonly string[] = [...PAGES.keys()]

/** Returns the page of a path, rendered at its first request; undefined for an unknown path. */
export const readPage = (path: string): Promise<string> | undefined => {
  const page = PAGES.get(path)
  if (page === undefined) return undefined
  const text = printed.get(path) ?? renderLayout(page)
  printed.set(path, text)
  return text
}

export const readAsset = (name: string): Asset | undefined =>
  Object.hasOwn(ASSETS, name) ? ASSETS[name as AssetName] : undefined

export const DOCUMENT_TEXT = JSON.stringify(DOCUMENT)

export const SEARCH_TEXT = JSON.stringify(buildSearchIndex())

export const printNotFound = (): Promise<string> =>
  renderLayout({ path: '', title: 'Page not found', description: SUMMARY, body: renderNotFound() })
