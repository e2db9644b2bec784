import { ApiError, GoogleGenAI } from '@google/genai'
import { respond, scriptedVector, UPSTREAM_EMBEDDING_MODEL } from '@gptget/testkit'
import { BadRequestError } from 'openai'
import { describe, expect, it } from 'vitest'
import { USER_TURN } from './platform/ask.ts'
import { readError } from './platform/read-error.ts'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { hastyProvider, PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

/** The dialect of each provider, which serves the model `vectors/<provider>`. */
const DIALECTS = { openai: 'openai-chat', gemini: 'gemini', talking: 'anthropic-messages' } as const

const world = usePlatform((upstream) => {
  const providers = Object.fromEntries(
    Object.entries(DIALECTS).map(([id, dialect]) => [
      id,
      { ...scriptedProvider(upstream.baseUrl(dialect)), dialect },
    ]),
  )
  const model = (routes: unknown[]) => ({ routes, price: PRICE, output_modalities: ['embeddings'] })
  const route = (provider: string, script: string, weight = 1) => ({
    provider,
    model: `scripted:${script}`,
    weight,
  })
  return {
    config: {
      providers: { ...providers, silent: hastyProvider(upstream.baseUrl('openai-chat')) },
      models: {
        'vectors/openai': model([route('openai', 'text')]),
        'vectors/gemini': model([route('gemini', 'text')]),
        'vectors/counted-gemini': model([route('gemini', 'usage-always')]),
        'vectors/uncounted': model([route('openai', 'text+no-usage')]),
        'vectors/refused': model([route('openai', 'status-400')]),
        'vectors/unanswered': model([route('silent', 'hang-before-headers')]),
        'vectors/error-in-200': model([route('openai', 'error-in-200')]),
        'vectors/cut': model([route('openai', 'cut-after-0')]),
        'vectors/none': model([route('talking', 'text')]),
        'vectors/failover': model([route('openai', 'status-500', 1_000_000), route('gemini', 'text')]),
        'vectors/text-only-first': model([route('gemini', 'text', 1_000_000), route('openai', 'text')]),
        'chats/openai': { routes: [route('openai', 'text')], price: PRICE },
      },
    },
  }
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(world.platform.edges[0]!.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.account.apiKey}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  })

const embed = (body: unknown, headers?: Record<string, string>) => post('/v1/embeddings', body, headers)

const google = (apiVersion = 'v1') =>
  new GoogleGenAI({
    apiKey: world.account.apiKey,
    httpOptions: { baseUrl: world.platform.edges[0]!.url, apiVersion },
  })

const lastBody = (): Record<string, unknown> =>
  world.upstream.requests().at(-1)?.json as Record<string, unknown>

/** 11 input tokens. */
const COST = (11 * PRICE.input) / 1e6

const MODELS = ['vectors/openai', 'vectors/gemini'] as const

describe.each(MODELS)('the OpenAI SDK on %s', (model) => {
  it('gets one vector for a text, decoded from the requested base64', async () => {
    const { data, ...answer } = await world.openai.embeddings.create({ model, input: 'a' })
    expect(data).toMatchObject([{ object: 'embedding', index: 0, embedding: scriptedVector(0, undefined) }])
    expect(answer).toMatchObject({ object: 'list', model })
    expect(JSON.stringify(answer)).not.toContain(UPSTREAM_EMBEDDING_MODEL)
  })

  it('gets one vector for each text, in order and of the requested size', async () => {
    const { data } = await world.openai.embeddings.create({
      model,
      input: ['a', 'b', 'c'],
      dimensions: 6,
      encoding_format: 'float',
    })
    expect(data.map(({ embedding }) => embedding)).toEqual([0, 1, 2].map((index) => scriptedVector(index, 6)))
  })
})

describe.each(MODELS)('a large answer of %s', (model) => {
  const texts = Array.from({ length: 800 }, (_, index) => `text ${index}`)

  it.each(['float', 'base64'] as const)('equals many small ones, as %s', async (encoding_format) => {
    const response = await embed({ model, input: texts, dimensions: 100, encoding_format })
    const text = await response.text()
    expect(text.length).toBeGreaterThan(256 * 1024)
    const answer = JSON.parse(text) as { data: { index: number; embedding: unknown }[]; usage: object }
    expect(answer.data.map(({ index }) => index)).toEqual([...texts.keys()])
    for (const index of [0, 1, 799]) {
      const vector = scriptedVector(index, 100)
      const expected =
        encoding_format === 'float'
          ? vector
          : Buffer.from(Float32Array.from(vector).buffer).toString('base64')
      expect(answer.data[index]!.embedding).toEqual(expected)
    }
    // Gemini reports no tokens, so they are counted here.
    const tokens = model === 'vectors/openai' ? 11 : 2_400
    expect(answer.usage).toMatchObject({ cost: (tokens * PRICE.input) / 1e6 })
  })
})

describe.each(MODELS)('Google’s SDK on %s', (model) => {
  it('gets a vector for each content', async () => {
    const { embeddings } = await google().models.embedContent({
      model,
      contents: ['a', 'b'],
      config: { outputDimensionality: 3 },
    })
    expect(embeddings?.map(({ values }) => values)).toEqual([0, 1].map((index) => scriptedVector(index, 3)))
  })

  it('can use the method for one vector', async () => {
    const response = await post(`/v1beta/models/${model}:embedContent`, {
      content: { parts: [{ text: 'a' }] },
    })
    expect(await response.json()).toMatchObject({
      embedding: { values: scriptedVector(0, undefined) },
      usageMetadata: { cost: expect.any(Number) as number },
    })
  })
})

describe('a request', () => {
  it('keeps unknown fields for a provider of the same dialect', async () => {
    await (await embed({ model: 'vectors/openai', input: [[1, 2], [3]], user: 'u', new: { x: 1 } })).text()
    expect(lastBody()).toEqual({ model: 'scripted:text', input: [[1, 2], [3]], user: 'u', new: { x: 1 } })
    const content = { parts: [{ text: 'a' }] }
    await (
      await post('/v1beta/models/vectors/gemini:batchEmbedContents', {
        requests: [{ model: 'models/vectors/gemini', content, taskType: 'CLUSTERING', new: 1 }],
      })
    ).text()
    expect(lastBody()).toEqual({
      requests: [{ model: 'models/scripted:text', content, taskType: 'CLUSTERING', new: 1 }],
    })
    expect(world.upstream.requests().at(-1)?.path).toMatch(/:batchEmbedContents$/)
  })

  it('names lost fields, and is refused if it is strict', async () => {
    const asked = { model: 'vectors/gemini', input: 'a', user: 'u' }
    const response = await embed(asked)
    expect(response.headers.get('x-gptget-losses')).toBe('user=dropped')
    const error = await readError(await embed(asked, { 'x-gptget-strict': 'true' }))
    expect(error).toMatchObject({ code: 400, param: 'user' })
  })

  it('with token numbers goes to a provider that accepts them', async () => {
    expect(await readError(await embed({ model: 'vectors/gemini', input: [1, 2] }))).toMatchObject({
      code: 400,
      param: 'input',
    })
    const response = await embed({ model: 'vectors/text-only-first', input: [1, 2] })
    expect(response.headers.get('x-gptget-provider')).toBe('openai')
  })

  it.each([
    ['input', { input: undefined }],
    ['input[1]', { input: ['a', ''] }],
    ['dimensions', { dimensions: -1 }],
    ['encoding_format', { encoding_format: 'hex' }],
    ['model', { model: 'chats/openai' }],
    ['model', { model: 'vectors/none' }],
  ])('with a wrong %s gets 400 that names it: %j', async (param, wrong) => {
    world.upstream.clear()
    const error = await readError(await embed({ model: 'vectors/openai', input: 'a', ...wrong }))
    expect(error).toMatchObject({ code: 400, param })
    expect(error.message).toContain(param === 'model' ? String((wrong as { model: string }).model) : param)
    expect(world.upstream.requests()).toEqual([])
  })

  it.each([
    [':embedContent', {}, 'content'],
    [':embedContent', { requests: [] }, 'requests'],
    [':batchEmbedContents', { content: { parts: [{ text: 'a' }] } }, 'requests'],
  ])('in Google’s form %s gets its 400: %j', async (method, body, param) => {
    const response = await post(`/v1beta/models/vectors/openai${method}`, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { code: 400, status: 'INVALID_ARGUMENT', message: expect.stringContaining(param) as string },
    })
  })

  it('for a chat with an embedding model gets 400 with its name', async () => {
    const chat = world.openai.chat.completions.create({ model: 'vectors/openai', messages: USER_TURN })
    await expect(chat).rejects.toThrow(BadRequestError)
    await expect(chat).rejects.toThrow('vectors/openai')
    const generation = google().models.generateContent({ model: 'vectors/openai', contents: 'a' })
    await expect(generation).rejects.toThrow(ApiError)
  })
})

