import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { Connections } from '../callers/connections.ts'
import { call, isWhole } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'

/** What well-behaved callers saw during an attack. */
export type Observed = {
  /** From the request to the first token of a stream, in milliseconds, ascending. */
  firstTokenMs: number[]
  /** From a request for a list to the end of its answer, in milliseconds, ascending. */
  readMs: number[]
  /** The outcomes of incomplete streams, and of lists that were not answered. */
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

const READ_PAUSE_MS = 400
/** From the edge's memory, and from each service with tables. */
const READS = [
  '/v1/models?limit=20',
  '/v1/ledger?limit=5',
  '/v1/tasks?limit=5',
  '/v1/key',
  '/v1/media?limit=5',
]

const connections = new Connections({ headersTimeout: 60_000, bodyTimeout: 60_000 })

/**
 * Each key's owner streams one answer after another until the time is up, in each dialect in turn, and reads lists
 * meanwhile.
 */
export const watchBystanders = async (options: BystanderOptions): Promise<Observed> => {
  const observed: Observed = { firstTokenMs: [], readMs: [], lost: [] }
  await Promise.all(
    options.apiKeys.flatMap((apiKey, index) => [
      streamOn(options, apiKey, index, observed),
      readOn(options, apiKey, index, observed),
    ]),
  )
  observed.firstTokenMs.sort((a, b) => a - b)
  observed.readMs.sort((a, b) => a - b)
  return observed
}

/** Closes the idle connections. */
export const closeBystanders = (): Promise<void> => connections.close()

const readOn = async (
  { urls, untilMs }: BystanderOptions,
  apiKey: string,
  first: number,
  observed: Observed,
): Promise<void> => {
  await sleep((first * READ_PAUSE_MS) / 4)
  for (let turn = first; performance.now() < untilMs; turn++) {
    const startedAtMs = performance.now()
    const path = READS[turn % READS.length]!
    const status = await statusOf(urls[turn % urls.length]! + path, apiKey)
    if (status === '200') observed.readMs.push(performance.now() - startedAtMs)
    else observed.lost.push(`GET ${path}: ${status}`)
    await sleep(READ_PAUSE_MS)
  }
}

const statusOf = async (url: string, apiKey: string): Promise<string> => {
  try {
    const { statusCode, body } = await request(url, {
      dispatcher: connections.dispatcher,
      headers: { authorization: `Bearer ${apiKey}` },
    })
    await body.dump()
    return String(statusCode)
  } catch (error) {
    return (error as Error).message
  }
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
        `${dialect}: status ${seen.status}, ${seen.errorBody ? JSON.stringify(seen.errorBody) : (seen.error ?? seen.broke)}, ${seen.tokenCount} tokens`,
      )
    await sleep(PAUSE_MS)
  }
}

/** A percentile of an ascending list. */
export const percentile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
