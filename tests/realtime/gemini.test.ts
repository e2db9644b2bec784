import { LIVE_SOUND, startLiveUpstream, type LiveUpstream } from '@gptget/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { nano, readReceipt } from '../platform/receipts.ts'
import { startPlatform, type Platform } from '../platform/start-platform.ts'
import { humOf } from '../platform/sounds.ts'
import { connect as open, responseOf, soundOf, type RealtimeClient } from './client.ts'

const COST = (20 * 0.5 + 100 * 3 + 10 * 2 + 50 * 12) / 1e6

let upstream: LiveUpstream
let platform: Platform
let account: Account
const clients: RealtimeClient[] = []

beforeAll(async () => {
  upstream = await startLiveUpstream()
  platform = await startPlatform({
    realtimes: 1,
    config: {
      providers: { google: { dialect: 'gemini', base_url: upstream.baseUrl, api_key: 'key-of-google' } },
      models: {
        'google/live': {
          routes: [{ provider: 'google', model: 'gemini-live' }],
          price: { input: 0.5, output: 2, audio_input: 3, audio_output: 12 },
          input_modalities: ['text', 'audio'],
          output_modalities: ['audio'],
        },
      },
    },
  })
  account = await platform.admin.createAccount()
})
afterAll(async () => {
  await platform?.stop()
  await upstream?.stop()
})
afterEach(async () => {
  for (const client of clients) client.close()
  await Promise.all(clients.splice(0).map(({ closed }) => closed))
})

const connect = async (): Promise<RealtimeClient> => {
  const client = await open(platform.baseUrl, account.apiKey, 'google/live')
  clients.push(client)
  return client
}
const told = () => upstream.connections.at(-1)!
/** Messages that Gemini sends without a request. */
const hear = (...frames: object[]): void => {
  for (const frame of frames) told().socket.send(Buffer.from(JSON.stringify(frame)))
}
const SOUND = { inlineData: { mimeType: 'audio/pcm;rate=24000', data: LIVE_SOUND.toString('base64') } }
const update = (client: RealtimeClient, session: object) =>
  client.ask({ type: 'session.update', session: { type: 'realtime', ...session } }, 'session.updated')

