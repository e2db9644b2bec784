import { brotliCompressSync, deflateRawSync, zstdCompressSync } from 'node:zlib'
import { catalogReload, catalogReloaded, setAccountState, takeBackCredits } from '@gptget/contracts'
import { parseUsd } from '@gptget/money'
import { transcript } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { USER_TURN } from './platform/ask.ts'
import { modelOf, providerFor, scriptedConfig, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { expectWithin } from './platform/expect-within.ts'

/*
 * What callers see in their first ten minutes and operators every day, with two edges, two routers and two billings.
 * Each request is sent to both edges, which must answer alike. Other tests cover the details.
 */

const CHATTER = 'chatter-after-1'
const FAST = modelOf('text-5')

const world = usePlatform((upstream) => {
  const scripted = scriptedConfig(upstream, ['text-5', CHATTER])
  return {
    edges: 2,
    routers: 2,
    billings: 2,
    console: 1,
    docs: 2,
    config: {
      providers: {
        ...scripted.providers,
        hasty: providerFor(CHATTER)(upstream.baseUrl('openai-chat')),
        openai: { ...scriptedProvider(upstream.baseUrl('openai-chat')), catalog: true },
      },
      models: scripted.models,
      aliases: { 'our-own': FAST, 'house/*': 'openai/*' },
    },
  }
})

const at = (edge: number): string => world.platform.edges[edge]!.url
type Asked = { method?: string; headers?: Record<string, string>; body?: object | Buffer }

const ask = (edge: number, path: string, { method, headers, body }: Asked = {}): Promise<Response> =>
  fetch(at(edge) + path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${world.account.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
  })

const chat = (model: string, more: object = {}): object => ({ model, messages: USER_TURN, ...more })
const CHAT = '/v1/chat/completions'

/** The answer of both edges, which must be the same. */
const askBoth = async (path: string, asked: Asked = {}): Promise<{ status: number; text: string }> => {
  const [one, two] = await Promise.all(
    [0, 1].map(async (edge) => {
      const response = await ask(edge, path, asked)
      return { status: response.status, text: await response.text() }
    }),
  )
  expect(one!.status).toBe(two!.status)
  return one!
}

describe('messages', () => {
  it.each<[what: string, path: string, asked: () => Asked, status: number, says: string]>([
    [
      'a base URL without /v1',
      '/chat/completions',
      () => ({ body: chat(FAST) }),
      404,
      '/v1/chat/completions',
    ],
    [
      'a key of another service',
      CHAT,
      () => ({ body: chat(FAST), headers: { authorization: 'Bearer sk-proj-1' } }),
      401,
      'sk-getgpt-',
    ],
    ['no model', CHAT, () => ({ body: { messages: USER_TURN } }), 400, 'model: this field is required.'],
    [
      'a misspelled model',
      CHAT,
      () => ({ body: chat('openai/gtp-4o') }),
      404,
      'Did you mean \\"openai/gpt-4o\\"',
    ],
    [
      'a provider without a key',
      CHAT,
      () => ({ body: chat('anthropic/claude-opus-5.5') }),
      404,
      'ANTHROPIC_API_KEY',
    ],
    ['a retired model', CHAT, () => ({ body: chat('openai/gpt-4-turbo') }), 410, '"replacement":"openai/'],
    ['GET instead of POST', CHAT, () => ({}), 405, 'supports POST, not GET'],
    ['a doubled prefix', '/v1/v1/chat/completions', () => ({ body: chat(FAST) }), 200, 'chat.completion'],
    ['a trailing slash', `${CHAT}/`, () => ({ body: chat(FAST) }), 200, 'chat.completion'],
    [
      'Anthropic’s base URL',
      '/anthropic/v1/messages',
      () => ({ body: chat(FAST, { max_tokens: 9 }) }),
      200,
      '"type":"message"',
    ],
    ['the operator’s own name', CHAT, () => ({ body: chat('our-own') }), 200, FAST],
  ])('are the same at both edges: %s', async (_, path, asked, status, says) => {
    const answer = await askBoth(path, asked())
    expect(answer.status).toBe(status)
    expect(answer.text).toContain(says)
  })
})

describe('a request', () => {
  it.each([
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateRawSync],
  ] as const)('is read if it is compressed: %s', async (encoding, pack) => {
    const body = pack(Buffer.from(JSON.stringify(chat(FAST))))
    expect((await askBoth(CHAT, { body, headers: { 'content-encoding': encoding } })).status).toBe(200)
  })

  it('has the same id on its receipt, at both edges', async () => {
    for (const edge of [0, 1]) {
      const answer = await ask(edge, CHAT, { body: chat(FAST), headers: { 'x-request-id': `mine-${edge}` } })
      expect(answer.headers.get('x-request-id')).toBe(`mine-${edge}`)
      const id = answer.headers.get('x-generation-id')
      const receipt = await ask(1 - edge, `/v1/generation?id=${id}`)
      expect(await receipt.json()).toMatchObject({ data: { request_id: `mine-${edge}` } })
    }
  })

  it('is not kept open by a provider that only sends comments', async () => {
    const { status, text } = await askBoth(CHAT, { body: chat(modelOf(CHATTER), { stream: true }) })
    expect(status).toBe(200)
    expect(text).toContain('"error"')
  })

  it('with an alias of a pattern goes to the model that the star matches', async () => {
    world.upstream.script({ match: { model: 'gpt-4o' }, transcript: transcript() })
    expect((await askBoth(CHAT, { body: chat('house/gpt-4o') })).text).toContain('"model":"openai/gpt-4o"')
  })
})

