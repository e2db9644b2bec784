/** The requests of players, and the correct answers, for a file of `N` bytes. */
export type RangeCase = {
  who: string
  range: string | null
  status: 200 | 206 | 416
  /** The first and last byte of the answer. Negative numbers count from the end. */
  part: readonly [start: number, end: number] | null
}

export const RANGE_CASES: readonly RangeCase[] = [
  { who: 'Safari, before it plays anything', range: 'bytes=0-1', status: 206, part: [0, 1] },
  { who: 'Safari, once it trusts the answer', range: 'bytes=0-{last}', status: 206, part: [0, -1] },
  { who: 'Safari, a seek', range: 'bytes=65536-{last}', status: 206, part: [65_536, -1] },
  { who: 'Chrome and ffmpeg, to begin with', range: 'bytes=0-', status: 206, part: [0, -1] },
  { who: 'ffmpeg, for an index at the end', range: 'bytes={nearEnd}-', status: 206, part: [-1_000, -1] },
  { who: 'Firefox, a seek', range: 'bytes=100000-', status: 206, part: [100_000, -1] },
  { who: 'curl -r 0-99', range: 'bytes=0-99', status: 206, part: [0, 99] },
  { who: 'curl -r -500', range: 'bytes=-500', status: 206, part: [-500, -1] },
  { who: 'curl -C - of a whole file', range: 'bytes={length}-', status: 416, part: null },
  { who: 'wget, without a range', range: null, status: 200, part: [0, -1] },
  { who: 'a client that wants two parts', range: 'bytes=0-1,5-9', status: 200, part: [0, -1] },
  { who: 'a client that counts something else', range: 'pages=1-2', status: 200, part: [0, -1] },
]
