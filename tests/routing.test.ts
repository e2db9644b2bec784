import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { startStopwatch, words } from '@gptget/testkit'
import OpenAI from 'openai'
import { beforeEach, describe, expect, it } from 'vitest'
import { getJson, postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { readError } from './platform/read-error.ts'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { openaiFor, usePlatform } from './platform/use-platform.ts'

const REQUEST_TIMEOUT_MS = 5_000
const DEAR = { input: 30, output: 60 }

/** Three working providers, of which `cheap` is by far the most likely, and failing ones with their own models. */
const world = usePlatform((upstream) => {
  const row = scriptedProvider(upstream.baseUrl('openai-chat'))
  const anthropic = { ...scriptedProvider(upstream.baseUrl('anthropic-messages')), dialect: 'anthropic' }
  const route = (provider: string, model: string, more: object = {}) => ({ provider, model, ...more })
  const first = { weight: 1_000_000 }
  const pair = (failing: string, script: string, more: object = {}) => ({
    routes: [route(failing, `scripted:${script}`, first), route('plain', 'scripted:text-5')],
    price: PRICE,
    ...more,
  })
  return {
    env: { GPTGET_REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS) },
    config: {
      providers: {
        cheap: row,
        dear: row,
        claude: anthropic,
        plain: row,
        down: row,
        slow: { ...row, timeouts: { ...(row.timeouts as object), first_token_ms: 20_000 } },
        stubborn: { ...row, timeouts: { ...(row.timeouts as object), first_token_ms: 20_000 } },
        two: { ...row, api_key: ['key-one', 'key-two'] },
        refused: { ...row, api_key: ['bad-key', 'good-key'] },
        exhausted: { ...row, api_key: ['limited-one', 'limited-two'] },
      },
      models: {
        'test/three': {
          routes: [
            route('cheap', 'scripted:text-5', first),
            route('dear', 'scripted:text-5', { price: DEAR }),
            route('claude', 'scripted:text-5'),
          ],
          price: PRICE,
        },
        'test/even': {
          routes: ['cheap', 'dear', 'plain'].map((id) => route(id, 'scripted:text-6')),
          price: PRICE,
        },
        'test/down': { routes: [route('down', 'scripted:status-500')], price: PRICE },
        'test/dear': { routes: [route('plain', 'scripted:text-5')], price: DEAR },
        'test/tag:8b': { routes: [route('plain', 'scripted:text-5')], price: PRICE },
        'test/odd:floor': { routes: [route('plain', 'scripted:text-5')], price: PRICE },
        'test/hang': pair('slow', 'hang-after-headers'),
        'test/slow': pair('slow', 'late-3000', { hedge_after_ms: 100 }),
        'test/stubborn': pair('stubborn', 'late-700'),
        'test/hang-all': {
          routes: [
            route('slow', 'scripted:hang-before-headers', first),
            route('stubborn', 'scripted:hang-after-headers'),
          ],
          price: PRICE,
        },
        'test/late-all': {
          routes: [route('slow', 'scripted:late-3000'), route('stubborn', 'scripted:late-3001')],
          price: PRICE,
          hedge_after_ms: 50,
        },
        'test/limited': { routes: [route('dear', 'scripted:status-429')], price: PRICE },
        'test/two': { routes: [route('two', 'scripted:text-5')], price: PRICE },
        'test/refused': { routes: [route('refused', 'any')], price: PRICE },
        'test/exhausted': {
          routes: [route('exhausted', 'any', first), route('plain', 'scripted:text-5')],
          price: PRICE,
        },
      },
    },
  }
})

beforeEach(() => world.upstream.clear())

const ask = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  postChat(
    world.platform.baseUrl,
    world.account.apiKey,
    { model: 'test/three', messages: USER_TURN, ...body },
    { headers },
  )

const post = (path: string, body: object): Promise<Response> =>
  fetch(world.platform.baseUrl.replace(/\/v1$/, '') + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': world.account.apiKey },
    body: JSON.stringify(body),
  })

const servedBy = async (body: object, headers: Record<string, string> = {}): Promise<string | null> => {
  const response = await ask(body, headers)
  expect(response.status).toBe(200)
  await response.text()
  return response.headers.get('x-gptget-provider')
}

const receiptOf = async (response: Response) => {
  await response.text()
  const id = response.headers.get('x-generation-id') ?? ''
  return readReceipt(world.platform.baseUrl, world.account.apiKey, id)
}