describe('a model of Gemini’s Live API', () => {
  it('delays its setup until the client’s session settings, and uses OpenAI’s events', async () => {
    const client = await connect()
    expect(told().frames).toEqual([])
    expect(told().url).toBe('/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent')
    expect(told().headers['x-goog-api-key']).toBe('key-of-google')
    await update(client, { instructions: 'Be brief.', audio: { output: { voice: 'Puck' } } })
    expect(told().frames[0]!['setup']).toMatchObject({
      model: 'models/gemini-live',
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: {
        responseModalities: ['AUDIO'],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Puck' } } },
      },
    })
    const done = responseOf(await client.say('Hello'))
    expect(done).toMatchObject({
      status: 'completed',
      output: [{ content: [{ transcript: 'Hello from Gemini.' }] }],
    })
    expect(soundOf(client.events).equals(Buffer.concat([LIVE_SOUND, LIVE_SOUND]))).toBe(true)
    const receipt = await readReceipt(platform.baseUrl, account.apiKey, done.id)
    expect(receipt).toMatchObject({ provider_name: 'google', tokens_prompt: 120, tokens_completion: 60 })
    expect(nano(receipt.total_cost)).toBe(nano(COST))
  })

  it('is set up at the first input if the client sends no session settings', async () => {
    const client = await connect()
    expect(responseOf(await client.say('Hello')).status).toBe('completed')
    expect(Object.keys(told().frames[0]!)).toEqual(['setup'])
  })

  it('continues on a new connection if settings change later', async () => {
    const client = await connect()
    await client.say('Hello')
    const before = upstream.connections.length
    await update(client, { instructions: 'In French.' })
    expect(upstream.connections.length).toBe(before + 1)
    expect(told().frames[0]!['setup']).toMatchObject({
      sessionResumption: { handle: 'handle-1' },
      systemInstruction: { parts: [{ text: 'In French.' }] },
    })
    expect(responseOf(await client.say('Again')).status).toBe('completed')
  })

  it('calls tools and continues with their results without another request', async () => {
    const client = await connect()
    await update(client, {
      tools: [
        {
          type: 'function',
          name: 'get_weather',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
        },
      ],
    })
    const done = responseOf(await client.say('Weather?'))
    expect(done['output']).toMatchObject([
      { type: 'function_call', name: 'get_weather', call_id: 'fc-1', arguments: '{"city":"Paris"}' },
    ])
    const from = client.events.length
    client.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'fc-1', output: 'Sunny' },
    })
    client.send({ type: 'response.create' })
    expect(responseOf(await client.next('response.done', from))).toMatchObject({ status: 'completed' })
    expect(told().frames.at(-1)).toMatchObject({
      toolResponse: { functionResponses: [{ id: 'fc-1', name: 'get_weather' }] },
    })
  })

  it('supports push-to-talk in any format, and transcribes the input', async () => {
    const client = await connect()
    await update(client, {
      audio: { input: { turn_detection: null, transcription: {}, format: { type: 'audio/pcmu' } } },
    })
    client.speak(humOf(1).subarray(0, 8_000), 4_000)
    client.send({ type: 'input_audio_buffer.commit' })
    client.send({ type: 'response.create' })
    await client.next('response.done')
    const frames = told().frames.flatMap(({ realtimeInput }) =>
      realtimeInput === undefined ? [] : [realtimeInput],
    )
    expect(frames.map((frame) => Object.keys(frame)[0])).toEqual([
      'activityStart',
      'audio',
      'audio',
      'activityEnd',
    ])
    expect(frames[1]!['audio']).toMatchObject({ mimeType: 'audio/pcm;rate=8000' })
    expect(await client.next('conversation.item.input_audio_transcription.completed')).toMatchObject({
      transcript: 'What did I say?',
    })
  })

  it('detects an interruption of its answer, and answers it next', async () => {
    const client = await connect()
    await update(client, {})
    hear({ serverContent: { modelTurn: { parts: [SOUND, SOUND] } } })
    await client.next('response.output_audio.delta')
    hear({ serverContent: { interrupted: true } }, { serverContent: { turnComplete: true } })
    expect(responseOf(await client.next('response.done'))).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
    })
    expect(client.types()).toContain('input_audio_buffer.speech_started')
    const from = client.events.length
    hear({ serverContent: { modelTurn: { parts: [SOUND] } } }, { serverContent: { turnComplete: true } })
    expect(responseOf(await client.next('response.done', from)).status).toBe('completed')
  })

  it('sends nothing more after its answer is cancelled, and answers the next request', async () => {
    const client = await connect()
    await update(client, {})
    hear({ serverContent: { modelTurn: { parts: [SOUND] } } })
    const first = await client.next('response.output_audio.delta')
    client.send({ type: 'response.cancel' })
    expect(responseOf(await client.next('response.done'))).toMatchObject({
      status: 'cancelled',
      status_details: { reason: 'client_cancelled' },
    })
    const from = client.events.length
    hear({ serverContent: { modelTurn: { parts: [SOUND] } } }, { serverContent: { turnComplete: true } })
    const said = await client.say('And now?')
    expect(responseOf(said)).toMatchObject({ output: [{ content: [{ transcript: 'Hello from Gemini.' }] }] })
    const heardOf = client.events.slice(from).flatMap(({ response_id: id }) => id ?? [])
    expect(new Set(heardOf)).toEqual(new Set([responseOf(said).id]))
    expect(heardOf).not.toContain(first['response_id'])
  })

  it('completes its answer before it continues on a new connection, if Gemini ends the current one', async () => {
    const client = await connect()
    await update(client, { instructions: 'Be brief.' })
    const before = upstream.connections.length
    hear({ serverContent: { modelTurn: { parts: [SOUND] } } }, { goAway: { timeLeft: '10s' } })
    await client.next('response.output_audio.delta')
    expect(upstream.connections.length).toBe(before)
    hear({ serverContent: { turnComplete: true } })
    expect(responseOf(await client.next('response.done')).status).toBe('completed')
    await expect.poll(() => upstream.connections.length).toBe(before + 1)
    await expect
      .poll(() => told().frames[0]?.['setup'])
      .toMatchObject({
        sessionResumption: { handle: 'handle-1' },
        systemInstruction: { parts: [{ text: 'Be brief.' }] },
      })
    expect(responseOf(await client.say('Still there?')).status).toBe('completed')
    expect(client.types()).not.toContain('error')
  })

  it('ends a requested response to which it says nothing', async () => {
    const client = await connect()
    await update(client, { tools: [{ type: 'function', name: 'nothing', parameters: {} }] })
    told().socket.removeAllListeners('message')
    client.send({ type: 'response.create' })
    await new Promise((resolve) => told().socket.once('message', resolve))
    hear({ serverContent: { turnComplete: true } })
    expect(responseOf(await client.next('response.done'))).toMatchObject({ status: 'completed', output: [] })
  })

  it('reports a lost connection to the client', async () => {
    const client = await connect()
    await update(client, {})
    told().socket.terminate()
    expect((await client.next('error'))['error']).toMatchObject({ code: 'provider_unavailable' })
    expect(await client.closed).toMatchObject({ code: 1011 })
  })

  it('refuses unsupported features with a reason', async () => {
    const client = await connect()
    const event = {
      type: 'conversation.item.truncate',
      item_id: 'x',
      content_index: 0,
      audio_end_ms: 1,
      event_id: 'mine',
    }
    expect((await client.ask(event, 'error'))['error']).toMatchObject({
      code: 'unsupported_parameter',
      event_id: 'mine',
    })
  })
})
