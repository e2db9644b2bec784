import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * The folder of what is not code. Bundled, this file is a chunk in a folder beside it too: the image has both at the
 * same distance as the repository.
 */
const CONTENT = new URL('../content/', import.meta.url)

const read = (name: string): Buffer => readFileSync(new URL(name, CONTENT))

export const readGuideText = (slug: string): string => read(`guides/${slug}.md`).toString()

export type Asset = { bytes: Buffer; type: string; hash: string }

const asset = (name: string, type: string): Asset => {
  const bytes = read(`assets/${name}`)
  return { bytes, type, hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 16) }
}

/** Files of the pages, which name them with their hash: a browser may keep them for good. */
export const ASSETS = {
  'page.css': asset('page.css', 'text/css; charset=utf-8'),
  'page.js': asset('page.js', 'text/javascript; charset=utf-8'),
  'try.js': asset('try.js', 'text/javascript; charset=utf-8'),
  'favicon.ico': asset('favicon.ico', 'image/x-icon'),
  'favicon.svg': asset('favicon.svg', 'image/svg+xml'),
} as const

export type AssetName = keyof typeof ASSETS

export const assetUrl = (name: AssetName): string => `/docs/assets/${name}?${ASSETS[name].hash}`
