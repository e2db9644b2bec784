import { OPERATIONS } from '@gptget/api'
import { describe, expect, it } from 'vitest'
import { createApp } from './app.ts'
import { manifest } from './manifest.ts'
import { ASSETS } from './content.ts'
import { PAGE_PATHS } from './site/site.ts'

const app = createApp({ checks: {} })

const read = async (path: string): Promise<string> => {
  const response = await app.request(path)
  expect([path, response.status]).toEqual([path, 200])
  return response.text()
}

/** The URLs that a page links to or loads. */
const linksIn = (page: string): string[] =>
  [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!)

const isForwarded = (path: string): boolean =>
  manifest.paths.some((pattern) =>
    pattern.endsWith('/*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern,
  )

/** Paths of the console that the documentation links to. */
const CONSOLE_PATHS = ['/', '/pricing', '/keys']

describe('the pages', () => {
  it.each(PAGE_PATHS)('at %s are small and load nothing from other hosts', async (path) => {
    const response = await app.request(path)
    const page = await response.text()
    const assets = linksIn(page).filter((url) => url.startsWith('/docs/assets/'))
    const sizes = await Promise.all(assets.map(async (url) => (await read(url)).length))
    expect(sizes.reduce((sum, size) => sum + size, page.length)).toBeLessThan(250_000)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(linksIn(page).filter((url) => !/^(#|\/(?!\/))/.test(url))).toEqual([])
    expect(page).not.toMatch(/<script(?! src=)|<style|\son\w+=|\sstyle=/)
  })

  it('link only to pages and files that exist', async () => {
    const pages = new Map(
      await Promise.all(PAGE_PATHS.map(async (path) => [path, await read(path)] as const)),
    )
    const targets = new Set(
      [...pages].flatMap(([path, page]) => linksIn(page).map((url) => new URL(url, `http://x${path}`))),
    )
    const isKnown = ({ pathname, hash }: URL): boolean =>
      pathname.startsWith('/docs/assets/') ||
      pathname === '/openapi.json' ||
      CONSOLE_PATHS.includes(pathname) ||
      pages.get(pathname)?.includes(hash ? `id="${hash.slice(1)}"` : '') === true
    expect([...targets].filter((url) => !isKnown(url)).map(String)).toEqual([])
  })

  it('cover every operation and its parameters', async () => {
    for (const { operationId, path } of OPERATIONS) {
      const page = await read(`/docs/api/${operationId}`)
      expect(page).toContain(path)
      expect(page).toContain('class="try"')
    }
  })

  it('are all on paths that the edges forward', () => {
    expect(PAGE_PATHS.filter((path) => !isForwarded(path))).toEqual([])
  })

  it('are not sent again while they are unchanged', async () => {
    const etag = (await app.request('/docs')).headers.get('etag')
    expect(etag).toBeTruthy()
    const again = await app.request('/docs', { headers: { 'if-none-match': etag! } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('are replaced by a 404 page with a link to the search for an unknown path', async () => {
    const response = await app.request('/docs/nothing')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('Page not found')
  })
})

describe('their files', () => {
  it.each(Object.keys(ASSETS))('%s may be cached forever if the URL has their hash', async (name) => {
    const response = await app.request(`/docs/assets/${name}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toContain('immutable')
  })

  it('do not include other files of the folder', async () => {
    for (const name of ['..%2fguides%2fkeys.md', 'constructor', 'nothing.js'])
      expect((await app.request(`/docs/assets/${name}`)).status).toBe(404)
  })

  it('contain scripts that parse', async () => {
    for (const name of ['page.js', 'try.js']) {
      const script = await read(`/docs/assets/${name}`)
      expect(() => new Function(script)).not.toThrow()
    }
  })

  it('include an icon at the default path of browsers', async () => {
    const bytes = new Uint8Array(await (await app.request('/favicon.ico')).arrayBuffer())
    expect([...bytes.subarray(0, 6)]).toEqual([0, 0, 1, 0, 3, 0])
  })
})

describe('the search', () => {
  it('covers every guide and operation, and links to the place of each', async () => {
    const sections = JSON.parse(await read('/docs/search.json')) as {
      href: string
      text: string
      title: string
    }[]
    const found = new Set(sections.map(({ href }) => href.split('#')[0]))
    const documentation = PAGE_PATHS.filter((path) => /^\/docs\/(?!api$)/.test(path))
    expect([...found].toSorted()).toEqual([...documentation].toSorted())
    expect(sections.every(({ title, text }) => title.length > 0 && !/[`*]/.test(text))).toBe(true)
    expect(sections.some(({ text }) => text.includes('x-ratelimit-remaining-requests'))).toBe(true)
  })
})
