/** The outcomes of a route's requests in the last minutes. Windows can be added. */
export type Observed = {
  attempts: number
  errors: number
  /** Times to the first token, counted by `TTFT_BOUNDS_MS`, without trailing zeros. */
  ttft: number[]
  /** Output tokens, and the milliseconds they took. */
  tokens: number
  tokensMs: number
}

type Bucket = Observed & { number: number }

const BUCKET_MS = 10_000
const BUCKETS = 30

/** Upper bounds that grow by a quarter, so the median is exact to about an eighth. 10 ms to 2.5 minutes. */
const TTFT_BOUNDS_MS: readonly number[] = Array.from({ length: 44 }, (_, index) => 10 * 1.25 ** index)

export const nothingObserved = (): Observed => ({ attempts: 0, errors: 0, ttft: [], tokens: 0, tokensMs: 0 })

/** Adds to the first. */
export const addObserved = (sum: Observed, more: Observed): Observed => {
  sum.attempts += more.attempts
  sum.errors += more.errors
  sum.tokens += more.tokens
  sum.tokensMs += more.tokensMs
  for (const [index, count] of more.ttft.entries()) sum.ttft[index] = (sum.ttft[index] ?? 0) + count
  return sum
}

/** The median time to the first token; null without one. */
export const medianTtftMs = ({ ttft }: Observed): number | null => {
  const total = ttft.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  const index = ttft.findIndex((count) => {
    seen += count
    return seen * 2 >= total
  })
  const upper = TTFT_BOUNDS_MS[index]!
  return Math.round(index === 0 ? upper / 2 : (TTFT_BOUNDS_MS[index - 1]! + upper) / 2)
}

/** Output tokens per second; null without any. */
export const throughputOf = ({ tokens, tokensMs }: Observed): number | null =>
  tokensMs === 0 ? null : Math.round((tokens * 10_000) / tokensMs) / 10

/** The last five minutes of a route, in buckets of ten seconds. */
export class Window {
  readonly #buckets: Bucket[] = []

  attempt(nowMs: number, isError: boolean): void {
    const bucket = this.#bucket(nowMs)
    bucket.attempts += 1
    if (isError) bucket.errors += 1
  }

  firstToken(nowMs: number, ttftMs: number): void {
    const { ttft } = this.#bucket(nowMs)
    const above = TTFT_BOUNDS_MS.findIndex((bound) => ttftMs <= bound)
    const index = above === -1 ? TTFT_BOUNDS_MS.length - 1 : above
    while (ttft.length <= index) ttft.push(0)
    ttft[index]! += 1
  }

  tokens(nowMs: number, tokens: number, durationMs: number): void {
    const bucket = this.#bucket(nowMs)
    bucket.tokens += tokens
    bucket.tokensMs += durationMs
  }

  /** The measurements of the last `spanMs`, or of all five minutes. */
  observed(nowMs: number, spanMs = BUCKETS * BUCKET_MS): Observed {
    const oldest = Math.floor(nowMs / BUCKET_MS) - Math.ceil(spanMs / BUCKET_MS)
    const sum = nothingObserved()
    for (const bucket of this.#buckets) if (bucket.number > oldest) addObserved(sum, bucket)
    return sum
  }

  #bucket(nowMs: number): Bucket {
    const number = Math.floor(nowMs / BUCKET_MS)
    const last = this.#buckets.at(-1)
    if (last?.number === number) return last
    const bucket = { ...nothingObserved(), number }
    this.#buckets.push(bucket)
    if (this.#buckets.length > BUCKETS) this.#buckets.shift()
    return bucket
  }
}