describe('provider preferences of a caller', () => {
  it.each([
    ['order', { order: ['dear'] }, 'dear'],
    ['only', { only: ['Claude'] }, 'claude'],
    ['ignore', { ignore: ['cheap', 'dear'] }, 'claude'],
    ['sort by price', { sort: 'price', ignore: ['cheap'] }, 'claude'],
    ['max_price', { order: ['dear'], max_price: { prompt: 10, completion: '20.00' } }, 'cheap'],
    ['nothing, in empty fields', { order: [], only: null, sort: null, max_price: {} }, 'cheap'],
  ])('are followed: %s', async (_, provider, expected) => {
    expect(await servedBy({ provider })).toBe(expected)
  })

  it('exclude with require_parameters providers that do not support them', async () => {
    const asked = { provider: { order: ['claude'] }, temperature: 1.5 }
    expect(await servedBy(asked)).toBe('claude')
    expect(await servedBy({ ...asked, provider: { ...asked.provider, require_parameters: true } })).toBe(
      'cheap',
    )
  })

  it('are never sent upstream, in the same dialect or another', async () => {
    for (const id of ['cheap', 'claude']) {
      await servedBy({ provider: { only: [id] }, models: ['test/dear'], route: 'fallback' })
    }
    const sent = world.upstream.requests().map(({ json }) => Object.keys(json as object))
    expect(sent).toHaveLength(2)
    for (const fields of sent)
      for (const ours of ['provider', 'models', 'route']) expect(fields).not.toContain(ours)
  })

  it.each([
    ['provider.sort', { provider: { sort: 'beauty' } }],
    ['provider.order[1]', { provider: { order: ['a', 1] } }],
    ['provider.max_price.prompt', { provider: { max_price: { prompt: 'cheap' } } }],
    ['provider.timeouts.idle_ms', { provider: { timeouts: { idle_ms: 0 } } }],
    ['provider.hedge_after_ms', { provider: { hedge_after_ms: '1s' } }],
    ['provider.data_collection', { provider: { data_collection: 'deny' } }],
    ['provider', { provider: 'openai' }],
    ['models', { models: 'test/dear' }],
  ])('are refused with the name of the invalid field: %s', async (param, body) => {
    const error = await readError(await ask(body))
    expect(error).toMatchObject({ code: 400, param })
    expect(world.upstream.requests()).toEqual([])
  })

  it('get a final 503 with the excluded providers and reasons if none matches', async () => {
    const response = await ask({ provider: { only: ['nobody'] } })
    expect(response.headers.get('x-should-retry')).toBe('false')
    const error = await readError(response)
    expect(error).toMatchObject({ code: 503, error_type: 'no_provider' })
    expect(error.metadata?.excluded_providers).toHaveLength(3)
    expect(JSON.stringify(error.metadata)).toContain('not among provider.only')
    expect(world.upstream.requests()).toEqual([])
  })

  it('return the first provider’s failure with allow_fallbacks false', async () => {
    const provider = { allow_fallbacks: false, order: ['slow'], timeouts: { first_token_ms: 100 } }
    const response = await ask({ model: 'test/hang', stream: true, provider })
    expect(await readError(response)).toMatchObject({ code: 504 })
    expect(world.upstream.requests()).toHaveLength(1)
  })

  it('use the next provider if the first is silent for longer than the request’s timeout', async () => {
    const response = await ask({
      model: 'test/hang',
      stream: true,
      provider: { order: ['slow'], timeouts: { first_token_ms: 150 } },
    })
    expect(textOf(readChunks(await response.text()).chunks)).toBe(words(5).join(''))
    expect(response.headers.get('x-gptget-provider')).toBe('plain')
  })
})

describe('the timeout of a request', () => {
  it('applies to all attempts together', async () => {
    const elapsedMs = startStopwatch()
    const startedAtMs = performance.now()
    const provider = { order: ['slow'], timeouts: { first_token_ms: 3_000 } }
    const response = await ask({ model: 'test/hang-all', stream: true, provider })
    expect(await readError(response)).toMatchObject({ code: 504, error_type: 'timeout' })
    expect(performance.now() - startedAtMs).toBeGreaterThan(4_500)
    // Two attempts of three seconds each would take six.
    expect(elapsedMs()).toBeLessThan(5_800)
    expect(world.upstream.requests()).toHaveLength(2)
  })
})