describe('an answer', () => {
  it.each([
    ['base64', [0.5, 2]],
    ['float', 'AAAAPwAAAEA='],
  ])('is converted to %s from the provider’s other encoding', async (encoding_format, embedding) => {
    world.upstream.script({
      match: { path: '/v1/embeddings', nth: 1 },
      steps: respond(
        200,
        { 'content-type': 'application/json' },
        JSON.stringify({ data: [{ index: 0, embedding }], usage: { prompt_tokens: 1 } }),
      ),
    })
    const body = (await (await embed({ model: 'vectors/openai', input: 'a', encoding_format })).json()) as {
      data: { embedding: unknown }[]
    }
    world.upstream.clear()
    expect(body.data[0]?.embedding).toEqual(encoding_format === 'float' ? [0.5, 2] : 'AAAAPwAAAEA=')
  })

  it('has our id, and its cost in its usage', async () => {
    const response = await embed({ model: 'vectors/openai', input: 'a' })
    const id = response.headers.get('x-generation-id')
    expect(id).toMatch(/^emb-[\w-]{8,}$/)
    expect(await response.json()).toMatchObject({
      id,
      model: 'vectors/openai',
      usage: { prompt_tokens: 11, total_tokens: 11, cost: COST },
    })
  })

  it('is counted here if the provider does not count', async () => {
    for (const model of ['vectors/uncounted', 'vectors/gemini']) {
      const response = await embed({ model, input: 'Some words to be counted.' })
      const { usage } = (await response.json()) as { usage: { prompt_tokens: number; cost: number } }
      expect(usage.prompt_tokens).toBeGreaterThan(3)
      expect(nano(usage.cost)).toBe(nano((usage.prompt_tokens * PRICE.input) / 1e6))
    }
  })

  it('is charged by Gemini’s own count if it has one', async () => {
    const { usageMetadata } = (await (
      await post('/v1beta/models/vectors/counted-gemini:embedContent', {
        content: { parts: [{ text: 'a' }] },
      })
    ).json()) as { usageMetadata: { promptTokenCount: number; cost: number } }
    expect(usageMetadata).toEqual({ promptTokenCount: 11, cost: COST })
  })
})

