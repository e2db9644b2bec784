import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * The folder of texts and assets. In the image, the bundled code is in a folder next to it too, so that this path is
 * the same as in the repository.
 */
const CONTENT = new URL('../content/', import.meta.url)

const read = (name: string): Buffer => readFileSync(new URL(name, CONTENT))

export const readGuideText = (slug: string): string => read(`guides/${slug}.md`).toString()

export type Asset = { bytes: Buffer; type: string; hash: string }

const asset = (name: string, type: string): Asset => {
  const bytes = read(`assets/${name}`)
  return { bytes, type, hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 16) }
}

/** Files that the pages load by a URL with their hash, so that browsers may cache them forever. */
export const ASSETS = {
  'page.css': asset('page.css', 'text/css; charset=utf-8'),
  'page.js': asset('page.js', 'text/javascript; charset=utf-8'),
  'try.js': asset('try.js', 'text/javascript; charset=utf-8'),
  'favicon.ico': asset('favicon.ico', 'image/x-icon'),
  'favicon.svg': asset('favicon.svg', 'image/svg+xml'),
} as const

export type AssetName = keyof typeof ASSETS

export const assetUrl = (name: AssetName): string => `/docs/assets/${name}?${ASSETS[name].hash}`