describe('preferences can be sent', () => {
  const only = { only: ['dear'] }
  const preferred = { provider: only }

  it('by openai, for chats, responses and embeddings', async () => {
    const params = { model: 'test/three', messages: USER_TURN, provider: only }
    const { response } = await world.openai.chat.completions.create(params).withResponse()
    expect(response.headers.get('x-gptget-provider')).toBe('dear')
    const asked = { model: 'test/three', input: 'Hello!', provider: only }
    const answered = await world.openai.responses.create(asked).withResponse()
    expect(answered.response.headers.get('x-gptget-provider')).toBe('dear')
    const wrong = { ...asked, provider: { sort: 'beauty' } }
    await expect(world.openai.embeddings.create(wrong)).rejects.toThrow('provider.sort')
    await expect(world.openai.completions.create({ ...wrong, prompt: 'x' })).rejects.toThrow('provider.sort')
  })

  it('by @anthropic-ai/sdk', async () => {
    const baseURL = world.platform.baseUrl.replace(/\/v1$/, '')
    const anthropic = new Anthropic({ baseURL, apiKey: world.account.apiKey, maxRetries: 0 })
    const params = { model: 'test/three', max_tokens: 50, messages: USER_TURN, ...preferred }
    const { response } = await anthropic.messages.create(params).withResponse()
    expect(response.headers.get('x-gptget-provider')).toBe('dear')
    const wrong = { ...params, provider: { sort: 'beauty' } }
    await expect(anthropic.messages.create(wrong)).rejects.toThrow('provider.sort')
  })

  it('by @google/genai', async () => {
    const baseUrl = world.platform.baseUrl.replace(/\/v1$/, '')
    const google = new GoogleGenAI({ apiKey: world.account.apiKey, httpOptions: { baseUrl } })
    const generate = (extraBody: Record<string, unknown>) =>
      google.models.generateContent({
        model: 'test/three:floor',
        contents: 'Hello!',
        config: { httpOptions: { extraBody } },
      })
    const answer = await generate(preferred)
    expect(answer.modelVersion).toBe('test/three')
    expect(answer.sdkHttpResponse?.headers?.['x-gptget-provider']).toBe('dear')
    await expect(generate({ provider: { sort: 'beauty' } })).rejects.toThrow('provider.sort')
  })
})

describe('a suffix of the model’s id', () => {
  it('sorts routes (:floor, :nitro), and the answer has the model’s own name', async () => {
    for (const suffix of [':floor', ':nitro']) {
      const answer = (await (await ask({ model: `test/three${suffix}` })).json()) as { model: string }
      expect(answer.model).toBe('test/three')
    }
    const plan = await simulate({ model: 'test/three:floor' })
    expect(plan.strategy).toBe('price')
    expect(plan.routes.at(-1)?.provider_name).toBe('dear')
  })

  it('is kept if it is part of the model’s name', async () => {
    for (const model of ['test/tag:8b', 'test/odd:floor']) {
      expect(((await (await ask({ model })).json()) as { model: string }).model).toBe(model)
    }
    const nested = (await (await ask({ model: 'test/tag:8b:nitro' })).json()) as { model: string }
    expect(nested.model).toBe('test/tag:8b')
  })

  it('that is unknown makes an unknown model', async () => {
    expect(await readError(await ask({ model: 'test/three:wide' }))).toMatchObject({ code: 404 })
  })
})

describe('fallback models', () => {
  it('answer with their own names and prices if all providers of the first fail', async () => {
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    const response = await ask({ model: 'test/down', models: ['test/down', 'test/dear:floor'] })
    const answer = (await response.clone().json()) as { model: string }
    expect(answer.model).toBe('test/dear')
    const receipt = await receiptOf(response)
    expect(receipt).toMatchObject({ model: 'test/dear', provider_name: 'plain' })
    expect(receipt.provider_responses).toMatchObject([
      { provider_name: 'down', status: 500, outcome: 'failed' },
      { provider_name: 'plain', status: 200, outcome: 'finished' },
    ])
    const after = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    expect(nano(after.total_usage) - nano(before.total_usage)).toBe(
      nano((11 * DEAR.input + 5 * DEAR.output) / 1e6),
    )
  })

  it('must exist and be allowed for the key', async () => {
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, {
      allowedModels: ['test/down'],
    })
    const asked = { model: 'test/down', messages: USER_TURN }
    const refused = await postChat(world.platform.baseUrl, apiKey, { ...asked, models: ['test/dear'] })
    expect(await readError(refused)).toMatchObject({ code: 403, param: 'models[0]' })
    const unknown = await ask({ ...asked, models: ['test/dear', 'test/none'] })
    expect(await readError(unknown)).toMatchObject({ code: 404, param: 'models[1]' })
  })

  it('need a hold at the highest of their prices', async () => {
    // The whole answer needs a hold before it starts.
    const asked = { max_tokens: 10_000, messages: USER_TURN, allow_truncation: false }
    const poor = await world.platform.admin.createAccount({ creditsUsd: '0.30' })
    const cheap = await postChat(world.platform.baseUrl, poor.apiKey, { ...asked, model: 'test/even' })
    expect(cheap.status).toBe(200)
    await cheap.text()
    const both = await postChat(world.platform.baseUrl, poor.apiKey, {
      ...asked,
      model: 'test/even',
      models: ['test/dear'],
    })
    expect(await readError(both)).toMatchObject({ code: 402 })
  })
})

