import { readCredits } from '@gptget/contracts'
import { REALTIME_USAGE, startRealtimeUpstream, type RealtimeUpstream } from '@gptget/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { awaitReceipt, nano, readReceipt } from '../platform/receipts.ts'
import { startPlatform, type Platform } from '../platform/start-platform.ts'
import { connect as open, responseOf, soundOf, type ClientOptions, type RealtimeClient } from './client.ts'

const PRICE = { input: 4, output: 16, cache_read: 0.4, audio_input: 32, audio_output: 64 }
/** 10 of text, 70 of sound, 40 cached; 10 of text, 50 of sound: by the prices above. */
const COST = (10 * 4 + 70 * 32 + 40 * 0.4 + 10 * 16 + 50 * 64) / 1e6

let upstream: RealtimeUpstream
let second: RealtimeUpstream
let platform: Platform
let account: Account
const clients: RealtimeClient[] = []

const model = (...providers: string[]) => ({
  routes: providers.map((provider, index) => ({
    provider,
    model: 'upstream-voice',
    weight: index === 0 ? 1_000 : 1,
  })),
  price: PRICE,
  input_modalities: ['text', 'audio'],
  output_modalities: ['text', 'audio'],
})

beforeAll(async () => {
  upstream = await startRealtimeUpstream()
  second = await startRealtimeUpstream()
  platform = await startPlatform({
    realtimes: 1,
    env: { REALTIME_SILENCE_MS: '2000', REALTIME_RECONCILE_MS: '500' },
    config: {
      providers: {
        voice: { dialect: 'openai', base_url: upstream.baseUrl, api_key: 'key-of-the-operator' },
        other: {
          dialect: 'openai',
          base_url: 'http://127.0.0.1:1/v1',
          realtime_url: second.baseUrl.replace('http', 'ws') + '/realtime',
          api_key: 'k2',
        },
      },
      models: {
        'test/voice': model('voice'),
        'test/two': model('voice', 'other'),
        'test/whisper': {
          routes: [{ provider: 'voice', model: 'whisper' }],
          price: { per_minute: 0.006 },
          output_modalities: ['transcription'],
        },
      },
    },
  })
})
afterAll(async () => {
  await platform?.stop()
  await upstream?.stop()
  await second?.stop()
})
beforeEach(async () => {
  account = await platform.admin.createAccount()
  Object.assign(upstream.script, {
    shape: 'ga',
    pieces: 4,
    pieceIntervalMs: 0,
    cutAfter: null,
    refusal: null,
    usage: REALTIME_USAGE,
  })
})
afterEach(async () => {
  for (const client of clients) client.close()
  await Promise.all(clients.splice(0).map(({ closed }) => closed))
  await requireSettled()
})