describe('the list of models', () => {
  it('describes each model, and says when it will be retired', async () => {
    const { text } = await askBoth('/v1/models')
    const { data } = JSON.parse(text) as {
      data: { id: string; description: string; shutdown_date?: string }[]
    }
    expect(data.filter(({ description }) => description === '')).toEqual([])
    expect(data.find(({ id }) => id === 'openai/gpt-4o')?.shutdown_date).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('is in Google’s format with Google’s headers', async () => {
    const { text } = await askBoth('/v1/models', { headers: { 'x-goog-api-client': 'google-genai-sdk/1' } })
    expect(JSON.parse(text)).toHaveProperty('models')
  })
})

const GUIDES = [
  'quickstart',
  'keys',
  'limits',
  'translation',
  'not-offered',
  'errors',
  'streaming',
  'routing',
]
const LARGEST_PAGE_BYTES = 250_000

describe('a public page', () => {
  it.each(['/', '/pricing', '/keys', '/docs', ...GUIDES.map((guide) => `/docs/${guide}`)])(
    'exists and is small: %s',
    async (path) => {
      const { status, text } = await askBoth(path)
      expect([status, text.slice(0, 15).toLowerCase()]).toEqual([200, '<!doctype html>'])
      expect(Buffer.byteLength(text)).toBeLessThan(LARGEST_PAGE_BYTES)
    },
  )

  it('has an icon, and the public port has no metrics', async () => {
    expect((await askBoth('/favicon.ico')).status).toBe(200)
    expect((await askBoth('/metrics')).status).toBe(404)
  })
})

/** The status of a request at an edge. */
const statusAt = (edge: number) => async (): Promise<number> =>
  (await ask(edge, CHAT, { body: chat(FAST) })).status

describe('an operator’s change', () => {
  it('of an account takes effect at both edges within a second, and can be undone', async () => {
    const { bus } = world.platform
    const { accountId } = world.account
    await bus.call(setAccountState, { accountId, state: 'suspended' })
    for (const edge of [0, 1]) await expectWithin(1_000, statusAt(edge), 403)
    await bus.call(setAccountState, { accountId, state: 'active' })
    for (const edge of [0, 1]) await expectWithin(1_000, statusAt(edge), 200)
  })

  it('of credit never goes below what is spent, whichever billing handles it', async () => {
    const { accountId } = await world.platform.admin.createAccount({ creditsUsd: '10.00' })
    const takeBack = (usd: string) =>
      world.platform.bus.call(takeBackCredits, { accountId, amountNanoUsd: parseUsd(usd), reason: 'twice' })
    await takeBack('4.00')
    await expect(takeBack('7.00')).rejects.toThrow(/\$|USD|credit/i)
    expect((await world.platform.admin.credits(accountId)).availableNanoUsd).toBe(parseUsd('6.00'))
  })

  it('to an invalid file is refused by both routers, and nothing changes', async () => {
    await world.platform.writeConfig({ ...scriptedConfig(world.upstream, []), color: 'red' } as never)
    expect(await reload(2)).toEqual([expect.stringContaining('color'), expect.stringContaining('color')])
    for (const edge of [0, 1]) expect(await statusAt(edge)()).toBe(200)
  })
})

/** The results of this many routers that read their file again. */
const reload = (count: number): Promise<(string | null)[]> => {
  const { bus } = world.platform
  const refusals: (string | null)[] = []
  const heard = Promise.withResolvers<(string | null)[]>()
  bus.on(catalogReloaded, ({ refusal }) => {
    refusals.push(refusal)
    if (refusals.length === count) heard.resolve(refusals)
  })
  bus.emit(catalogReload, { isEmptyAllowed: false })
  return heard.promise
}
