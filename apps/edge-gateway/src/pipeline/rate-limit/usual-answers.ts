import { RecentMap } from '@gptget/runtime'

const MAX_KEYS = 50_000
/** The weight of the last answer in the estimate of the next one. */
const NEWEST_SHARE = 0.3
/** The duration of an answer while nothing is known. */
const FIRST_GUESS_MS = 2_000

type Answer = { tokens: number; ms: number }

/** The usual answers of each key. */
export class UsualAnswers {
  readonly #known = new RecentMap<string, Answer>(MAX_KEYS)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Their number of tokens; 1 while nothing is known. */
  tokensOf(keyId: string): number {
    return Math.ceil(this.#known.get(keyId)?.tokens ?? 1)
  }

  /** Their duration. */
  msOf(keyId: string): number {
    return Math.ceil(this.#known.get(keyId)?.ms ?? FIRST_GUESS_MS)
  }

  learn(keyId: string, { tokens, startedAtMs }: { tokens: number; startedAtMs: number }): void {
    const ms = this.#now() - startedAtMs
    const before = this.#known.get(keyId) ?? { tokens, ms }
    this.#known.set(keyId, {
      tokens: before.tokens + (tokens - before.tokens) * NEWEST_SHARE,
      ms: before.ms + (ms - before.ms) * NEWEST_SHARE,
    })
  }
}
