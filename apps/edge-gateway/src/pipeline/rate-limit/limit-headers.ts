import type { LimitState } from './rate-limiter.ts'

/** OpenAI's rate limit headers. If key and account both have a limit, those of the tighter one. */
export const limitHeaders = (states: readonly LimitState[]): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const kind of ['requests', 'tokens'] as const) {
    const tightest = tightestOf(states, kind)
    if (tightest === null) continue
    headers[`x-ratelimit-limit-${kind}`] = String(tightest.perMinute)
    headers[`x-ratelimit-remaining-${kind}`] = String(tightest.remaining)
    headers[`x-ratelimit-reset-${kind}`] = `${(tightest.resetMs / 1000).toFixed(3)}s`
  }
  return headers
}

const tightestOf = (states: readonly LimitState[], kind: LimitState['kind']): LimitState | null => {
  let tightest: LimitState | null = null
  for (const state of states)
    if (state.kind === kind && (tightest === null || isTighter(state, tightest))) tightest = state
  return tightest
}

const isTighter = (a: LimitState, b: LimitState): boolean =>
  a.remaining === b.remaining ? a.resetMs > b.resetMs : a.remaining < b.remaining