describe('a receipt', () => {
  it('exists at the end of the answer, and the balance falls by its cost', async () => {
    const { baseUrl } = world.platform
    const { apiKey } = world.account
    const before = await readCreditsOf(baseUrl, apiKey)
    const response = await embed({ model: 'vectors/openai', input: ['a', 'b'] })
    await response.text()
    const receipt = await readReceipt(baseUrl, apiKey, response.headers.get('x-generation-id') ?? '')
    expect(receipt).toMatchObject({
      api_type: 'embeddings',
      model: 'vectors/openai',
      provider_name: 'openai',
      streamed: false,
      tokens_prompt: 11,
      tokens_completion: 0,
      total_cost: COST,
      finish_reason: null,
      provider_responses: [{ provider_name: 'openai', status: 200 }],
    })
    const after = await readCreditsOf(baseUrl, apiKey)
    expect(nano(after.total_usage) - nano(before.total_usage)).toBe(nano(COST))
  })

  it('names the provider that failed before the one that answered, in any dialect', async () => {
    const response = await embed({ model: 'vectors/failover', input: 'a' })
    expect(response.headers.get('x-gptget-provider')).toBe('gemini')
    await response.text()
    const id = response.headers.get('x-generation-id') ?? ''
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(receipt.provider_responses).toMatchObject([
      { provider_name: 'openai', status: 500 },
      { provider_name: 'gemini', status: 200 },
    ])
  })
})

describe('a provider that fails', () => {
  it.each([
    ['vectors/refused', 400],
    ['vectors/unanswered', 504],
    ['vectors/error-in-200', 502],
    ['vectors/cut', 502],
  ])('is reported in each dialect’s format, without a charge: %s', async (model, status) => {
    const account = await world.platform.admin.createAccount()
    const headers = { authorization: `Bearer ${account.apiKey}` }
    expect(await readError(await embed({ model, input: 'a' }, headers))).toMatchObject({ code: status })
    const body = { content: { parts: [{ text: 'a' }] } }
    const response = await post(`/v1beta/models/${model}:embedContent`, body, headers)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({
      error: { code: status, status: expect.any(String) as string },
    })
    expect(await readCreditsOf(world.platform.baseUrl, account.apiKey)).toMatchObject({ total_usage: 0 })
  })

  it('is not called for an account without credit', async () => {
    const broke = await world.platform.admin.createAccount({ creditsUsd: '0.00' })
    world.upstream.clear()
    const headers = { authorization: `Bearer ${broke.apiKey}` }
    expect(await readError(await embed({ model: 'vectors/openai', input: 'a' }, headers))).toMatchObject({
      code: 402,
    })
    expect(world.upstream.requests()).toEqual([])
  })
})

describe('the list of models', () => {
  it('marks the embedding models', async () => {
    const { data } = await world.openai.models.list()
    const modalities = Object.fromEntries(
      data.map((model) => [
        model.id,
        (model as unknown as { architecture: { output_modalities: string[] } }).architecture
          .output_modalities,
      ]),
    )
    expect(modalities).toMatchObject({ 'vectors/openai': ['embeddings'], 'chats/openai': ['text'] })
  })

  it('lists their methods in Google’s format', async () => {
    const model = await google('v1beta').models.get({ model: 'vectors/openai' })
    expect(model.supportedActions).toEqual(['embedContent', 'batchEmbedContents'])
  })
})

it('leaves a ledger that adds up', async () => {
  expect(await world.platform.admin.findBreaches()).toEqual([])
})
