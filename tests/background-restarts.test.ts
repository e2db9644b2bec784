import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startScriptedUpstream, type ScriptedUpstream } from '@gptget/testkit'
import type OpenAI from 'openai'
import type { Account } from './platform/admin.ts'
import { modelOf, PRICE, UPSTREAM_KEY } from './platform/scripted-config.ts'
import { startPlatform, type Platform } from './platform/start-platform.ts'
import { openaiFor } from './platform/use-platform.ts'

/** Longer than a router needs to notice that the other side is gone. */
const VERY_SLOW = 'text-4+late-9000'
const SLOW = 'text-4+late-3000'
const FAST = 'text-4'

let upstream: ScriptedUpstream
let platform: Platform
let account: Account
let openai: OpenAI

beforeAll(async () => {
  upstream = await startScriptedUpstream()
  platform = await startPlatform({
    mode: 'processes',
    env: { BACKGROUND_SILENCE_MS: '2000' },
    config: {
      providers: {
        scripted: {
          dialect: 'openai',
          base_url: upstream.baseUrl('openai-chat'),
          api_key: UPSTREAM_KEY,
          timeouts: { connect_ms: 1_000, first_token_ms: 20_000, idle_ms: 20_000 },
        },
      },
      models: Object.fromEntries(
        [VERY_SLOW, SLOW, FAST].map((script) => [
          modelOf(script),
          { routes: [{ provider: 'scripted', model: `scripted:${script}` }], price: PRICE },
        ]),
      ),
    },
  })
  account = await platform.admin.createAccount()
  // While a service is away, the gateway sends a retry time, which the SDK follows.
  openai = openaiFor(platform.baseUrl, account.apiKey).withOptions({ maxRetries: 3 })
})

afterAll(async () => {
  await platform?.stop()
  await upstream?.stop()
})

const statusOf = async (id: string) => (await openai.responses.retrieve(id)).status
const until = (id: string, status: string) =>
  expect.poll(() => statusOf(id), { timeout: 10_000 }).toBe(status)
const leader = () => platform.of('tasks-worker')[0]!

describe('a background response whose process', () => {
  it('is killed fails with a reason, after one request to the provider and at most one charge', async () => {
    const { id } = await openai.responses.create({ model: modelOf(VERY_SLOW), input: 'x', background: true })
    await upstream.waitFor(({ model }) => model === `scripted:${VERY_SLOW}`)
    await leader().kill('SIGKILL')
    await leader().restart()
    await until(id, 'failed')
    expect((await openai.responses.retrieve(id)).error).toMatchObject({ code: 'server_error' })
    expect(upstream.requests()).toHaveLength(1)
    const before = await platform.admin.credits(account.accountId)
    const { id: next } = await openai.responses.create({ model: modelOf(FAST), input: 'y', background: true })
    await until(next, 'completed')
    const cost = (await platform.admin.generation(account.accountId, next))!.costNanoUsd
    await expect
      .poll(async () => (await platform.admin.credits(account.accountId)).totalUsageNanoUsd)
      .toBe(before.totalUsageNanoUsd + cost)
    expect(await platform.admin.findBreaches()).toEqual([])
  })

  it('is stopped with SIGTERM completes first', async () => {
    const { id } = await openai.responses.create({ model: modelOf(SLOW), input: 'x', background: true })
    await until(id, 'in_progress')
    await leader().stop()
    await leader().restart()
    expect(await statusOf(id)).toBe('completed')
  })

  it('is away waits for the next process', async () => {
    const [router] = platform.of('router')
    await router!.kill('SIGKILL')
    const { id } = await openai.responses.create({ model: modelOf(FAST), input: 'x', background: true })
    await leader().kill('SIGTERM')
    await leader().restart()
    await router!.restart()
    await until(id, 'completed')
    expect((await openai.responses.retrieve(id)).output_text).not.toBe('')
  })
})
