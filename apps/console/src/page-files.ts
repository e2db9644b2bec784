import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { gzip } from 'node:zlib'
import { promisify } from 'node:util'

const zip = promisify(gzip)

/**
 * What `build/ensure-pages.ts` wrote. Bundled, this file is a chunk in a folder beside it too: the image has both at
 * the same distance as the repository.
 */
export const PAGES = new URL('../content/pages/', import.meta.url)

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

export type PageFile = { bytes: Buffer; zipped: Buffer | null; type: string; etag: string }

/** Files by their path, each read once. */
const files = new Map<string, Promise<PageFile | null>>()

/** A file of the pages; null where there is none. */
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
  const bytes = type === undefined ? null : await readFile(new URL(path, PAGES)).catch(isMissing)
  if (type === undefined || bytes === null) return null
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`
  return { bytes, zipped: type === TYPES.woff2 ? null : await zip(bytes, { level: 9 }), type, etag }
}

const isMissing = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null
  throw error
}
