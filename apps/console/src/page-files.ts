import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/**
 * The output of `build/ensure-pages.ts`. The relative path is also right in the image, where this file is bundled into
 * a chunk in a folder beside it.
 */
export const PAGES = new URL('../content/pages/', import.meta.url)

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

/** Compressions by their names in `content-encoding`, the best first. */
export const ENCODINGS = ['br', 'gzip'] as const
export type Encoding = (typeof ENCODINGS)[number]

export type PageFile = {
  bytes: Buffer
  packed: Partial<Record<Encoding, Buffer>>
  type: string
  etag: string
}

export const etagOf = (bytes: Buffer): string =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`

/** Files by path, each read once. */
const files = new Map<string, Promise<PageFile | null>>()

/** A file of the pages; null if there is none. */
export const readPageFile = (path: string): Promise<PageFile | null> => {
  if (!/^[\w.-]+(\/[\w.-]+)?$/.test(path) || path.includes('..')) return Promise.resolve(null)
  const known = files.get(path)
  if (known !== undefined) return known
  const reading = read(path)
  files.set(path, reading)
  reading.then((file) => file ?? files.delete(path)).catch(() => files.delete(path))
  return reading
}

const read = async (path: string): Promise<PageFile | null> => {
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)]
  if (type === undefined) return null
  const [bytes, br, gzip] = await Promise.all([path, `${path}.br`, `${path}.gz`].map(readIfThere))
  if (bytes == null) return null
  return { bytes, packed: { ...(br && { br }), ...(gzip && { gzip }) }, type, etag: etagOf(bytes) }
}

const readIfThere = (path: string): Promise<Buffer | null> =>
  readFile(new URL(path, PAGES)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