const served = async (count: number, body: object, headers: Record<string, string> = {}) => {
  const seen = new Set<string | null>()
  for (let n = 0; n < count; n++) seen.add(await servedBy({ model: 'test/even', ...body }, headers))
  return [...seen]
}

describe('a session', () => {
  it('stays with one provider by header or prompt_cache_key, while others are spread', async () => {
    expect(await served(8, {}, { 'x-session-id': 'one' })).toHaveLength(1)
    expect(await served(8, { prompt_cache_key: 'one' })).toEqual(
      await served(1, {}, { 'x-session-id': 'one' }),
    )
    const firsts = new Set<string | null>()
    for (let n = 0; n < 16; n++) firsts.add((await served(1, { prompt_cache_key: `session-${n}` }))[0]!)
    expect(firsts.size).toBeGreaterThan(1)
  })
})

const keyOf = (request: { headers: Record<string, unknown> }): string =>
  String(request.headers.authorization).replace('Bearer ', '')
const limit = (key: string, status: number, headers: Record<string, string> = {}): void =>
  world.upstream.script({
    match: { header: ['authorization', `Bearer ${key}`] },
    faults: [{ kind: 'status', status, headers }],
  })

const continued = (assistant: object[]) => ({
  model: 'test/three',
  max_tokens: 100,
  messages: [...USER_TURN, { role: 'assistant', content: assistant }, ...USER_TURN],
})

describe('a conversation with signed reasoning', () => {
  const thought = { type: 'thinking', thinking: 'Hm.', signature: 'made-by-anthropic' }
  const text = { type: 'text', text: 'Hello.' }

  it('goes to the kind of provider that signed it, and the receipt has the reason', async () => {
    const response = await post('/v1/messages', continued([thought, text]))
    expect(response.headers.get('x-gptget-provider')).toBe('claude')
    expect(world.upstream.requests()[0]?.body.toString()).toContain('made-by-anthropic')
    const { excluded_providers } = await receiptOf(response)
    expect(excluded_providers).toMatchObject([
      { provider_name: 'cheap', reason: expect.stringContaining('signed reasoning') },
      { provider_name: 'dear' },
    ])
    const unsigned = await post('/v1/messages', continued([text]))
    expect(unsigned.headers.get('x-gptget-provider')).toBe('cheap')
  })
})

describe('several credentials of a provider', () => {
  it('are used in turn', async () => {
    for (let n = 0; n < 4; n++) await servedBy({ model: 'test/two' })
    const used = world.upstream.requests().map(keyOf)
    expect(used.toSorted()).toEqual(['key-one', 'key-one', 'key-two', 'key-two'])
  })

  it('replace a refused one, which gets a cooldown, unnoticed by the caller', async () => {
    world.upstream.script({ match: { model: 'any' } })
    limit('bad-key', 401)
    for (let n = 0; n < 4; n++) expect(await servedBy({ model: 'test/refused' })).toBe('refused')
    expect(world.upstream.requests().map(keyOf)).toEqual(['bad-key', ...Array(4).fill('good-key')])
  })

  it('are all tried at a rate limit before another provider, and then the route gets a cooldown', async () => {
    limit('limited-one', 429, { 'retry-after': '30' })
    limit('limited-two', 429, { 'retry-after': '20' })
    const receipt = await receiptOf(await ask({ model: 'test/exhausted' }))
    expect(receipt.provider_responses).toMatchObject([
      { provider_name: 'exhausted', status: 429 },
      { provider_name: 'exhausted', status: 429 },
      { provider_name: 'plain', status: 200 },
    ])
    const next = await receiptOf(await ask({ model: 'test/exhausted' }))
    expect(next.provider_responses).toHaveLength(1)
    expect(next.excluded_providers).toMatchObject([
      {
        provider_name: 'exhausted',
        reason: expect.stringMatching(/rate limit is reached; tried again in (19|20) s/),
      },
    ])
    expect(JSON.stringify(next)).not.toContain('limited-')
  })
})

