import { imageSize } from 'image-size'
import type { MediaKind } from '@gptget/contracts'
import { parseStream } from 'music-metadata'
import { Readable } from 'node:stream'
import type { Storage } from '../storage/storage.ts'

/** Facts about a file besides its bytes. */
export type Shape = { width: number | null; height: number | null; duration_ms: number | null }

const UNKNOWN: Shape = { width: null, height: null, duration_ms: null }

/** Larger files are not read a second time for it. */
const MAX_READ_BYTES = 256 * 1024 * 1024

type Written = { objectId: string; kind: MediaKind; start: Buffer; contentType: string; byteLength: number }

/** The size or length of a file that was just written. Unknown values are null, which is no failure. */
export const shapeOf = async (storage: Storage, { kind, ...file }: Written): Promise<Shape> => {
  try {
    if (kind === 'image') return { ...UNKNOWN, ...sizeOf(file.start) }
    if (kind === 'input' || file.byteLength > MAX_READ_BYTES) return UNKNOWN
    return { ...UNKNOWN, duration_ms: await durationOf(storage, file) }
  } catch {
    // Both libraries throw for unknown input.
    return UNKNOWN
  }
}

/** The width of a rotated photograph as it is displayed. */
const sizeOf = (start: Buffer): Pick<Shape, 'width' | 'height'> => {
  // A copy with nothing after it: the library reads beyond the end of a view.
  const { width, height, orientation = 1 } = imageSize(new Uint8Array(start))
  if (![width, height].every(isCount)) return { width: null, height: null }
  return orientation >= 5 ? { width: height, height: width } : { width, height }
}

const durationOf = async (
  storage: Storage,
  { objectId, contentType, byteLength }: Omit<Written, 'kind'>,
): Promise<number | null> => {
  const bytes = Readable.from(await storage.read(objectId, 0, byteLength - 1), { objectMode: false })
  try {
    const about = { mimeType: contentType, size: byteLength }
    const { format } = await parseStream(bytes, about, { duration: true, skipCovers: true })
    const durationMs = Math.round((format.duration ?? NaN) * 1_000)
    return durationMs === 0 || isCount(durationMs) ? durationMs : null
  } finally {
    bytes.destroy()
  }
}

/** The range of Postgres's integers: a truncated or faked file may contain anything. */
const isCount = (value: number): boolean => Number.isInteger(value) && value > 0 && value < 2 ** 31
