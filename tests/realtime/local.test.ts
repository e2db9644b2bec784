import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { startPlatform, type Platform } from '../platform/start-platform.ts'
import { connect, responseOf, silence, soundOf } from './client.ts'
import { localConfig, QUESTIONS, spokenBy, startLocalModel, wordsOf, type LocalModel } from './local-voice.ts'

let local: LocalModel
let platform: Platform
let account: Account

beforeAll(async () => {
  local = await startLocalModel()
  platform = await startPlatform({ config: localConfig(local), realtimes: 1 })
  account = await platform.admin.createAccount()
}, 600_000)
afterAll(async () => {
  await platform?.stop()
  await local?.service.stop()
})

const spoken = (input: string): Promise<Buffer> => spokenBy(platform.baseUrl, account.apiKey, input)

describe('a completely local conversation', () => {
  it('transcribes each question word for word, and answers aloud', { timeout: 120_000 }, async () => {
    const client = await connect(platform.baseUrl, account.apiKey, local.modelId)
    const session = {
      type: 'realtime',
      instructions: 'Answer in one short sentence.',
      max_output_tokens: 30,
      audio: { input: { transcription: {} } },
    }
    await client.ask({ type: 'session.update', session }, 'session.updated')
    for (const question of QUESTIONS.slice(0, 3)) {
      const from = client.events.length
      client.speak(Buffer.concat([silence(400), await spoken(question), silence(1_000)]))
      const heard = await client.next('conversation.item.input_audio_transcription.completed', from)
      expect(wordsOf(String(heard['transcript']))).toEqual(wordsOf(question))
      const done = responseOf(await client.next('response.done', from))
      expect(['completed', 'incomplete']).toContain(done.status)
      expect(soundOf(client.events.slice(from)).byteLength).toBeGreaterThan(24_000)
    }
    client.close()
  })

  it('does not mistake a hum for speech, thanks to silero', async () => {
    const client = await connect(platform.baseUrl, account.apiKey, local.modelId)
    const hum = Buffer.from(Int16Array.from({ length: 48_000 }, (_, at) => 8_000 * Math.sin(at / 17)).buffer)
    client.speak(Buffer.concat([silence(300), hum, silence(800), await spoken('Hello there.'), silence(900)]))
    await client.next('input_audio_buffer.speech_stopped')
    const starts = client.events.filter(({ type }) => type === 'input_audio_buffer.speech_started')
    expect(starts).toHaveLength(1)
    expect(Number(starts[0]!['audio_start_ms'])).toBeGreaterThan(2_300)
    client.close()
  })
})
