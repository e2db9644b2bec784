import { connect } from '@nats-io/transport-node'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { getJson, postChat, readChunks, USER_TURN } from './platform/ask.ts'
import { nano } from './platform/receipts.ts'
import { PRICE, scriptedProvider, UPSTREAM_KEY } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const OWN_KEY = 'sk-own-key-of-the-account-1234'
const MODEL = 'test/shared'
const OPENED = 'test/opened'
/** 11 tokens in and 5 out, by list price and by the fee of 5 %. */
const LIST_NANO_USD = nano((11 * PRICE.input + 5 * PRICE.output) / 1e6)
const FEE_NANO_USD = Math.ceil(LIST_NANO_USD * 0.05)

const world = usePlatform((upstream) => ({
  edges: 2,
  env: { GPTGET_ENCRYPTION_KEY: randomBytes(32).toString('base64') },
  config: {
    providers: {
      scripted: scriptedProvider(upstream.baseUrl('openai-chat')),
      // The platform has no key for this provider.
      keyless: { ...scriptedProvider(upstream.baseUrl('openai-chat')), api_key: '' },
    },
    models: {
      [MODEL]: { routes: [{ provider: 'scripted', model: 'scripted:text-5' }], price: PRICE },
      [OPENED]: { routes: [{ provider: 'keyless', model: 'scripted:text-5' }], price: PRICE },
      'test/refused': { routes: [{ provider: 'scripted', model: 'scripted:status-401' }], price: PRICE },
    },
  },
}))

