import { readCredits } from '@gptget/contracts'
import {
  startRealtimeUpstream,
  startScriptedUpstream,
  type RealtimeUpstream,
  type ScriptedUpstream,
} from '@gptget/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { readReceipt } from '../platform/receipts.ts'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import { startPlatform, type Platform } from '../platform/start-platform.ts'
import { connect, responseOf, type RealtimeClient } from './client.ts'

const CASCADE = modelOf('text-40+trickle-50')

let voice: RealtimeUpstream
let upstream: ScriptedUpstream
let platform: Platform
let account: Account

beforeAll(async () => {
  voice = await startRealtimeUpstream({ pieces: 30, pieceIntervalMs: 50 })
  upstream = await startScriptedUpstream()
  const { providers, models } = scriptedConfig(upstream, ['text-40+trickle-50'])
  platform = await startPlatform({
    realtimes: 1,
    env: { REALTIME_VAD: 'energy' },
    config: {
      providers: { ...providers, voice: { dialect: 'openai', base_url: voice.baseUrl, api_key: 'k' } },
      models: {
        ...models,
        'test/voice': {
          routes: [{ provider: 'voice', model: 'voice' }],
          price: { input: 4, output: 16, audio_input: 32, audio_output: 64 },
          input_modalities: ['text', 'audio'],
          output_modalities: ['text', 'audio'],
        },
      },
    },
  })
  account = await platform.admin.createAccount()
})
afterAll(async () => {
  await platform?.stop()
  await voice?.stop()
  await upstream?.stop()
})

const open = (model: string): Promise<RealtimeClient> => connect(platform.baseUrl, account.apiKey, model)

it('refuses new sessions while it stops, completes each running answer, and closes with 1012', async () => {
  const relayed = await open('test/voice')
  relayed.send({ type: 'response.create' })
  await relayed.next('response.output_audio.delta')
  const cascade = await open(CASCADE)
  const answered = cascade.say('Hello', { output_modalities: ['text'] })
  await cascade.next('response.output_text.delta')
  const silent = await open('test/voice')

  const stopped = platform.of('realtime')[0]!.stop()
  expect(await silent.closed).toEqual({ code: 1012, reason: expect.stringContaining('Connect again') })
  await expect(open('test/voice')).rejects.toMatchObject({ status: 503 })

  const spoken = responseOf(await relayed.next('response.done'))
  expect(spoken.status).toBe('completed')
  expect(relayed.types().filter((type) => type === 'response.output_audio.delta')).toHaveLength(30)
  expect(responseOf(await answered).status).toBe('completed')
  for (const client of [relayed, cascade]) expect(await client.closed).toMatchObject({ code: 1012 })

  await stopped
  // No hold is left for later processes.
  const { heldNanoUsd } = await platform.bus.call(readCredits, { accountId: account.accountId })
  expect(heldNanoUsd).toBe(0n)
  expect(await readReceipt(platform.baseUrl, account.apiKey, spoken.id)).toMatchObject({ cancelled: false })
})
