import { randomBytes } from 'node:crypto'
import { startRealtimeUpstream, type RealtimeUpstream } from '@gptget/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../platform/admin.ts'
import { nano, readReceipt } from '../platform/receipts.ts'
import { startPlatform, type Platform } from '../platform/start-platform.ts'
import { connect as open, responseOf, type RealtimeClient } from './client.ts'

const OWN_KEY = 'sk-own-key-of-the-account-1234'
const PRICE = { input: 4, output: 16, cache_read: 0.4, audio_input: 32, audio_output: 64 }
/** 10 of text, 70 of sound, 40 cached; 10 of text, 50 of sound: by the prices above, and 5 % of that. */
const LIST_NANO_USD = 1_000 * (10 * 4 + 70 * 32 + 40 * 0.4 + 10 * 16 + 50 * 64)
const FEE_NANO_USD = LIST_NANO_USD / 20

let upstream: RealtimeUpstream
let platform: Platform
let account: Account
let byokId: string
const clients: RealtimeClient[] = []

const model = (...providers: string[]) => ({
  routes: providers.map((provider) => ({ provider, model: 'upstream-voice' })),
  price: PRICE,
  input_modalities: ['text', 'audio'],
  output_modalities: ['text', 'audio'],
})

beforeAll(async () => {
  upstream = await startRealtimeUpstream()
  const provider = { dialect: 'openai', base_url: upstream.baseUrl }
  platform = await startPlatform({
    realtimes: 1,
    env: { GPTGET_ENCRYPTION_KEY: randomBytes(32).toString('base64') },
    config: {
      providers: {
        shared: { ...provider, api_key: 'key-of-the-operator' },
        // The platform has no key for this provider.
        keyless: { ...provider, api_key: '' },
      },
      models: { 'test/shared': model('shared'), 'test/opened': model('keyless') },
    },
  })
  account = await platform.admin.createAccount()
  for (const name of ['shared', 'keyless']) byokId = await store(account.apiKey, name)
})
afterAll(async () => {
  await platform?.stop()
  await upstream?.stop()
})
afterEach(async () => {
  upstream.script.refusal = null
  for (const client of clients) client.close()
  await Promise.all(clients.splice(0).map(({ closed }) => closed))
})

const store = async (apiKey: string, provider: string): Promise<string> => {
  const answer = await fetch(`${platform.baseUrl}/byok`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ provider, api_key: OWN_KEY, name: 'ours' }),
  })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}
const connect = async (name: string, apiKey = account.apiKey): Promise<RealtimeClient> => {
  const client = await open(platform.baseUrl, apiKey, name)
  clients.push(client)
  return client
}
const respond = async (client: RealtimeClient) => {
  client.send({ type: 'response.create' })
  return responseOf(await client.next('response.done'))
}
const lastCredential = () => upstream.handshakes.at(-1)!.headers['authorization']

const sessionWith = (session: object) => ({
  type: 'session.update',
  session: { type: 'realtime', ...session },
})

/** What a client may say of objects in a provider's account. */
const NAMES: [param: string, event: { type: string; [field: string]: unknown }][] = [
  ['session.audio.output.voice', sessionWith({ audio: { output: { voice: { id: 'voice_of_another' } } } })],
  ['session.prompt', sessionWith({ prompt: { id: 'pmpt_of_another' } })],
  ['session.tools[0].tunnel_id', sessionWith({ tools: [{ type: 'mcp', tunnel_id: 'tunnel_of_another' }] })],
  ['response.prompt', { type: 'response.create', response: { prompt: { id: 'pmpt_of_another' } } }],
]

describe('an object in a provider’s account', () => {
  it.each(NAMES)('is refused as %s, except with the account’s own key', async (param, event) => {
    const stranger = await platform.admin.createAccount()
    const shared = await connect('test/shared', stranger.apiKey)
    shared.send(event)
    const { error } = (await shared.next('error')) as unknown as { error: { param?: string } }
    expect(error.param).toBe(param)
    const own = await connect('test/opened')
    own.send(event)
    await own.next(event.type === 'response.create' ? 'response.done' : 'session.updated')
  })
})

describe('a voice session with the account’s own key of a provider', () => {
  it.each(['test/shared', 'test/opened'])('uses it at %s, and costs only the fee', async (name) => {
    // Every process learns of a new key quickly.
    await expect
      .poll(async () => {
        const client = await connect(name).catch(() => null)
        client?.close()
        return lastCredential()
      })
      .toBe(`Bearer ${OWN_KEY}`)
    const done = await respond(await connect(name))
    expect(nano((done['usage'] as { cost: number }).cost)).toBe(FEE_NANO_USD)
    const receipt = await readReceipt(platform.baseUrl, account.apiKey, done.id)
    expect(nano(receipt.total_cost)).toBe(FEE_NANO_USD)
    expect(receipt).toMatchObject({ is_byok: true, upstream_inference_cost: LIST_NANO_USD / 1e9 })
  })

  it('needs credit only for the fee, and then uses no other key', async () => {
    const [poor, poorer] = [
      await platform.admin.createAccount({ creditsUsd: '0.02' }),
      await platform.admin.createAccount({ creditsUsd: '0.02' }),
    ]
    await store(poor.apiKey, 'shared')
    await expect(connect('test/shared', poorer.apiKey)).rejects.toMatchObject({ status: 402 })
    const done = await respond(await connect('test/shared', poor.apiKey))
    expect(lastCredential()).toBe(`Bearer ${OWN_KEY}`)
    expect(nano((done['usage'] as { cost: number }).cost)).toBe(FEE_NANO_USD)
    // The operator's key is not tried, because its cost is not held.
    upstream.script.refusal = 503
    const before = upstream.handshakes.length
    await expect(connect('test/shared', poor.apiKey)).rejects.toMatchObject({ status: 502 })
    expect(upstream.handshakes.slice(before).map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${OWN_KEY}`,
    ])
  })

  it('is refused with the key’s id if the provider refuses the key', async () => {
    upstream.script.refusal = 401
    await expect(connect('test/opened')).rejects.toMatchObject({
      status: 403,
      body: {
        error: {
          error_type: 'provider_key_refused',
          message: expect.stringContaining(`DELETE /v1/byok/${byokId}`),
        },
      },
    })
  })
})
