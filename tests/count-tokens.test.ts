import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { respond } from '@gptget/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCreditsOf } from './platform/receipts.ts'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { openaiFor, usePlatform } from './platform/use-platform.ts'

const DIALECTS = {
  anthropic: 'anthropic-messages',
  responses: 'openai-responses',
  gemini: 'gemini',
  chat: 'openai-chat',
} as const

/** The count that each provider returns. Chat completions have no endpoint for it. */
const COUNTS = { anthropic: 21, responses: 22, gemini: 23 }

const world = usePlatform((upstream) => ({
  config: {
    providers: {
      ...Object.fromEntries(
        Object.entries(DIALECTS).map(([id, dialect]) => [
          id,
          { ...scriptedProvider(upstream.baseUrl(dialect)), dialect },
        ]),
      ),
      failing: { ...scriptedProvider(`${upstream.url}/failing/v1`), dialect: 'anthropic' },
    },
    models: {
      ...Object.fromEntries(
        Object.keys(DIALECTS).map((id) => [
          `count/${id}`,
          { routes: [{ provider: id, model: 'scripted:text-5' }], price: PRICE },
        ]),
      ),
      'count/failing': { routes: [{ provider: 'failing', model: 'm' }], price: PRICE },
    },
  },
}))

const answer = (body: unknown, status = 200) =>
  respond(status, { 'content-type': 'application/json' }, JSON.stringify(body))

beforeAll(() => {
  const { upstream } = world
  upstream.script({
    match: { path: '/v1/messages/count_tokens' },
    steps: answer({ input_tokens: COUNTS.anthropic }),
  })
  upstream.script({
    match: { path: '/v1/responses/input_tokens' },
    steps: answer({ object: 'response.input_tokens', input_tokens: COUNTS.responses }),
  })
  upstream.script({ match: { path: /:countTokens$/ }, steps: answer({ totalTokens: COUNTS.gemini }) })
  upstream.script({ match: { path: /^\/failing/ }, steps: answer({ error: 'no' }, 500) })
})

const edge = () => world.platform.edges[0]!.url
const anthropic = () => new Anthropic({ apiKey: world.account.apiKey, baseURL: edge(), maxRetries: 0 })
const google = () =>
  new GoogleGenAI({ apiKey: world.account.apiKey, httpOptions: { baseUrl: edge(), apiVersion: 'v1beta' } })

const TEXT = 'Why is the sky blue?'
const TOOL = { name: 'look_up', description: 'Looks a word up', input_schema: { type: 'object' as const } }

/** One way to ask through each official SDK. */
const WAYS: Record<string, (model: string) => Promise<number | undefined>> = {
  'the Anthropic SDK': async (model) => {
    const { input_tokens } = await anthropic().messages.countTokens({
      model,
      system: 'Be brief.',
      messages: [{ role: 'user', content: TEXT }],
      tools: [TOOL],
    })
    return input_tokens
  },
  'the OpenAI SDK': async (model) => {
    const { input_tokens, object } = await world.openai.responses.inputTokens.count({
      model,
      instructions: 'Be brief.',
      input: TEXT,
    })
    expect(object).toBe('response.input_tokens')
    return input_tokens
  },
  'the Google SDK': async (model) => {
    const { totalTokens } = await google().models.countTokens({ model, contents: TEXT })
    return totalTokens
  },
}

describe.each(Object.entries(WAYS))('a token count through %s', (_, count) => {
  it.each(Object.entries(COUNTS))('is the provider’s own count: %s', async (provider, tokens) => {
    expect(await count(`count/${provider}`)).toBe(tokens)
  })

  it.each(['count/chat', 'count/failing'])('is counted here if no provider counts: %s', async (model) => {
    const tokens = await count(model)
    expect(tokens).toBeGreaterThan(5)
    expect(tokens).toBeLessThan(60)
  })
})

const post = (path: string, body: unknown, apiKey = world.account.apiKey) =>
  fetch(edge() + path, {
    method: 'POST',
    headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const ask = (model: string, apiKey?: string) =>
  post('/v1/messages/count_tokens', { model, messages: [{ role: 'user', content: 'hello' }] }, apiKey)

describe('a token count', () => {
  it('names the source of the count', async () => {
    const exact = await ask('count/anthropic')
    expect(exact.headers.get('x-gptget-token-count')).toBe('exact')
    expect(exact.headers.get('x-gptget-provider')).toBe('anthropic')
    const ours = await ask('count/chat')
    expect(ours.headers.get('x-gptget-token-count')).toBe('estimated')
    expect(ours.headers.get('x-gptget-provider')).toBeNull()
  })

  it('counts here as OpenAI counts a message', async () => {
    // One token of text, four around the message, three before the answer.
    expect(await (await ask('count/chat')).json()).toEqual({ input_tokens: 8 })
  })

  it('sends the provider only parameters of its endpoint', async () => {
    await WAYS['the OpenAI SDK']!('count/anthropic')
    const asked = world.upstream.requests().findLast(({ path }) => path.endsWith('count_tokens'))
    expect(asked?.json).toEqual({
      model: 'scripted:text-5',
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: TEXT }] }],
    })
  })

  it('costs nothing and leaves no receipt', async () => {
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    await ask('count/anthropic')
    expect(await readCreditsOf(world.platform.baseUrl, world.account.apiKey)).toEqual(before)
  })

  it('is refused for a key for other models, and above its requests per minute', async () => {
    const { admin } = world.platform
    const other = await admin.createKey(world.account.accountId, { allowedModels: ['count/gemini'] })
    expect((await ask('count/anthropic', other.apiKey)).status).toBe(403)
    const slow = await admin.createKey(world.account.accountId, { requestsPerMinute: 1 })
    expect((await ask('count/anthropic', slow.apiKey)).status).toBe(200)
    expect((await ask('count/anthropic', slow.apiKey)).status).toBe(429)
  })

  it('includes the history of a stored response', async () => {
    const client = openaiFor(world.platform.baseUrl, world.account.apiKey)
    const { id } = await client.responses.create({ model: 'count/chat', input: TEXT })
    const alone = await client.responses.inputTokens.count({ model: 'count/chat', input: 'And now?' })
    const after = await client.responses.inputTokens.count({
      model: 'count/chat',
      input: 'And now?',
      previous_response_id: id,
    })
    expect(after.input_tokens).toBeGreaterThan(alone.input_tokens + 5)
  })
})
