import { readFileSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startScriptedUpstream, startStopwatch, type ScriptedUpstream } from '@gptget/testkit'
import type { Account } from './platform/admin.ts'
import { postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { startPlatform, type Platform } from './platform/start-platform.ts'

const MIB = 1024 * 1024
const SCRIPT = 'text-5'

let upstream: ScriptedUpstream
let platform: Platform
let account: Account

beforeAll(async () => {
  upstream = await startScriptedUpstream()
  platform = await startPlatform({ mode: 'processes', config: scriptedConfig(upstream, [SCRIPT]) })
  account = await platform.admin.createAccount({ creditsUsd: '10000.00' })
})
afterAll(async () => {
  await platform?.stop()
  await upstream?.stop()
})

type Answer = { status: number; retryAfter: string | undefined; text: string }

/** Sends a body. A refusal may arrive before it is completely sent. */
const send = (body: Buffer, apiKey: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(`${platform.baseUrl}/chat/completions`, {
      method: 'POST',
      // A connection of its own: one that was used before may be closed just now, for what was sent on it. It says
      // keep-alive, as clients do: Node closes one that does not before the client has heard why.
      agent: new Agent({ keepAlive: true }),
      headers: {
        'content-type': 'application/json',
        'content-length': body.byteLength,
        authorization: `Bearer ${apiKey}`,
        ...headers,
      },
    })
    sent.on('response', async (response) => {
      let text = ''
      for await (const piece of response) text += String(piece)
      resolve({ status: response.statusCode!, retryAfter: response.headers['retry-after'], text })
    })
    sent.on('error', reject)
    sent.end(body)
  })

const chatOf = (bytes: number): Buffer => {
  const content = 'a'.repeat(bytes)
  return Buffer.from(
    JSON.stringify({ model: modelOf(SCRIPT), messages: [{ role: 'user', content }], max_tokens: 5 }),
  )
}

const statusOf = (service: 'edge-gateway' | 'router'): string => {
  const file = `/proc/${platform.of(service)[0]!.pid}`
  return readFileSync(`${file}/status`, 'utf8')
}
const mibOf = (status: string, what: string): number =>
  Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)![1]) / 1024

describe('64 bodies of 50 MiB at once', () => {
  it('are answered or told to retry, within the memory budget', async () => {
    await (
      await postChat(platform.baseUrl, account.apiKey, { model: modelOf(SCRIPT), messages: USER_TURN })
    ).text()
    const services = ['edge-gateway', 'router'] as const
    const idle = services.map((service) => {
      writeFileSync(`/proc/${platform.of(service)[0]!.pid}/clear_refs`, '5')
      return mibOf(statusOf(service), 'VmRSS')
    })
    const accounts = await Promise.all(
      Array.from({ length: 4 }, () => platform.admin.createAccount({ creditsUsd: '10000.00' })),
    )
    const body = chatOf(49 * MIB)
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => send(body, accounts[index % 4]!.apiKey)),
    )
    const grown = services.map((service, index) => mibOf(statusOf(service), 'VmHWM') - idle[index]!)
    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].filter((status) => ![200, 429, 503].includes(status))).toEqual([])
    const refused = answers.filter(({ status }) => status !== 200)
    for (const { retryAfter } of refused) expect(Number(retryAfter)).toBeGreaterThan(0)
    expect(statuses).toContain(200)
    expect(
      grown.every((megabytes) => megabytes < 400),
      `grown by ${grown.map(Math.round)} MiB`,
    ).toBe(true)
  }, 180_000)

  it('free their memory for later requests', async () => {
    await expect
      .poll(async () => (await send(chatOf(20 * MIB), account.apiKey)).status, { timeout: 30_000 })
      .toBe(200)
  }, 60_000)
})

describe('a large body that is refused without being parsed', () => {
  it('is nested too deeply, even if it is small when compressed', async () => {
    const packed = gzipSync(Buffer.alloc(49 * MIB, '['))
    const elapsedMs = startStopwatch()
    const answer = await send(packed, account.apiKey, { 'content-encoding': 'gzip' })
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/nested too deeply/)])
    expect(elapsedMs()).toBeLessThan(3_000)
  })

  it('has too many values', async () => {
    const answer = await send(Buffer.from(`[${'1,'.repeat(10 * MIB)}1]`), account.apiKey)
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/more than 500000 values/)])
  })

  it('belongs to an account without credit', async () => {
    const poor = await platform.admin.createAccount({ creditsUsd: '0.00' })
    const answer = await send(gzipSync(Buffer.alloc(49 * MIB, ' ')), poor.apiKey, {
      'content-encoding': 'gzip',
    })
    expect(answer.status).toBe(402)
  })
})
