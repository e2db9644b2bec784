import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from '../chance.ts'
import { WAYS } from '../../tasks/task-config.ts'
import { chooseFate, type Fate } from './fates.ts'

export type MadeTask = {
  number: number
  id: string
  model: string
  fate: Fate
  body: Record<string, unknown>
}

type Options = {
  chance: Chance
  count: number
  atOnce: number
  edges: { url: string }[]
  apiKey: string
  deadlineMs: number
}

/** Creates tasks at every provider, each retried with its idempotency key until accepted, and polls it to its end. */
export const makeTasks = async (options: Options): Promise<MadeTask[]> => {
  const made: MadeTask[] = []
  let next = 0
  const work = async (chance: Chance): Promise<void> => {
    while (next < options.count) {
      const task = await makeOne(options, chance, (next += 1))
      if (task !== null) made.push(task)
    }
  }
  await Promise.all(Array.from({ length: options.atOnce }, () => work(options.chance.fork())))
  await Promise.all(made.map(async (task) => Object.assign(task, { body: await follow(options, task.id) })))
  return made
}

const makeOne = async (options: Options, chance: Chance, number: number): Promise<MadeTask | null> => {
  const model = chance.pick(Object.keys(WAYS))
  const fate = chooseFate(chance)
  const asked = {
    type: WAYS[model]!.type,
    model,
    prompt: `proof-${number}. {{${fate.script}}}`,
  }
  const headers = { 'idempotency-key': `proof-${number}` }
  const body = await insist(options, 'POST', '/v1/tasks', asked, headers)
  return body === null ? null : { number, id: String(body['id']), model, fate, body }
}

const OPEN = new Set(['queued', 'in_progress'])

/** The final state of the task, or the last known state if it does not end in time. */
const follow = async (options: Options, id: string): Promise<Record<string, unknown>> => {
  for (;;) {
    const body = await insist(options, 'GET', `/v1/tasks/${id}`)
    if (body === null) return { status: 'not read' }
    if (!OPEN.has(String(body['status'])) || performance.now() > options.deadlineMs) return body
    await sleep(500)
  }
}

/** Tries one edge after the other until one answers; null if none does in time. */
const insist = async (
  { edges, apiKey, deadlineMs }: Options,
  method: string,
  path: string,
  asked?: object,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown> | null> => {
  for (let attempt = 0; performance.now() < deadlineMs; attempt += 1) {
    try {
      const answer = await fetch(edges[attempt % edges.length]!.url + path, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, ...headers },
        signal: AbortSignal.timeout(15_000),
        ...(asked === undefined ? {} : { body: JSON.stringify(asked) }),
      })
      const body = (await answer.json()) as Record<string, unknown>
      if (answer.status === 200) return body
    } catch {
      // This edge is down, or died while it answered. The next one may be up.
    }
    await sleep(200)
  }
  return null
}
