import type { FoundFile } from '../files/find-file.ts'
import { extensionOf } from '../files/formats.ts'

const MAX_CACHED_SECONDS = 86_400

/** Allows a file's own images and audio, and no script: its content cannot act on this origin. */
const POLICY = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"

export const etagOf = ({ sha256 }: Pick<FoundFile, 'sha256'>): string => `"${sha256}"`

/** The headers of every answer with a file. None comes from the maker of the file. */
export const contentHeaders = (file: FoundFile, nowMs: number): Record<string, string> => ({
  'content-type': file.content_type!,
  'accept-ranges': 'bytes',
  etag: etagOf(file),
  'cache-control': `private, max-age=${cachedSeconds(file, nowMs)}, immutable`,
  vary: 'authorization, x-api-key, x-goog-api-key',
  'content-disposition': `${dispositionOf(file)}; filename="${fileNameOf(file)}"`,
  'x-content-type-options': 'nosniff',
  'content-security-policy': POLICY,
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
})

const cachedSeconds = ({ expires_at }: FoundFile, nowMs: number): number =>
  Math.max(0, Math.min(MAX_CACHED_SECONDS, Math.floor((expires_at.getTime() - nowMs) / 1000)))

/** An SVG is a document: opened on this origin, it could do what our pages may. */
const dispositionOf = ({ content_type }: FoundFile): string =>
  content_type === 'image/svg+xml' ? 'attachment' : 'inline'

const fileNameOf = ({ media_id, file_index, variant, content_type }: FoundFile): string =>
  `${[media_id, file_index, ...(variant === '' ? [] : [variant])].join('-')}.${extensionOf(content_type!)}`