/** Checks that all holds of sessions are released and the ledger adds up. */
const requireSettled = async (): Promise<void> => {
  const { accountId } = account
  const deadlineMs = performance.now() + 10_000
  while ((await platform.bus.call(readCredits, { accountId })).heldNanoUsd !== 0n) {
    if (performance.now() > deadlineMs) throw new Error('a session kept credit that it needs no more')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const breaches = await platform.admin.findBreaches()
  if (breaches.length > 0) throw new Error(breaches.join('\n'))
}

const connect = async (model = 'test/voice', options: ClientOptions = {}): Promise<RealtimeClient> => {
  const client = await open(platform.baseUrl, account.apiKey, model, options)
  clients.push(client)
  return client
}
const respond = async (client: RealtimeClient) => {
  const from = client.events.length
  client.send({ type: 'response.create' })
  return responseOf(await client.next('response.done', from))
}
const spent = async (): Promise<number> =>
  Number((await platform.admin.credits(account.accountId)).totalUsageNanoUsd)

describe('a speech-to-speech model', () => {
  it('is relayed to its provider with our ids and the operator’s key', async () => {
    const client = await connect()
    const session = (await client.next('session.created'))['session'] as Record<string, unknown>
    expect(session).toMatchObject({ id: expect.stringMatching(/^sess_(?!up)/), model: 'test/voice' })
    expect(session).not.toHaveProperty('client_secret')
    const { url, headers } = upstream.handshakes.at(-1)!
    expect(url).toBe('/v1/realtime?model=upstream-voice')
    expect(headers['authorization']).toBe('Bearer key-of-the-operator')
    const done = await respond(client)
    expect(done).toMatchObject({ status: 'completed', id: expect.stringMatching(/^resp_(?!up)/) })
    expect(soundOf(client.events).byteLength).toBe(4 * 4_800)
    const ids = client.events.flatMap(({ response_id: id }) => id ?? [])
    expect(new Set(ids)).toEqual(new Set([done.id]))
    expect(JSON.stringify(client.events)).not.toMatch(/resp_up|sess_up|rate_limits/)
  })

  it('charges each response once by token class, with a receipt at its end', async () => {
    const client = await connect()
    const first = await respond(client)
    const receipt = await readReceipt(platform.baseUrl, account.apiKey, first.id)
    expect(receipt).toMatchObject({
      id: first.id,
      model: 'test/voice',
      api_type: 'realtime',
      provider_name: 'voice',
      tokens_prompt: 120,
      tokens_completion: 60,
      native_tokens_cached: 40,
      native_tokens_audio: 120,
    })
    expect(nano(receipt.total_cost)).toBe(nano(COST))
    const turn = async () =>
      (await readReceipt(platform.baseUrl, account.apiKey, first.id)).turn_latency as object
    await expect.poll(async () => Object.keys(await turn())).toEqual(['first_token', 'first_audio'])
    await respond(client)
    expect(await spent()).toBe(2 * nano(COST))
    const stranger = await platform.admin.createAccount()
    await expect(readReceipt(platform.baseUrl, stranger.apiKey, first.id)).rejects.toThrow(/404/)
  })

  it('charges the transcription of input at the price of its model', async () => {
    const client = await connect()
    await client.ask(
      {
        type: 'session.update',
        session: { type: 'realtime', audio: { input: { transcription: { model: 'test/whisper' } } } },
      },
      'session.updated',
    )
    await client.ask(
      { type: 'input_audio_buffer.commit' },
      'conversation.item.input_audio_transcription.completed',
    )
    await expect.poll(spent).toBe(nano((0.006 * 3) / 60))
  })

  it('translates between beta clients and GA servers, and the reverse', async () => {
    const client = await connect()
    await client.ask(
      {
        type: 'session.update',
        session: { modalities: ['text', 'audio'], voice: 'marin', temperature: 0.8 },
      },
      'session.updated',
    )
    expect(upstream.events.at(-1)).toMatchObject({
      session: { type: 'realtime', output_modalities: ['audio'], audio: { output: { voice: 'marin' } } },
    })
    upstream.script.shape = 'beta'
    const other = await connect()
    await other.ask(
      {
        type: 'session.update',
        session: { type: 'realtime', output_modalities: ['audio'], audio: { output: { voice: 'cedar' } } },
      },
      'session.updated',
    )
    expect(upstream.events.at(-1)!['session']).toMatchObject({
      modalities: ['text', 'audio'],
      voice: 'cedar',
    })
    await respond(other)
    expect(other.types()).toContain('response.output_audio.delta')
    expect(other.types()).not.toContain('response.audio.delta')
  })

  it('goes to another provider if the first refuses the session, and fails if all refuse', async () => {
    upstream.script.refusal = 503
    const client = await connect('test/two')
    expect((await respond(client)).status).toBe('completed')
    expect(second.handshakes.at(-1)!.headers['authorization']).toBe('Bearer k2')
    await expect(connect('test/voice')).rejects.toMatchObject({ status: 502 })
    upstream.script.refusal = 429
    await expect(connect('test/voice')).rejects.toMatchObject({ status: 429 })
  })
})

describe('an interrupted answer', () => {
  it('is charged by the provider’s count if the client cancels it', async () => {
    Object.assign(upstream.script, { pieces: 100, pieceIntervalMs: 20 })
    const client = await connect()
    client.send({ type: 'response.create' })
    await client.next('response.output_audio.delta')
    client.send({ type: 'response.cancel' })
    const done = responseOf(await client.next('response.done'))
    expect(done.status).toBe('cancelled')
    expect(await readReceipt(platform.baseUrl, account.apiKey, done.id)).toMatchObject({ cancelled: true })
    expect(await spent()).toBe(nano(COST))
  })

  it('is cancelled at the provider and charged once if the client disconnects', async () => {
    Object.assign(upstream.script, { pieces: 200, pieceIntervalMs: 20 })
    const client = await connect()
    client.send({ type: 'response.create' })
    const { response_id: id } = await client.next('response.output_audio.delta')
    client.socket.terminate()
    expect(await awaitReceipt(platform.baseUrl, account.apiKey, String(id))).toMatchObject({
      cancelled: true,
    })
    expect(await spent()).toBe(nano(COST))
    expect(upstream.events.at(-1)!.type).toBe('response.cancel')
  })

  it('is charged by the delivered part if the provider is lost, which the client is told', async () => {
    upstream.script.cutAfter = 3
    const client = await connect()
    client.send({ type: 'response.create' })
    const error = await client.next('error')
    expect(error['error']).toMatchObject({ type: 'server_error', code: 'provider_unavailable' })
    expect(await client.closed).toMatchObject({ code: 1011 })
    const { response_id: id } = await client.next('response.output_audio.delta')
    const receipt = await awaitReceipt(platform.baseUrl, account.apiKey, String(id))
    // Three pieces of a tenth of a second are six tokens; 15 characters are four.
    expect(receipt).toMatchObject({
      tokens_are_estimated: true,
      native_tokens_audio: 6,
      tokens_completion: 10,
    })
    expect(await spent()).toBe(nano((6 * 64 + 4 * 16) / 1e6))
  })
})

describe('a wallet', () => {
  it('without credit for a minute is refused at the start', async () => {
    const poor = await platform.admin.createAccount({ creditsUsd: '0.01' })
    await expect(open(platform.baseUrl, poor.apiKey, 'test/voice')).rejects.toMatchObject({ status: 402 })
  })

  it('that runs empty ends the session after the answer, with a clear error', async () => {
    const usage = {
      total_tokens: 1_000,
      input_tokens: 0,
      output_tokens: 1_000,
      output_token_details: { audio_tokens: 1_000, text_tokens: 0 },
    }
    upstream.script.usage = usage
    account = await platform.admin.createAccount({ creditsUsd: '0.15' })
    const client = await connect()
    // What is left after the first pays the second, and no third.
    for (const _ of [1, 2]) expect((await respond(client)).status).toBe('completed')
    const error = await client.next('error')
    expect(error['error']).toMatchObject({ code: 'insufficient_credits' })
    expect(await client.closed).toMatchObject({ code: 1008 })
  })
})
