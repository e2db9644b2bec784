import { setTimeout as sleep } from 'node:timers/promises'
import { createSseReader } from '@gptget/protocol'
import { words } from '@gptget/testkit'
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

  it.each(Object.keys(ASKS))('lets a short answer complete: %s', async (dialect) => {
    const answer = await ask(dialect, SHORT)
    const { end } = signal()
    const text = await answer.text()
    expect(text).toContain(words(10).at(-1))
    expect(text).not.toMatch(/is restarting/)
    await end
  })

  it.each(Object.keys(ASKS))(
    'ends a longer answer with an error in its dialect, which can be resumed at another edge: %s',
    async (dialect) => {
      const answer = await ask(dialect, SLOW)
      const { end } = signal()
      const text = await answer.text()
      await end
      const frames = framesOf(text)
      expect(frames.at(-1)?.data ?? '').toMatch(/is restarting/)
      const whole = await (
        await fetch(`${otherEdge().url}/v1/generation/stream?id=${idOf(answer)}`, { headers: headers() })
      ).text()
      expect(whole).toContain(words(50).at(-1)!.trim())
      expect(framesOf(whole).slice(0, frames.length - 1)).toEqual(frames.slice(0, -1))
    },
  )

  it.each(Object.keys(ASKS))(
    'ends answers with an error at a second signal, and charges what was generated: %s',
    async (dialect) => {
      const answer = await ask(dialect, SLOW)
      const { text } = await readBegun(answer)
      const { pid } = edge()
      const startedAt = performance.now()
      const { end } = signal()
      await expect.poll(readyStatus, { interval: 10, timeout: GRACE_MS / 2 }).toBe(503)
      process.kill(pid!, 'SIGTERM')
      expect(framesOf(await text).at(-1)?.data ?? '').toMatch(/was stopped/)
      expect(performance.now() - startedAt).toBeLessThan(GRACE_MS)
      await end
      const receipt = await awaitReceipt(`${otherEdge().url}/v1`, world.account.apiKey, idOf(answer))
      expect(receipt.tokens_completion).toBeGreaterThan(0)
      expect(receipt.tokens_completion).toBeLessThan(50)
    },
  )
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
