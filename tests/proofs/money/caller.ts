import { setTimeout as sleep } from 'node:timers/promises'
import { call, isWhole, type Seen } from '../callers/call.ts'
import { DIALECTS, type CallerDialect } from '../callers/dialects.ts'
import type { Chance } from '../chance.ts'
import { BEHAVIORS, modelOf, MODELS } from './models.ts'
import type { Payer } from './payers.ts'

/** One request as its caller saw it. `number` is in its user-agent, and therefore in the database. */
export type Memory = {
  number: number
  payer: Payer
  edge: number
  behavior: string
  dialect: string
  isStream: boolean
  startedAtMs: number
  endedAtMs: number
  seen: Seen
}

export type Fate = 'whole' | 'broken off' | 'left' | 'refused'

/** How a request ended for its caller. */
export const fateOf = ({ seen }: Memory): Fate => {
  if (seen.broke === 'left') return 'left'
  if (isWhole(seen)) return 'whole'
  return seen.status !== null && seen.status !== 200 ? 'refused' : 'broken off'
}

export type Crowd = { memories: Memory[]; underWay: number }

export type CrowdOptions = {
  chance: Chance
  size: number
  /** The `performance.now()` after which callers send no more requests. */
  untilMs: number
  edges: { url: string }[]
  payers: Payer[]
}

/** Concurrent callers, each of whom sends the next request as soon as the last one is answered. */
export const startCrowd = (options: CrowdOptions): Crowd & { gone: Promise<void> } => {
  const crowd: Crowd = { memories: [], underWay: 0 }
  const counter = { next: 1 }
  const callers = Array.from({ length: options.size }, (_, index) =>
    behave(crowd, counter, options, options.chance.fork(), index),
  )
  return Object.assign(crowd, { gone: Promise.all(callers).then(() => undefined) })
}

const ARRIVAL_MS = 4

const behave = async (
  crowd: Crowd,
  counter: { next: number },
  options: CrowdOptions,
  chance: Chance,
  index: number,
): Promise<void> => {
  await sleep(index * ARRIVAL_MS)
  while (performance.now() < options.untilMs) {
    crowd.underWay += 1
    const memory = await askOnce(counter.next++, options, chance)
    crowd.underWay -= 1
    crowd.memories.push(memory)
    // A refused caller waits a second, which is the most common `retry-after`.
    if (memory.seen.status !== 200) await sleep(chance.between(500, 1_500))
  }
}

/** No limit, if the dialect allows that. */
const longestAnswer = (dialect: CallerDialect): { maxTokens?: number } =>
  dialect === 'anthropic-messages' ? { maxTokens: 128_000 } : {}

/** The probability that a caller disconnects before the end of its answer. */
const LEAVES = 0.2

const askOnce = async (number: number, { edges, payers }: CrowdOptions, chance: Chance): Promise<Memory> => {
  const { behavior, upstream } = chance.pick(MODELS)
  const { kind, isLongest } = BEHAVIORS[behavior]!
  const edge = chance.between(0, edges.length - 1)
  const payer = chance.pick(payers)
  const dialect = chance.pick(DIALECTS)
  const isStream = kind !== 'plain'
  const leave = new AbortController()
  const leavesInMs = chance.next() < LEAVES ? chance.between(0, 3_000) : null
  const timer = leavesInMs === null ? undefined : setTimeout(() => leave.abort(), leavesInMs)
  const startedAtMs = performance.now()
  const seen = await call({
    dialect,
    url: edges[edge]!.url,
    apiKey: payer.apiKey,
    model: modelOf(behavior, upstream),
    isStream,
    ...(isLongest ? longestAnswer(dialect) : { maxTokens: 20 }),
    headers: { 'user-agent': `proof/${number}` },
    signal: leave.signal,
  })
  clearTimeout(timer)
  return {
    number,
    payer,
    edge,
    behavior,
    dialect,
    isStream,
    startedAtMs,
    endedAtMs: performance.now(),
    seen,
  }
}
