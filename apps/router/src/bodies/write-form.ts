import type { ImageBody } from '@gptget/protocol'
import { randomBytes } from 'node:crypto'

/** Providers recognize a file's format by the suffix of its name. */
const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/png': 'png',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
}

/** A form as bytes. */
export const writeForm = (
  form: Extract<ImageBody, { type: 'form' }>,
): { body: Buffer; contentType: string } => {
  const boundary = `gptget-${randomBytes(16).toString('hex')}`
  const pieces: Buffer[] = []
  const part = (head: string, content: Buffer): void => {
    pieces.push(
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      content,
      CRLF,
    )
  }
  for (const [name, value] of form.fields) part(`name="${name}"`, Buffer.from(value))
  for (const [index, { name, mediaType, base64 }] of form.files.entries()) {
    const fileName = `${name.replace('[]', '')}-${index}.${EXTENSIONS[mediaType] ?? 'bin'}`
    part(
      `name="${name}"; filename="${fileName}"\r\nContent-Type: ${mediaType}`,
      Buffer.from(base64, 'base64'),
    )
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`))
  return { body: Buffer.concat(pieces), contentType: `multipart/form-data; boundary=${boundary}` }
}

const CRLF = Buffer.from('\r\n')
