import { setTimeout as sleep } from 'node:timers/promises'
import { createSseReader } from '@gptget/protocol'
import { startStopwatch, words } from '@gptget/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { USER_TURN } from './platform/ask.ts'
import { readBegun } from './platform/read-begun.ts'
import { awaitReceipt } from './platform/receipts.ts'
import { faultConfig, modelOf } from './platform/scripted-config.ts'
import { startPlatform } from './platform/start-platform.ts'
import { usePlatform } from './platform/use-platform.ts'
import { waitUntilReady } from './platform/wait-until-ready.ts'

/** The whole answer takes two and a half seconds. */
const SLOW = 'text-50+trickle-50'
/** Ends within the time that a stopping edge allows. */
const SHORT = 'text-10+trickle-50'
const GRACE_MS = 600
const DRAIN_MS = 600

const world = usePlatform((upstream) => ({
  mode: 'processes',
  edges: 2,
  routers: 2,
  billings: 2,
  config: faultConfig(upstream, [SLOW, SHORT]),
  env: { GPTGET_SHUTDOWN_GRACE_MS: String(GRACE_MS), GPTGET_SHUTDOWN_DRAIN_MS: String(DRAIN_MS) },
}))

const edge = () => world.platform.of('edge-gateway')[0]!
const otherEdge = () => world.platform.of('edge-gateway')[1]!

afterEach(async () => {
  await edge().stop()
  await edge().restart()
  await waitUntilReady(edge().url)
})

const ASKS: Record<string, (model: string) => [path: string, body: object]> = {
  'openai-chat': () => ['/v1/chat/completions', { messages: USER_TURN, stream: true }],
  'openai-responses': () => ['/v1/responses', { input: 'Hello!', stream: true }],
  'anthropic-messages': () => ['/v1/messages', { messages: USER_TURN, max_tokens: 99, stream: true }],
  gemini: (model) => [
    `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
    { contents: [{ role: 'user', parts: [{ text: 'Hello!' }] }] },
  ],
}

const headers = () => ({
  'content-type': 'application/json',
  authorization: `Bearer ${world.account.apiKey}`,
})
const ask = (dialect: string, script: string): Promise<Response> => {
  const model = modelOf(script)
  const [path, body] = ASKS[dialect]!(model)
  return fetch(edge().url + path, {
    method: 'POST',
    headers: headers(),
    body: JSON.stringify({ model, ...body }),
  })
}
/** Asks in every dialect at the same time, because each stop of an edge costs seconds. */
const askAll = (script: string) =>
  Promise.all(Object.keys(ASKS).map(async (dialect) => ({ dialect, answer: await ask(dialect, script) })))
const idOf = (response: Response): string => response.headers.get('x-generation-id') ?? ''
/** The final `[DONE]` of chats is not an event. */
const framesOf = (text: string) =>
  createSseReader()
    .push(text)
    .filter(({ data }) => data !== '[DONE]')
const readyStatus = async (): Promise<number> => (await fetch(`${edge().url}/readyz`)).status

/** Sends the signal without waiting. `end` resolves when the process has ended. */
const signal = (): { end: Promise<void> } => ({ end: edge().stop() })

describe('a stopping edge', () => {
  it('first reports that it is not ready, serves new connections for a while, and then refuses them', async () => {
    const { end } = signal()
    await expect.poll(readyStatus, { interval: 10, timeout: GRACE_MS / 2 }).toBe(503)
    expect((await fetch(`${edge().url}/v1/models`, { headers: headers() })).status).toBe(200)
    await end
    await expect(fetch(`${edge().url}/healthz`)).rejects.toThrow('fetch failed')
  })

  it('lets short answers complete, in every dialect', async () => {
    const answers = await askAll(SHORT)
    const { end } = signal()
    for (const { dialect, answer } of answers) {
      const text = await answer.text()
      const isWhole = text.includes(words(10).at(-1)!) && !/is restarting/.test(text)
      expect({ dialect, isWhole }).toEqual({ dialect, isWhole: true })
    }
    await end
  })

  it('ends longer answers with an error in their dialect, which can be resumed at another edge', async () => {
    const answers = await askAll(SLOW)
    const { end } = signal()
    const seen = await Promise.all(
      answers.map(async ({ dialect, answer }) => ({
        dialect,
        id: idOf(answer),
        frames: framesOf(await answer.text()),
      })),
    )
    await end
    for (const { dialect, id, frames } of seen) {
      expect({ dialect, end: frames.at(-1)?.data }).toEqual({
        dialect,
        end: expect.stringMatching(/is restarting/),
      })
      const url = `${otherEdge().url}/v1/generation/stream?id=${id}`
      const whole = await (await fetch(url, { headers: headers() })).text()
      expect(whole).toContain(words(50).at(-1)!.trim())
      expect({ dialect, frames: framesOf(whole).slice(0, frames.length - 1) }).toEqual({
        dialect,
        frames: frames.slice(0, -1),
      })
    }
  })

  it('ends answers in every dialect with an error at a second signal, and charges what was generated', async () => {
    const answers = await askAll(SLOW)
    const begun = await Promise.all(answers.map(({ answer }) => readBegun(answer)))
    const { pid } = edge()
    const elapsedMs = startStopwatch()
    const { end } = signal()
    await expect.poll(readyStatus, { interval: 10, timeout: GRACE_MS / 2 }).toBe(503)
    process.kill(pid!, 'SIGTERM')
    const texts = await Promise.all(begun.map(({ text }) => text))
    expect(elapsedMs()).toBeLessThan(GRACE_MS)
    await end
    for (const [index, { dialect, answer }] of answers.entries()) {
      expect({ dialect, end: framesOf(texts[index]!).at(-1)?.data }).toEqual({
        dialect,
        end: expect.stringMatching(/was stopped/),
      })
      const receipt = await awaitReceipt(`${otherEdge().url}/v1`, world.account.apiKey, idOf(answer))
      expect(receipt.tokens_completion).toBeGreaterThan(0)
      expect(receipt.tokens_completion).toBeLessThan(50)
    }
  })
})

describe('services that stopped in one process', () => {
  it('do nothing after the drain time is over', async () => {
    const failures: unknown[] = []
    const note = (error: unknown): void => void failures.push(error)
    process.on('uncaughtException', note)
    try {
      const platform = await startPlatform({
        config: faultConfig(world.upstream, [SHORT]),
        together: ['edge-gateway', 'router', 'billing', 'tasks-worker', 'media-proxy'],
        env: { GPTGET_SHUTDOWN_DRAIN_MS: String(DRAIN_MS) },
      })
      await platform.stop()
      await sleep(2 * DRAIN_MS)
      expect(failures).toEqual([])
    } finally {
      process.off('uncaughtException', note)
    }
  })
})
