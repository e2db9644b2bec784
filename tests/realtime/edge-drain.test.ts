import { startScriptedUpstream, type ScriptedUpstream } from '@gptget/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import { startPlatform, type Platform } from '../platform/start-platform.ts'
import { waitUntilReady } from '../platform/wait-until-ready.ts'
import { connect, responseOf, type RealtimeClient } from './client.ts'

const SHORT = 'text-40+trickle-50'
/** Ten minutes, an edge's maximum drain time. */
const ENDLESS = 'text-1200+trickle-500'

let upstream: ScriptedUpstream
let platform: Platform
let account: Account

beforeAll(async () => {
  upstream = await startScriptedUpstream()
  platform = await startPlatform({
    mode: 'processes',
    edges: 2,
    realtimes: 1,
    env: { REALTIME_VAD: 'energy', GPTGET_SHUTDOWN_DRAIN_MS: '600000' },
    config: scriptedConfig(upstream, [SHORT, ENDLESS]),
    stopTimeoutMs: 120_000,
  })
  account = await platform.admin.createAccount()
}, 120_000)
afterAll(async () => {
  await platform?.stop()
  await upstream?.stop()
})

const edge = () => platform.of('edge-gateway')[0]!
afterEach(async () => {
  await edge().restart()
  await waitUntilReady(edge().url)
})

const open = (url: string, script: string): Promise<RealtimeClient> =>
  connect(`${url}/v1`, account.apiKey, modelOf(script))
const TEXT = { output_modalities: ['text'] }

describe('an edge that is stopped', () => {
  it('completes each answer of a voice session, closes with 1012, and does not affect other edges', async () => {
    const silent = await open(edge().url, SHORT)
    const elsewhere = await open(platform.edges[1]!.url, SHORT)
    const answering = await open(edge().url, SHORT)
    const answered = answering.say('Hello', TEXT)
    await answering.next('response.output_text.delta')

    const stopped = edge().stop()
    const restarts = { code: 1012, reason: expect.stringContaining('Connect again') }
    expect(await silent.closed).toEqual(restarts)
    expect(responseOf(await answered).status).toBe('completed')
    expect(await answering.closed).toEqual(restarts)
    await stopped
    expect(responseOf(await elsewhere.say('Hello', TEXT)).status).toBe('completed')
    elsewhere.close()
  })

  it('closes with 1012 even if an answer has to be cut', async () => {
    const answering = await open(edge().url, ENDLESS)
    answering.say('Hello', TEXT).catch(() => {})
    await answering.next('response.output_text.delta')
    const { pid, url } = edge()
    const stopped = edge().stop()
    // Two signals before the first is handled count as one. Then it is not ready, and soon takes no connections.
    const readiness = () =>
      fetch(`${url}/readyz`).then(
        ({ status }) => status,
        () => 'closed',
      )
    await expect.poll(readiness, { interval: 10 }).not.toBe(200)
    process.kill(pid!, 'SIGTERM')
    expect(await answering.closed).toMatchObject({ code: 1012 })
    await stopped
  })
})