const losers = (receipt: Awaited<ReturnType<typeof receiptOf>>) =>
  receipt.provider_responses.filter((attempt) => (attempt as { outcome?: string }).outcome === 'hedged')

describe('a hedge', () => {
  it.each([true, false])(
    'lets a second provider answer if the first is slow, and charges only its answer (stream: %s)',
    async (stream) => {
      const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
      const response = await ask({ model: 'test/slow', stream })
      expect(response.headers.get('x-gptget-provider')).toBe('plain')
      const receipt = await receiptOf(response)
      expect(receipt.provider_responses).toMatchObject([
        { provider_name: 'slow', outcome: 'hedged', error: null },
        { provider_name: 'plain', outcome: 'finished' },
      ])
      const loser = await world.upstream.waitFor(({ abortedAtMs }) => abortedAtMs !== undefined)
      expect(loser.model).toBe('scripted:late-3000')
      const after = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
      expect(nano(after.total_usage) - nano(before.total_usage)).toBe(
        nano((11 * PRICE.input + 5 * PRICE.output) / 1e6),
      )
    },
  )

  it('is stopped together with the first when the caller disconnects', async () => {
    const leaving = new AbortController()
    const { baseUrl } = world.platform
    const body = { model: 'test/late-all', messages: USER_TURN }
    const asked = postChat(baseUrl, world.account.apiKey, body, { signal: leaving.signal })
    const scripts = ['scripted:late-3000', 'scripted:late-3001']
    for (const script of scripts) await world.upstream.waitFor(({ model }) => model === script)
    leaving.abort()
    await expect(asked).rejects.toThrow(/abort/)
    for (const script of scripts)
      await world.upstream.waitFor(({ model, abortedAtMs }) => model === script && abortedAtMs !== undefined)
  })

  it('is not started if the first answers in time', async () => {
    const provider = { order: ['plain'], hedge_after_ms: 5_000 }
    const receipt = await receiptOf(await ask({ model: 'test/slow', provider }))
    expect(receipt.provider_responses).toHaveLength(1)
  })

  it('is stopped if the first reports the caller’s own mistake', async () => {
    const provider = { order: ['stubborn'], hedge_after_ms: 100 }
    world.upstream.script({
      match: { model: 'scripted:late-700' },
      faults: [
        { kind: 'late', ms: 400 },
        { kind: 'status', status: 400 },
      ],
    })
    world.upstream.script({ match: { model: 'scripted:text-5' }, faults: [{ kind: 'late', ms: 3_000 }] })
    const response = await ask({ model: 'test/stubborn', provider, stream: true })
    expect(await readError(response)).toMatchObject({ code: 400 })
    const [hedge] = world.upstream.requests().filter(({ model }) => model === 'scripted:text-5')
    await world.upstream.waitFor((request) => request === hedge && request.abortedAtMs !== undefined)
  })

  it('is discarded if the first is faster', async () => {
    const provider = { order: ['stubborn'], hedge_after_ms: 100 }
    world.upstream.script({ match: { model: 'scripted:text-5' }, faults: [{ kind: 'hang-before-headers' }] })
    const response = await ask({ model: 'test/stubborn', provider, stream: true })
    expect(response.headers.get('x-gptget-provider')).toBe('stubborn')
    expect(losers(await receiptOf(response))).toMatchObject([{ provider_name: 'plain' }])
  })
})

type Simulated = {
  strategy: string
  largest_cost: number
  routes: { provider_name: string; chance: number; largest_cost: number; pricing: { prompt: string } }[]
  excluded_providers: { provider_name: string; reason: string }[]
}

const simulate = async (body: object, openai: OpenAI = world.openai): Promise<Simulated> =>
  openai.post('/route/simulate', { body })

