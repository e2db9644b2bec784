import { gzipSync } from 'node:zlib'
import { etagOf, type PageFile } from '../page-files.ts'

/** An answer that many people get: serialized and compressed once. */
export const printJson = (value: unknown): PageFile => {
  const bytes = Buffer.from(JSON.stringify(value))
  return { bytes, packed: { gzip: gzipSync(bytes) }, type: 'application/json', etag: etagOf(bytes) }
}
