import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ServiceName } from './platform/service-name.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform(() => ({
  mode: 'processes',
  config: { providers: {}, models: {} },
  computers: 1,
  realtimes: 1,
  env: { COMPUTERS_DRIVER: 'none', MEDIA_ALLOWED_HOSTS: '127.0.0.1' },
}))

const MIB = 1024 * 1024
const MAX_BYTES = 50 * MIB
/** The longest that an event loop works on anything while somebody else waits. */
const BAR_MS = 100
/** A collection of garbage may come in between. */
const ATTEMPTS = 3

const filled = (before: string, unit: string, after: string, bytes = MAX_BYTES): string =>
  before + unit.repeat(Math.floor((bytes - before.length - after.length) / unit.length)) + after

const MOST_VALUES = '{"a":1},'.repeat(249_000)
const PICTURE = `"data:image/png;base64,${'A'.repeat(15_999_900)}"`

/** What costs a reader most, for each kind of body: of a task, and of a run of a computer. */
const TASKS: Record<string, () => string> = {
  'escaped characters': () => filled('{"type":"video","prompt":"', '\\u0041', '"}'),
  'white space': () => filled('{', ' ', '}'),
  'most values': () => filled(`{"type":"video","input":{"a":[${MOST_VALUES}1]},"p":"`, 'a', '"}'),
  'largest pictures': () =>
    `{"type":"video","model":"test/none","reference_images":[${[PICTURE, PICTURE, PICTURE].join()}]}`,
}
const RUNS: Record<string, () => string> = {
  'most parts': () =>
    `{"model":"test/none","messages":[{"role":"user","content":[${'{"type":"text","text":""},'.repeat(160_000)}{"type":"text","text":""}]}]}`,
  'escaped characters': () => filled('{"messages":"', '\\u0041', '"}', 16 * MIB),
  'a body that is refused for its size': () => filled('{"messages":"', 'a', '"}'),
}

type Case = { service: ServiceName; path: string; shape: string; make: () => string }
const casesOf = (service: ServiceName, path: string, shapes: Record<string, () => string>): Case[] =>
  Object.entries(shapes).map(([shape, make]) => ({ service, path, shape, make }))
const CASES = [
  ...casesOf('tasks-worker', '/v1/tasks', TASKS),
  ...casesOf('tasks-worker', '/v1/webhooks', { 'white space': TASKS['white space']! }),
  ...casesOf('computers', '/v1/computers/none/runs', RUNS),
  ...casesOf('computers', '/v1/computers/none/click', { 'white space': TASKS['white space']! }),
  ...casesOf('realtime', '/v1/realtime/client_secrets', { 'white space': TASKS['white space']! }),
]

const post = (url: string, body: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      agent: new Agent({ keepAlive: true }),
      headers: { 'content-length': body.byteLength, authorization: `Bearer ${world.account.apiKey}` },
    })
    sent.on('response', (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode!))
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** The processor time of a process's event loop: time on a clock would be that of the whole machine. */
const loopMs = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6

/** The longest that a process works before it answers a trivial request, until `done`. */
const longestWorkMs = async (url: string, pid: number, done: Promise<unknown>): Promise<number> => {
  const state = { isOver: false, longestMs: 0 }
  const over = done.finally(() => {
    state.isOver = true
  })
  while (!state.isOver) {
    const beforeMs = loopMs(pid)
    await (await fetch(`${url}/healthz`)).text()
    state.longestMs = Math.max(state.longestMs, loopMs(pid) - beforeMs)
    await sleep(2)
  }
  await over
  return state.longestMs
}

describe('a body of the maximum size does not delay other callers', () => {
  it.each(CASES)('at $service $path with $shape', async ({ service, path, make }) => {
    const { url, pid } = world.platform.of(service)[0]!
    const body = Buffer.from(make())
    const workedMs: number[] = []
    while (workedMs.length < ATTEMPTS && !workedMs.some((ms) => ms < BAR_MS)) {
      const sent = post(url + path, body)
      workedMs.push(await longestWorkMs(url, pid!, sent))
      expect([400, 404, 409, 413]).toContain(await sent)
    }
    expect(Math.min(...workedMs), `worked ${workedMs.map(Math.round).join(', ')} ms`).toBeLessThan(BAR_MS)
  })
})
