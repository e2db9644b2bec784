import { UPSTREAM_COMPLETION_MODEL, UPSTREAM_MODERATION_MODEL, words } from '@gptget/testkit'
import { APIError } from 'openai'
import { describe, expect, it } from 'vitest'
import { readChunks, USER_TURN } from './platform/ask.ts'
import { readError } from './platform/read-error.ts'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { modelOf, PRICE, scriptedConfig, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const world = usePlatform((upstream) => {
  const { providers, models } = scriptedConfig(upstream, [
    'text-5',
    'length-4',
    'text-6+no-usage',
    'status-400',
    'status-404',
    'cut-after-2',
    'text-40+trickle-20',
  ])
  const foreign = { ...scriptedProvider(upstream.baseUrl('anthropic-messages')), dialect: 'anthropic' }
  const failing = scriptedProvider(upstream.baseUrl('openai-chat'))
  const failover = (script: string) => ({
    routes: [
      { provider: 'failing', model: `scripted:${script}`, weight: 1_000_000 },
      { provider: 'foreign', model: 'scripted:text-5', weight: 1_000 },
      { provider: 'scripted', model: 'scripted:text-5' },
    ],
    price: PRICE,
  })
  return {
    config: {
      providers: { ...providers, foreign, failing },
      models: {
        ...models,
        'test/foreign': { routes: [{ provider: 'foreign', model: 'scripted:text-5' }], price: PRICE },
        'test/failover': failover('status-500'),
        'test/elsewhere': failover('status-404'),
      },
    },
  }
})

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(world.platform.baseUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const complete = (body: Record<string, unknown>) => post('/completions', { prompt: 'Once', ...body })
const receiptOf = (response: Response) =>
  readReceipt(world.platform.baseUrl, world.account.apiKey, response.headers.get('x-generation-id') ?? '')

/** 11 tokens in and 5 out. */
const TEXT_5_COST = (11 * PRICE.input + 5 * PRICE.output) / 1e6

describe('a legacy completion', () => {
  it('works with the SDK, with our id and model and its cost', async () => {
    const { data, response } = await world.openai.completions
      .create({ model: modelOf('text-5'), prompt: 'Once', max_tokens: 9 })
      .withResponse()
    expect(data).toMatchObject({
      id: response.headers.get('x-generation-id'),
      object: 'text_completion',
      model: modelOf('text-5'),
      choices: [{ index: 0, text: words(5).join(''), finish_reason: 'stop' }],
      usage: { prompt_tokens: 11, completion_tokens: 5, cost: TEXT_5_COST },
    })
    expect(data.id).toMatch(/^cmpl-/)
    expect(JSON.stringify(data)).not.toContain(UPSTREAM_COMPLETION_MODEL)
    expect(world.upstream.requests().at(-1)).toMatchObject({
      path: '/v1/completions',
      json: { model: 'scripted:text-5', prompt: 'Once', max_tokens: 9 },
    })
  })

  it('streams to the SDK', async () => {
    const stream = await world.openai.completions.create({
      model: modelOf('length-4'),
      prompt: [1, 2, 3],
      stream: true,
    })
    const chunks = await Array.fromAsync(stream)
    expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe(words(4).join(''))
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason).filter(Boolean)).toEqual(['length'])
    expect(new Set(chunks.map(({ model }) => model))).toEqual(new Set([modelOf('length-4')]))
  })

  it.each([
    ['text-5', {}],
    ['text-5', { stream_options: { include_usage: true } }],
    ['text-6+no-usage', {}],
  ])('has usage and cost on its last chunk, then one [DONE]: %s %j', async (script, extra) => {
    const response = await complete({ model: modelOf(script), stream: true, ...extra })
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const { chunks, doneCount, isDoneLast } = readChunks(await response.text())
    expect([doneCount, isDoneLast]).toEqual([1, true])
    expect(chunks.filter(({ usage }) => usage)).toEqual([chunks.at(-1)])
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set([response.headers.get('x-generation-id')]))
    const shown = Number(chunks.at(-1)?.usage?.['cost'])
    const receipt = await receiptOf(response)
    expect(receipt).toMatchObject({ api_type: 'completions', streamed: true, finish_reason: 'stop' })
    const { tokens_prompt, tokens_completion } = receipt
    expect(nano(shown)).toBe(nano((tokens_prompt * PRICE.input + tokens_completion * PRICE.output) / 1e6))
    expect(nano(receipt.total_cost)).toBe(nano(shown))
  })

  it('ends with an error in its own format if the provider breaks off', async () => {
    const response = await complete({ model: modelOf('cut-after-2'), stream: true })
    const { chunks, isDoneLast } = readChunks(await response.text())
    expect(isDoneLast).toBe(true)
    expect(chunks.at(-1)).toMatchObject({
      object: 'text_completion',
      error: { code: 502, type: 'api_error' },
    })
    // The AI SDK treats any event with choices as an ordinary one.
    expect(chunks.at(-1)).not.toHaveProperty('choices')
    const stream = await world.openai.completions.create({
      model: modelOf('cut-after-2'),
      prompt: 'Once',
      stream: true,
    })
    await expect(Array.fromAsync(stream)).rejects.toThrow(APIError)
  })

  it('is stopped and charged for the delivered part if the caller disconnects', async () => {
    const gone = new AbortController()
    const response = await fetch(`${world.platform.baseUrl}/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.account.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: modelOf('text-40+trickle-20'), prompt: 'Once', stream: true }),
      signal: gone.signal,
    })
    await response.body!.getReader().read()
    gone.abort()
    const id = response.headers.get('x-generation-id')
    await expect.poll(async () => (await receiptOf(response).catch(() => null))?.cancelled).toBe(true)
    const receipt = await receiptOf(response)
    expect(receipt).toMatchObject({ id, cancelled: true, status: 'cancelled' })
    expect(receipt.total_cost).toBeGreaterThan(0)
    expect(receipt.tokens_completion).toBeLessThan(40)
  })

  it('goes to the next provider with this endpoint', async () => {
    const response = await complete({ model: 'test/failover' })
    expect(await response.json()).toMatchObject({ choices: [{ text: words(5).join('') }] })
    const receipt = await receiptOf(response)
    expect(receipt.provider_responses.map(({ provider_name }) => provider_name)).toEqual([
      'failing',
      'scripted',
    ])
  })

  it('gets 400 with the model’s name if no provider has the endpoint, and does not affect other requests', async () => {
    for (const model of ['test/foreign', modelOf('status-404')]) {
      for (const stream of [false, true]) {
        const error = await readError(await complete({ model, stream }))
        expect(error).toMatchObject({ code: 400, param: 'model' })
        expect(error.message).toContain(model)
      }
    }
    for (let count = 0; count < 5; count++)
      expect((await complete({ model: 'test/elsewhere' })).headers.get('x-gptget-provider')).toBe('scripted')
    const receipt = await receiptOf(await complete({ model: 'test/elsewhere' }))
    expect(receipt).toMatchObject({
      excluded_providers: [{ provider_name: 'foreign', reason: 'the provider has no completions' }],
      provider_responses: [{ status: 404 }, { status: 200 }],
    })
  })

  it.each([
    ['prompt', { prompt: 5 }],
    ['prompt[1]', { prompt: ['a', 5] }],
    ['max_tokens', { max_tokens: 'many' }],
    ['n', { n: 0 }],
    ['stream', { stream: 'yes' }],
    ['model', { model: undefined }],
  ])('with a wrong %s gets 400 that names it', async (param, wrong) => {
    const error = await readError(await complete({ model: modelOf('text-5'), ...wrong }))
    expect(error).toMatchObject({ code: 400, param })
  })

  it('gets the provider’s 400', async () => {
    expect(await readError(await complete({ model: modelOf('status-400') }))).toMatchObject({ code: 400 })
  })
})

describe('a moderation', () => {
  it('works with the SDK, with our id and model, and is charged by our count of tokens', async () => {
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    const { data, response } = await world.openai.moderations
      .create({ model: modelOf('text-5'), input: ['I am fine.', 'So am I.'] })
      .withResponse()
    expect(data.results).toEqual([
      { flagged: false, categories: { violence: false }, category_scores: { violence: 0.000_01 } },
      { flagged: false, categories: { violence: false }, category_scores: { violence: 0.000_01 } },
    ])
    expect(data).toMatchObject({ id: response.headers.get('x-generation-id'), model: modelOf('text-5') })
    expect(data.id).toMatch(/^modr-/)
    expect(JSON.stringify(data)).not.toContain(UPSTREAM_MODERATION_MODEL)
    const receipt = await receiptOf(response)
    expect(receipt).toMatchObject({
      api_type: 'moderations',
      tokens_completion: 0,
      tokens_are_estimated: true,
    })
    expect(receipt.tokens_prompt).toBeGreaterThan(3)
    const after = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    expect(nano(after.total_usage) - nano(before.total_usage)).toBe(nano(receipt.total_cost))
    expect(nano(receipt.total_cost)).toBe(nano((receipt.tokens_prompt * PRICE.input) / 1e6))
  })

  it('gets 400 with the model’s name if no provider has the endpoint', async () => {
    const error = await readError(await post('/moderations', { model: 'test/foreign', input: 'a' }))
    expect(error).toMatchObject({
      code: 400,
      param: 'model',
      message: expect.stringContaining('test/foreign'),
    })
  })

  it.each([
    ['model', { model: 5 }],
    ['input', { input: undefined }],
    ['input', { input: [] }],
  ])('with a wrong %s gets 400 that names it', async (param, wrong) => {
    const error = await readError(
      await post('/moderations', { model: modelOf('text-5'), input: 'a', ...wrong }),
    )
    expect(error).toMatchObject({ code: 400, param })
  })

  it('uses OpenAI’s default model, and names it if it is not served', async () => {
    const error = await readError(await post('/moderations', { input: 'a' }))
    expect(error).toMatchObject({ code: 404, message: expect.stringContaining('omni-moderation-latest') })
  })
})

it('does not affect chats of the same model', async () => {
  const chat = await world.openai.chat.completions.create({ model: modelOf('text-5'), messages: USER_TURN })
  expect(chat.choices[0]?.message.content).toBe(words(5).join(''))
})

it('leaves a ledger that adds up', async () => {
  expect(await world.platform.admin.findBreaches()).toEqual([])
})
