import { setTimeout as sleep } from 'node:timers/promises'
import { call, isWhole } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'

/** What well-behaved callers saw during an attack. */
export type Observed = {
  /** From the request to the first token of a stream, in milliseconds, ascending. */
  firstTokenMs: number[]
  /** The outcomes of incomplete streams. */
  lost: string[]
}

export type BystanderOptions = {
  urls: readonly string[]
  apiKeys: readonly string[]
  model: string
  untilMs: number
}

const PAUSE_MS = 150
const MAX_TOKENS = 64

/** Each key's owner streams one answer after another until the time is up, in each dialect in turn. */
export const watchBystanders = async (options: BystanderOptions): Promise<Observed> => {
  const observed: Observed = { firstTokenMs: [], lost: [] }
  await Promise.all(options.apiKeys.map((apiKey, index) => streamOn(options, apiKey, index, observed)))
  observed.firstTokenMs.sort((a, b) => a - b)
  return observed
}

const streamOn = async (
  { urls, model, untilMs }: BystanderOptions,
  apiKey: string,
  first: number,
  observed: Observed,
): Promise<void> => {
  // Not all at the same moment.
  await sleep((first * PAUSE_MS) / 4)
  for (let turn = first; performance.now() < untilMs; turn++) {
    const startedAtMs = performance.now()
    const dialect = DIALECTS[turn % DIALECTS.length]!
    const url = urls[turn % urls.length]!
    const onToken = (count: number): void => {
      if (count === 1) observed.firstTokenMs.push(performance.now() - startedAtMs)
    }
    const seen = await call({ dialect, url, apiKey, model, isStream: true, maxTokens: MAX_TOKENS, onToken })
    if (!isWhole(seen))
      observed.lost.push(
        `${dialect}: status ${seen.status}, ${seen.error ?? seen.broke}, ${seen.tokenCount} tokens`,
      )
    await sleep(PAUSE_MS)
  }
}

/** A percentile of an ascending list. */
export const percentile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
