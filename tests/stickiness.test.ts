import { transcript, words } from '@gptget/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const MODEL = 'test/two-routes'
const TURNS = 20
/** A text that is long enough for a provider's cache. */
const SYSTEM = 'You are a coding agent. '.repeat(200)

const ALONE = 'test/one-route'

const world = usePlatform((upstream) => ({
  edges: 2,
  routers: 2,
  billings: 2,
  config: {
    providers: {
      one: { ...scriptedProvider(upstream.baseUrl('openai-chat')), api_key: 'key-one' },
      two: { ...scriptedProvider(upstream.baseUrl('openai-chat')), api_key: 'key-two' },
    },
    models: {
      [ALONE]: { routes: [{ provider: 'one', model: 'scripted:text-5' }], price: PRICE },
      [MODEL]: {
        routes: [
          { provider: 'one', model: 'scripted:text-5' },
          { provider: 'two', model: 'scripted:text-5' },
        ],
        price: PRICE,
      },
    },
  },
}))

type Turn = { role: 'user' | 'assistant'; text: string }
type Way = {
  path: string
  body(system: string, turns: readonly Turn[]): Record<string, unknown>
}

/** The request for a conversation in each dialect. */
const WAYS: Record<string, Way> = {
  'openai-chat': {
    path: '/v1/chat/completions',
    body: (system, turns) => ({
      model: MODEL,
      messages: [
        { role: 'system', content: system },
        ...turns.map(({ role, text }) => ({ role, content: text })),
      ],
    }),
  },
  'openai-responses': {
    path: '/v1/responses',
    body: (system, turns) => ({
      model: MODEL,
      store: false,
      instructions: system,
      input: turns.map(({ role, text }) => ({ role, content: text })),
    }),
  },
  'anthropic-messages': {
    path: '/v1/messages',
    body: (system, turns) => ({
      model: MODEL,
      max_tokens: 5,
      system,
      messages: turns.map(({ role, text }) => ({ role, content: text })),
    }),
  },
  gemini: {
    path: `/v1beta/models/${MODEL}:generateContent`,
    body: (system, turns) => ({
      systemInstruction: { parts: [{ text: system }] },
      contents: turns.map(({ role, text }) => ({
        role: role === 'user' ? 'user' : 'model',
        parts: [{ text }],
      })),
    }),
  },
}

let asked = 0

/** Sends requests to the two edges alternately. */
const ask = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> => {
  const response = await fetch(world.platform.edges[(asked += 1) % 2]!.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.account.apiKey}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  return response
}

const providerOf = async (...request: Parameters<typeof ask>): Promise<string> => {
  const response = await ask(...request)
  await response.text()
  return response.headers.get('x-gptget-provider')!
}

/** A growing conversation: each turn adds a question and an answer. */
const growing = (topic: string): Turn[][] =>
  Array.from({ length: TURNS }, (_, index) => [
    ...Array.from({ length: index }, (_, turn): Turn[] => [
      { role: 'user', text: `${topic} ${turn}` },
      { role: 'assistant', text: `answer ${turn}` },
    ]).flat(),
    { role: 'user', text: `${topic} ${index}` },
  ])

describe.each(Object.entries(WAYS))('a conversation in %s', (_, { path, body }) => {
  it('stays on one of two equal routes for all its turns, without any setting', async () => {
    const providers = new Set<string>()
    for (const turns of growing('sea')) providers.add(await providerOf(path, body(SYSTEM, turns)))
    expect(providers.size).toBe(1)
  })

  it('is spread over both routes like other conversations', async () => {
    const providers = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        providerOf(path, body(SYSTEM, [{ role: 'user', text: `topic ${index}` }])),
      ),
    )
    expect(new Set(providers)).toEqual(new Set(['one', 'two']))
  })

  it('is spread over both routes if it is too short for a cache', async () => {
    const providers = await Promise.all(
      Array.from({ length: 24 }, () =>
        providerOf(path, body('Be brief.', [{ role: 'user', text: 'Hello!' }])),
      ),
    )
    expect(new Set(providers)).toEqual(new Set(['one', 'two']))
  })
})

/** How many providers answer short conversations that have only the given fields and headers in common. */
const repeat = async (fields: object, headers: Record<string, string> = {}): Promise<number> => {
  const providers = new Set<string>()
  for (let turn = 0; turn < 12; turn++) {
    const body = {
      model: MODEL,
      max_tokens: 5,
      messages: [{ role: 'user', content: `question ${turn}` }],
      ...fields,
    }
    providers.add(await providerOf('/v1/messages', body, headers))
  }
  return providers.size
}

describe('a short conversation stays on its route', () => {
  it('if Claude Code names its session', async () => {
    expect(await repeat({}, { 'x-claude-code-session-id': 'session-1' })).toBe(1)
  })

  it('if its metadata names a user', async () => {
    expect(await repeat({ metadata: { user_id: 'user_1_session_2' } })).toBe(1)
  })

  it('if its beginning is marked for the cache', async () => {
    const system = [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }]
    const providers = new Set<string>()
    for (const turns of growing('marked').slice(0, 12)) {
      const messages = turns.map(({ role, text }) => ({ role, content: text }))
      providers.add(await providerOf('/v1/messages', { model: MODEL, max_tokens: 5, system, messages }))
    }
    expect(providers.size).toBe(1)
  })
})

const tokensOf = (text: string): number => Math.ceil(text.length / 4)

/** Simulates a prompt cache: a prefix is cached if it is byte for byte an earlier request of the key. */
const cacheAsProvidersDo = (): void => {
  const seen = new Set<string>()
  world.upstream.script({
    choose: ({ headers, json }) => {
      const { messages } = json as { messages: unknown[] }
      const prefixes = messages.map((_, index) => JSON.stringify(messages.slice(0, index + 1)))
      const nameOf = (prefix: string): string => `${headers.authorization} ${prefix}`
      const cached = prefixes.findLast((prefix) => seen.has(nameOf(prefix))) ?? ''
      for (const prefix of prefixes) seen.add(nameOf(prefix))
      const counts = { inputTokens: tokensOf(prefixes.at(-1)!), cacheReadTokens: tokensOf(cached) }
      const usage = { ...counts, outputTokens: 5, reasoningTokens: 0 }
      return { transcript: transcript({ text: words(5), usage }) }
    },
  })
}

/** The size of a file that an agent reads per turn: an uncached turn costs that much. */
const FILE = 'the content of a file '.repeat(100)

/** The tokens that the provider read from its cache, over the whole conversation. */
const cacheReads = async (model: string): Promise<number> => {
  cacheAsProvidersDo()
  let total = 0
  for (const turns of growing(FILE)) {
    const { path, body } = WAYS['openai-chat']!
    const answer = await ask(path, { ...body(SYSTEM, turns), model })
    const { usage } = (await answer.json()) as {
      usage: { prompt_tokens_details: { cached_tokens: number } }
    }
    total += usage.prompt_tokens_details.cached_tokens
  }
  world.upstream.clear()
  return total
}

describe('an agent’s conversation of twenty turns, replayed', () => {
  afterEach(() => world.upstream.clear())

  it('reads at least 95 % as many tokens from the cache with two equal routes as with one', async () => {
    const alone = await cacheReads(ALONE)
    expect(alone).toBeGreaterThan(TURNS * 1_000)
    expect(await cacheReads(MODEL)).toBeGreaterThanOrEqual(0.95 * alone)
  })
})