const url = (index: number): string => `${world.platform.edges[index % 2]?.url}/v1`
const send = (path: string, apiKey: string, method: string, body?: object): Promise<Response> =>
  fetch(`${url(0)}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
const store = async (apiKey: string, provider = 'scripted', key = OWN_KEY) => {
  const response = await send('/byok', apiKey, 'POST', { provider, api_key: key, name: 'ours' })
  expect(response.status).toBe(201)
  return (await response.json()) as { id: string; label: string }
}

type Answer = {
  id: string
  usage: { cost: number; is_byok?: boolean; cost_details?: object }
  error?: { error_type: string; message: string; metadata: Record<string, unknown> }
}
const ask = async (apiKey: string, body: object = {}, index = 0) => {
  const response = await postChat(url(index), apiKey, {
    model: MODEL,
    messages: USER_TURN,
    max_tokens: 5,
    ...body,
  })
  return { status: response.status, answer: (await response.json()) as Answer }
}
const lastCredential = (): string | undefined => world.upstream.requests().at(-1)?.headers.authorization

/** Waits until every edge knows the key. */
const untilUsed = (apiKey: string, index = 0) =>
  expect
    .poll(async () => (await ask(apiKey, {}, index)).answer.usage?.is_byok, { timeout: 3_000, interval: 50 })
    .toBe(true)

describe('an account’s own provider key', () => {
  it('is never sent unencrypted between services, neither when stored nor when used', async () => {
    const { apiKey } = await world.platform.admin.createAccount()
    const observer = await connect({ servers: world.platform.nats.url.replace('nats://', '') })
    const heard: string[] = []
    observer.subscribe('>', {
      callback: (_, { subject, data }) => void heard.push(`${subject} ${Buffer.from(data).toString()}`),
    })
    await observer.flush()
    await store(apiKey)
    await untilUsed(apiKey)
    await observer.flush()
    await observer.close()
    expect(heard.some((message) => message.startsWith('router.own-keys.store'))).toBe(true)
    expect(heard.filter((message) => message.includes(OWN_KEY))).toEqual([])
  })

  it('is charged only the fee, as the answer, the stream and the receipt show', async () => {
    const { apiKey, accountId } = await world.platform.admin.createAccount()
    await store(apiKey)
    await untilUsed(apiKey, 1)
    const { answer } = await ask(apiKey)
    expect(lastCredential()).toBe(`Bearer ${OWN_KEY}`)
    expect(nano(answer.usage.cost)).toBe(FEE_NANO_USD)
    expect(answer.usage).toMatchObject({
      is_byok: true,
      cost_details: { upstream_inference_cost: LIST_NANO_USD / 1e9 },
    })
    const stream = await postChat(url(1), apiKey, { model: MODEL, messages: USER_TURN, stream: true })
    const { chunks } = readChunks(await stream.text())
    expect(chunks.at(-1)?.usage).toMatchObject({ is_byok: true, cost: FEE_NANO_USD / 1e9 })
    const receipt = await getJson(`${url(0)}/generation?id=${answer.id}`, apiKey)
    expect(receipt).toMatchObject({
      data: {
        is_byok: true,
        total_cost: FEE_NANO_USD / 1e9,
        upstream_inference_cost: LIST_NANO_USD / 1e9,
      },
    })
    const { data } = (await getJson(`${url(0)}/activity`, apiKey)) as { data: Record<string, unknown>[] }
    const { totalUsageNanoUsd } = await world.platform.admin.credits(accountId)
    const charged = data.reduce((sum, row) => sum + BigInt(row.charged_nano_usd as string), 0n)
    expect(charged).toBe(totalUsageNanoUsd)
    expect(data.some((row) => row.is_byok === true)).toBe(true)
  })

  it('works for an account whose wallet only covers the fees', async () => {
    const { apiKey } = await world.platform.admin.createAccount({ creditsUsd: '0.0001' })
    expect((await ask(apiKey)).status).toBe(402)
    await store(apiKey)
    await untilUsed(apiKey)
  })

  it('enables a provider for which the platform has no key', async () => {
    const { apiKey } = await world.platform.admin.createAccount()
    await store(apiKey, 'keyless')
    await expect
      .poll(async () => (await ask(apiKey, { model: OPENED })).answer.usage?.is_byok, { timeout: 3_000 })
      .toBe(true)
    expect(lastCredential()).toBe(`Bearer ${OWN_KEY}`)
  })

  it('is named in the error if the provider refuses it and no other provider may serve', async () => {
    const { apiKey } = await world.platform.admin.createAccount()
    const { id } = await store(apiKey)
    await untilUsed(apiKey)
    const body = { model: 'test/refused', provider: { allow_fallbacks: false } }
    const { status, answer } = await ask(apiKey, body)
    expect([status, answer.error?.error_type]).toEqual([403, 'provider_key_refused'])
    expect(answer.error?.message).toContain(id)
    expect(JSON.stringify(answer)).not.toContain(OWN_KEY)
  })

  it('is listed masked, replaced, and forgotten when deleted', async () => {
    const { apiKey } = await world.platform.admin.createAccount()
    const first = await store(apiKey)
    const second = await store(apiKey, 'Scripted', 'sk-another-key-of-the-account')
    const list = (await getJson(`${url(0)}/byok`, apiKey)) as { data: object[] }
    expect(list.data).toEqual([
      {
        id: second.id,
        object: 'byok_key',
        provider: 'scripted',
        name: 'ours',
        label: 'sk-a…ount',
        created_at: expect.any(String),
      },
    ])
    await untilUsed(apiKey)
    expect(lastCredential()).toBe('Bearer sk-another-key-of-the-account')
    expect((await send(`/byok/${first.id}`, apiKey, 'DELETE')).status).toBe(404)
    expect((await send(`/byok/${second.id}`, world.account.apiKey, 'DELETE')).status).toBe(404)
    expect((await send(`/byok/${second.id}`, apiKey, 'DELETE')).status).toBe(200)
    await expect
      .poll(async () => (await ask(apiKey)).answer.usage?.is_byok, { timeout: 3_000, interval: 50 })
      .toBeUndefined()
    expect(lastCredential()).toBe(`Bearer ${UPSTREAM_KEY}`)
  })

  it.each([
    [{ provider: 'nobody', api_key: 'x' }, 'provider'],
    [{ provider: 'scripted', api_key: 'with space' }, 'api_key'],
    [{ provider: 'scripted' }, 'api_key'],
  ])('is refused if it is invalid: %j', async (body, param) => {
    const response = await send('/byok', world.account.apiKey, 'POST', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { param } })
  })

  it('leaves a ledger that adds up', async () => {
    await expect
      .poll(() => world.platform.admin.findBreaches(), { timeout: 10_000, interval: 250 })
      .toEqual([])
  })
})
