import { describe, expect, it } from 'vitest'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const MODEL = 'test/two-routes'
const TURNS = 20
/** Long enough for a provider's cache. */
const SYSTEM = 'You are a coding agent. '.repeat(200)

const world = usePlatform((upstream) => ({
  routers: 2,
  config: {
    providers: {
      one: scriptedProvider(upstream.baseUrl('openai-chat')),
      two: scriptedProvider(upstream.baseUrl('openai-chat')),
    },
    models: {
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

/** How each dialect's callers send a conversation. */
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

const providerOf = async (
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<string> => {
  const response = await fetch(world.platform.edges[0]!.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.account.apiKey}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
  await response.text()
  return response.headers.get('x-gptget-provider')!
}

/** A conversation as it grows, a question and an answer at a time. */
const growing = (topic: string): Turn[][] =>
  Array.from({ length: TURNS }, (_, index) => [
    ...Array.from({ length: index }, (_, turn): Turn[] => [
      { role: 'user', text: `${topic} ${turn}` },
      { role: 'assistant', text: `answer ${turn}` },
    ]).flat(),
    { role: 'user', text: `${topic} ${index}` },
  ])

describe.each(Object.entries(WAYS))('a conversation in %s', (_, { path, body }) => {
  it('stays on one of two equal routes for all its turns, without being asked', async () => {
    const providers = new Set<string>()
    for (const turns of growing('sea')) providers.add(await providerOf(path, body(SYSTEM, turns)))
    expect(providers.size).toBe(1)
  })

  it('is one of many that are spread over both routes', async () => {
    const providers = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        providerOf(path, body(SYSTEM, [{ role: 'user', text: `topic ${index}` }])),
      ),
    )
    expect(new Set(providers)).toEqual(new Set(['one', 'two']))
  })

  it('too short for a cache is spread over both routes, whatever it says', async () => {
    const providers = await Promise.all(
      Array.from({ length: 24 }, () =>
        providerOf(path, body('Be brief.', [{ role: 'user', text: 'Hello!' }])),
      ),
    )
    expect(new Set(providers)).toEqual(new Set(['one', 'two']))
  })
})

/** How many providers answer short conversations that have nothing in common but what is given. */
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
  it('where Claude Code names its session', async () => {
    expect(await repeat({}, { 'x-claude-code-session-id': 'session-1' })).toBe(1)
  })

  it('where metadata names its user', async () => {
    expect(await repeat({ metadata: { user_id: 'user_1_session_2' } })).toBe(1)
  })

  it('where its beginning is marked for the cache', async () => {
    const system = [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }]
    const providers = new Set<string>()
    for (const turns of growing('marked').slice(0, 12)) {
      const messages = turns.map(({ role, text }) => ({ role, content: text }))
      providers.add(await providerOf('/v1/messages', { model: MODEL, max_tokens: 5, system, messages }))
    }
    expect(providers.size).toBe(1)
  })
})
