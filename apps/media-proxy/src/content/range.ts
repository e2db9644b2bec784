/** The requested part of a file: bytes `start` to `end`, both inclusive. */
export type Range = { type: 'whole' } | { type: 'part'; start: number; end: number } | { type: 'none' }

type Conditions = {
  range: string | undefined
  ifRange: string | undefined
  ifNoneMatch: string | undefined
}
type File = { byteLength: number; etag: string }

const SINGLE = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i

/**
 * The part of a file that a request wants (RFC 9110, 14.2). Several ranges, an invalid range and a range of another
 * version (`If-Range`) get the whole file. `none`: the part does not exist (416).
 */
export const readRange = ({ range, ifRange }: Pick<Conditions, 'range' | 'ifRange'>, file: File): Range => {
  const match = range === undefined ? null : SINGLE.exec(range)
  if (match === null || (ifRange !== undefined && ifRange.trim() !== file.etag)) return { type: 'whole' }
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return { type: 'whole' }
  return first === '' ? suffixOf(Number(last), file) : partOf(Number(first), last, file)
}

/** The last bytes. */
const suffixOf = (count: number, { byteLength }: File): Range =>
  count === 0 || byteLength === 0
    ? { type: 'none' }
    : { type: 'part', start: Math.max(0, byteLength - count), end: byteLength - 1 }

const partOf = (start: number, last: string, { byteLength }: File): Range => {
  const end = last === '' ? Infinity : Number(last)
  if (end < start) return { type: 'whole' }
  if (start >= byteLength) return { type: 'none' }
  return { type: 'part', start, end: Math.min(end, byteLength - 1) }
}

/** Whether the caller already has the file (`If-None-Match`). */
export const isKnown = ({ ifNoneMatch }: Pick<Conditions, 'ifNoneMatch'>, { etag }: File): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === etag || tag === '*')