describe('a simulated route', () => {
  it('lists providers in order with prices, and reasons for excluded ones', async () => {
    const plan = await simulate({ model: 'test/three', max_tokens: 1_000, provider: { ignore: ['claude'] } })
    expect(plan.strategy).toBe('weight')
    expect(plan.routes.map((route) => route.provider_name)).toEqual(['cheap', 'dear'])
    expect(plan.routes[0]).toMatchObject({ pricing: { prompt: '0.00001' }, health: { circuit: 'closed' } })
    expect(plan.routes[0]!.chance).toBeGreaterThan(0.99)
    expect(plan.routes[1]!.largest_cost).toBeGreaterThan(plan.routes[0]!.largest_cost)
    expect(plan.largest_cost).toBe(plan.routes[1]!.largest_cost)
    expect(plan.excluded_providers).toMatchObject([
      { provider_name: 'claude', reason: 'named in provider.ignore' },
    ])
  })

  it('costs nothing and calls no provider', async () => {
    const before = await world.platform.admin.credits(world.account.accountId)
    await simulate({ model: 'test/three', messages: USER_TURN })
    expect(await world.platform.admin.credits(world.account.accountId)).toEqual(before)
    expect(world.upstream.requests()).toEqual([])
  })

  it('matches the real route', async () => {
    for (const session of ['one', 'two', 'three', 'four']) {
      const body = { model: 'test/even', prompt_cache_key: session }
      expect((await simulate(body)).routes[0]?.provider_name).toBe(await servedBy(body))
    }
  })

  it('refuses the same requests as the real one', async () => {
    const unknown = openaiFor(world.platform.baseUrl, 'sk-getgpt-unknown')
    await expect(simulate({ model: 'test/three' }, unknown)).rejects.toMatchObject({ status: 401 })
    await expect(simulate({ model: 'test/none' })).rejects.toMatchObject({ status: 404 })
    await expect(simulate({ model: 'test/three', provider: { sort: 1 } })).rejects.toMatchObject({
      status: 400,
      param: 'provider.sort',
    })
  })
})

describe('an error after every route was tried', () => {
  it('lists each attempt, and says not to retry', async () => {
    const response = await ask({ model: 'test/down' })
    expect(response.headers.get('x-should-retry')).toBe('false')
    const error = await readError(response)
    expect(error).toMatchObject({ code: 502, error_type: 'provider_unavailable' })
    expect(error.metadata).toMatchObject({
      provider_name: 'down',
      previous_errors: [{ provider: 'down', code: 'provider_unavailable', status: 500 }],
    })
  })

  it('leaves a receipt', async () => {
    const response = await ask({ model: 'test/down' })
    const id = response.headers.get('x-generation-id') ?? ''
    const { data } = (await getJson(
      `${world.platform.baseUrl}/generation?id=${id}`,
      world.account.apiKey,
    )) as { data: Record<string, unknown> }
    expect(data).toMatchObject({ status: 'failed', total_cost: 0, provider_name: null })
  })
})

describe('a failure of every provider, in each dialect', () => {
  const text = 'Hello!'
  const bodies: [string, (model: string) => string, (model: string) => object][] = [
    ['chat', () => '/v1/chat/completions', (model) => ({ model, messages: USER_TURN })],
    ['responses', () => '/v1/responses', (model) => ({ model, input: text })],
    ['messages', () => '/v1/messages', (model) => ({ model, max_tokens: 9, messages: USER_TURN })],
    [
      'gemini',
      (model) => `/v1beta/models/${model}:generateContent`,
      () => ({ contents: [{ role: 'user', parts: [{ text }] }] }),
    ],
  ]

  it.each(bodies)('answers 502 with the attempts, and says not to retry: %s', async (_, pathOf, bodyOf) => {
    const failed = await post(pathOf('test/down'), bodyOf('test/down'))
    expect(failed.status).toBe(502)
    expect(failed.headers.get('x-should-retry')).toBe('false')
    const told = await failed.text()
    expect(told).toMatch(/provider_unavailable/i)
    expect(told).toContain('previous_errors')
    expect(told).toContain('down')
  })

  it.each(bodies)('answers 429 with a retry time at a rate limit: %s', async (_, pathOf, bodyOf) => {
    const limited = await post(pathOf('test/limited'), bodyOf('test/limited'))
    expect(limited.status).toBe(429)
    expect(limited.headers.get('x-should-retry')).toBe('true')
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(limited.headers.get('retry-after-ms'))).toBeGreaterThan(0)
    expect(await limited.text()).toMatch(/provider_rate_limited/i)
  })
})
