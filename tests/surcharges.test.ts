import { randomBytes } from 'node:crypto'
import type { Dialect } from '@gptget/contracts'
import { respond, type RecordedRequest } from '@gptget/testkit'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account } from './platform/admin.ts'
import { getJson } from './platform/ask.ts'
import { awaitReceipt, nano, readCreditsOf } from './platform/receipts.ts'
import { scriptedProvider } from './platform/scripted-config.ts'
import { printServed, type Served } from './platform/served-answers.ts'
import { usePlatform } from './platform/use-platform.ts'

const DIALECTS: readonly Dialect[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini']
const BOTH = DIALECTS.flatMap((dialect) => [true, false].map((isStream) => [dialect, isStream] as const))

/** US dollars per million tokens, and per call. 1,000 input and 100 output tokens cost $0.012. */
const PRICE = {
  input: 10,
  output: 20,
  tiers: [{ above: 200_000, input: 20, output: 30 }],
  service_tiers: { priority: { input: 20, output: 40 }, flex: { input: 5, output: 10 } },
  speeds: { fast: { input: 60, output: 120 } },
  geographies: { us: 1.1 },
  tool_calls: { web_search: 0.01, file_search: 0.0025, code_execution: 0.03, maps: 0.025 },
}
const PLAIN_PRICE = { input: 10, output: 20 }
const USUAL_USD = 0.012

/** OpenAI's own Chat Completions share fields with its Responses. */
const QUIRKS: Partial<Record<Dialect, object>> = { 'openai-chat': { has_openai_fields: true } }

const priced = (dialect: Dialect): string => `priced/${dialect}`
const plain = (dialect: Dialect): string => `plain/${dialect}`

const world = usePlatform((upstream) => ({
  env: { GPTGET_ENCRYPTION_KEY: randomBytes(32).toString('base64') },
  config: {
    allowed: { anthropic_betas: ['of-the-operator-2026-12-01'], tools: { x_search: 'web_search' } },
    providers: Object.fromEntries(
      DIALECTS.map((dialect) => [
        dialect,
        { ...scriptedProvider(upstream.baseUrl(dialect)), dialect, quirks: QUIRKS[dialect] },
      ]),
    ),
    models: Object.fromEntries(
      DIALECTS.flatMap((dialect) => [
        [
          priced(dialect),
          { routes: [{ provider: dialect, model: 'gemini-3-up' }], price: PRICE, context_length: 1_000_000 },
        ],
        [plain(dialect), { routes: [{ provider: dialect, model: 'up' }], price: PLAIN_PRICE }],
        [`older/${dialect}`, { routes: [{ provider: dialect, model: 'gemini-2.5-up' }], price: PRICE }],
      ]),
    ),
  },
}))

let rich: Account
beforeAll(async () => {
  rich = await world.platform.admin.createAccount({ creditsUsd: '1000' })
})
beforeEach(() => world.upstream.clear())

const JSON_HEADERS = { 'content-type': 'application/json' }
const SSE_HEADERS = { 'content-type': 'text/event-stream' }

/** From now on, every provider reports that it served requests this way. */
const serve = (served: Served): void =>
  world.upstream.script({
    choose: (request: RecordedRequest) => {
      const dialect = dialectOf(request.path)
      const isStream =
        request.path.includes('streamGenerateContent') || /"stream":\s*true/.test(String(request.body))
      const headers = isStream ? SSE_HEADERS : JSON_HEADERS
      return { steps: respond(200, headers, printServed(dialect, isStream, served)) }
    },
  })

const dialectOf = (path: string): Dialect => {
  if (path.includes('chat/completions')) return 'openai-chat'
  if (path.includes('responses')) return 'openai-responses'
  return path.includes('messages') ? 'anthropic-messages' : 'gemini'
}

type Asking = {
  text?: string
  model: string
  isStream: boolean
  more?: object
  apiKey?: string
  headers?: Record<string, string>
}

const bodyOf = (dialect: Dialect, { model, isStream, more, text = 'Hi' }: Asking): [string, object] => {
  const messages = [{ role: 'user', content: text }]
  switch (dialect) {
    case 'openai-chat':
      return ['/v1/chat/completions', { model, stream: isStream, messages, max_tokens: 200, ...more }]
    case 'openai-responses':
      return ['/v1/responses', { model, stream: isStream, input: text, max_output_tokens: 200, ...more }]
    case 'anthropic-messages':
      return ['/v1/messages', { model, stream: isStream, messages, max_tokens: 200, ...more }]
    case 'gemini': {
      const method = isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'
      const generationConfig = { maxOutputTokens: 200 }
      return [
        `/v1beta/models/${model}:${method}`,
        { contents: [{ role: 'user', parts: [{ text }] }], generationConfig, ...more },
      ]
    }
  }
}

const ask = async (
  dialect: Dialect,
  asking: Asking,
): Promise<{ status: number; text: string; id: string; losses: string | null }> => {
  const [path, body] = bodyOf(dialect, asking)
  const response = await fetch(world.platform.edges[0]!.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${asking.apiKey ?? rich.apiKey}`,
      ...JSON_HEADERS,
      ...asking.headers,
    },
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    text: await response.text(),
    id: response.headers.get('x-generation-id') ?? '',
    losses: response.headers.get('x-gptget-losses'),
  }
}

type Line = { unit: string; quantity: number; rate_usd: string; cost_usd: string }

/** The charge of an answer by its receipt, whose lines must sum to it. */
const chargeOf = async (id: string) => {
  const receipt = await awaitReceipt(world.platform.baseUrl, rich.apiKey, id)
  const lines = receipt['lines'] as Line[]
  const sum = lines.reduce((total, { cost_usd }) => total + nano(Number(cost_usd)), 0)
  expect(sum).toBe(nano(receipt.total_cost))
  return { receipt, lines, costUsd: receipt.total_cost }
}

/** The charge of an answer by its receipt, which must match its usage. */
const chargeFor = async (dialect: Dialect, asking: Asking) => {
  const { status, text, id } = await ask(dialect, asking)
  if (status !== 200) throw new Error(`the answer is ${status}: ${text.slice(0, 300)}`)
  const charge = await chargeOf(id)
  expect(text).toContain(`"cost":${charge.costUsd}`)
  return { ...charge, nanoUsd: nano(charge.costUsd) }
}

const tierField = (dialect: Dialect, tier: string): object =>
  dialect === 'gemini' ? { serviceTier: tier } : { service_tier: tier }

describe.each(BOTH)('a service tier in %s, streamed: %s', (dialect, isStream) => {
  const asking = (tier?: string, model = priced(dialect)): Asking => ({
    model,
    isStream,
    ...(tier === undefined ? {} : { more: tierField(dialect, tier) }),
  })

  it('has its own price, and the receipt names it', async () => {
    serve({ tier: 'priority' })
    const { receipt, lines, nanoUsd } = await chargeFor(dialect, asking('priority'))
    expect(nanoUsd).toBe(nano(0.024))
    expect(receipt).toMatchObject({ service_tier: 'priority' })
    expect(lines.map(({ unit, rate_usd }) => [unit, Number(rate_usd)])).toEqual([
      ['input_tokens', 20],
      ['output_tokens', 40],
    ])
  })

  it('is charged as the answer says, not as requested', async () => {
    serve({ tier: dialect === 'openai-chat' ? 'default' : 'standard' })
    expect((await chargeFor(dialect, asking('priority'))).nanoUsd).toBe(nano(USUAL_USD))
    serve({ tier: 'flex' })
    expect((await chargeFor(dialect, asking('priority'))).nanoUsd).toBe(nano(0.006))
    serve({ tier: 'priority' })
    expect((await chargeFor(dialect, asking())).nanoUsd).toBe(nano(0.024))
  })

  it('is charged as requested if the answer does not name a tier', async () => {
    serve({})
    expect((await chargeFor(dialect, asking('flex'))).nanoUsd).toBe(nano(0.006))
  })

  it('is refused by name if it has no price', async () => {
    serve({ tier: 'priority' })
    const { status, text } = await ask(dialect, asking('priority', plain(dialect)))
    expect([status, world.upstream.requests()]).toEqual([400, []])
    expect(text).toMatch(/service_?tier: there is no price for \\"priority\\"/i)
  })

  it('is reserved at its price before the request', async () => {
    serve({ tier: 'priority' })
    // With this tier, the largest possible answer of 200 tokens and one input token per byte cost twice as much.
    const { apiKey } = await world.platform.admin.createAccount({ creditsUsd: '0.007' })
    expect((await ask(dialect, { ...asking(), apiKey })).status).toBe(200)
    const other = await world.platform.admin.createAccount({ creditsUsd: '0.007' })
    expect((await ask(dialect, { ...asking('priority'), apiKey: other.apiKey })).status).toBe(402)
  })

  it('costs nothing extra if it is the usual one', async () => {
    serve({})
    expect((await chargeFor(dialect, asking('auto', plain(dialect)))).nanoUsd).toBe(nano(USUAL_USD))
  })
})

/** The dialects of OpenAI have the same tiers, so a tier reaches a provider of the other dialect. */
const TRANSLATED = (['openai-chat', 'openai-responses'] as const).flatMap((dialect) =>
  [true, false].map((isStream) => [dialect, isStream] as const),
)
const otherOf = (dialect: Dialect): Dialect =>
  dialect === 'openai-chat' ? 'openai-responses' : 'openai-chat'

describe.each(TRANSLATED)(
  'a service tier of %s at a provider of OpenAI’s other dialect, streamed: %s',
  (dialect, isStream) => {
    const asking = (tier: string, model = priced(otherOf(dialect))): Asking => ({
      model,
      isStream,
      more: { service_tier: tier },
    })

    it('arrives there, and has its own price', async () => {
      serve({ tier: 'priority' })
      expect((await chargeFor(dialect, asking('priority'))).nanoUsd).toBe(nano(0.024))
      expect(String(world.upstream.requests().at(-1)!.body)).toContain('"service_tier":"priority"')
    })

    it('is charged as requested if the answer does not name a tier', async () => {
      serve({})
      expect((await chargeFor(dialect, asking('flex'))).nanoUsd).toBe(nano(0.006))
    })

    it('is refused by name if it has no price', async () => {
      serve({ tier: 'priority' })
      const { status, text } = await ask(dialect, asking('priority', plain(otherOf(dialect))))
      expect([status, world.upstream.requests()]).toEqual([400, []])
      expect(text).toContain('service_tier: there is no price for \\"priority\\"')
    })

    it('is reserved at its price before the request', async () => {
      serve({ tier: 'priority' })
      const { apiKey } = await world.platform.admin.createAccount({ creditsUsd: '0.007' })
      expect((await ask(dialect, { ...asking('auto'), apiKey })).status).toBe(200)
      const other = await world.platform.admin.createAccount({ creditsUsd: '0.007' })
      expect((await ask(dialect, { ...asking('priority'), apiKey: other.apiKey })).status).toBe(402)
    })
  },
)

describe.each(BOTH)('a long request in %s, streamed: %s', (dialect, isStream) => {
  it('is charged completely at the rates for its size, and proportionally with a service tier', async () => {
    const long = { model: priced(dialect), isStream, text: 'word '.repeat(300_000) }
    serve({ inputTokens: 300_000 })
    expect((await chargeFor(dialect, long)).nanoUsd).toBe(nano(300_000 * 20e-6 + 100 * 30e-6))
    serve({ inputTokens: 300_000, tier: 'priority' })
    const more = tierField(dialect, 'priority')
    expect((await chargeFor(dialect, { ...long, more })).nanoUsd).toBe(nano(300_000 * 40e-6 + 100 * 60e-6))
  })
})

describe.each([true, false])('Anthropic’s surcharges, streamed: %s', (isStream) => {
  const dialect = 'anthropic-messages'
  const model = priced(dialect)

  it.each<[string, Served, object, number]>([
    ['speed', { speed: 'fast' }, { speed: 'fast' }, 0.072],
    ['speed that was not given', { speed: 'standard' }, { speed: 'fast' }, USUAL_USD],
    ['geography', { geography: 'us' }, { inference_geo: 'us' }, 0.0132],
    ['geography of the workspace', { geography: 'us' }, {}, 0.0132],
    [
      'speed and geography',
      { speed: 'fast', geography: 'us' },
      { speed: 'fast', inference_geo: 'us' },
      0.0792,
    ],
    ['searches', { searches: 3 }, { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 0.042],
    [
      'searches in vain',
      { searches: 0 },
      { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
      USUAL_USD,
    ],
    [
      'code',
      { containers: 2 },
      { tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] },
      0.072,
    ],
  ])('are charged: %s', async (_what, served, more, costUsd) => {
    serve(served)
    expect((await chargeFor(dialect, { model, isStream, more })).nanoUsd).toBe(nano(costUsd))
  })

  it.each<[string, object]>([
    ['speed', { speed: 'fast' }],
    ['inference_geo', { inference_geo: 'us' }],
    ['tools[0].type', { tools: [{ type: 'web_search_20260318', name: 'web_search' }] }],
    ['tools[0].type', { tools: [{ type: 'advisor_20260301', name: 'advisor' }] }],
  ])('are refused by name if they have no price: %s of %j', async (param, more) => {
    const { status, text } = await ask(dialect, { model: plain(dialect), isStream, more })
    expect([status, world.upstream.requests()]).toEqual([400, []])
    expect(text).toContain(`${param}: `)
  })

  it('do not affect tools that the caller runs', async () => {
    serve({})
    const tools = [
      { type: 'bash_20250124', name: 'bash' },
      { type: 'memory_20250818', name: 'memory' },
    ]
    expect((await chargeFor(dialect, { model: plain(dialect), isStream, more: { tools } })).nanoUsd).toBe(
      nano(USUAL_USD),
    )
  })

  it('cannot be enabled by an unknown beta feature, which is dropped and named', async () => {
    serve({})
    const headers = {
      'anthropic-beta': 'interleaved-thinking-2025-05-14,advisor-tool-2026-03-01, of-the-operator-2026-12-01',
    }
    const { status, losses } = await ask(dialect, { model, isStream, headers })
    expect([status, losses]).toEqual([200, 'anthropic-beta.advisor-tool-2026-03-01=dropped'])
    expect(world.upstream.requests().at(-1)?.headers['anthropic-beta']).toBe(
      'interleaved-thinking-2025-05-14,of-the-operator-2026-12-01',
    )
    const strict = await ask(dialect, { model, isStream, headers: { ...headers, 'x-gptget-strict': 'true' } })
    expect(strict.status).toBe(400)
  })
})

const search = (max_uses: number) => ({ type: 'web_search_20250305', name: 'web_search', max_uses })

describe.each([true, false])('tools that a provider runs, streamed: %s', (isStream) => {
  it.each<[Dialect, Served, object, number, [string, number]]>([
    ['openai-responses', { searches: 2 }, { tools: [{ type: 'web_search' }] }, 0.032, ['web_searches', 2]],
    [
      'openai-responses',
      { fileSearches: 2 },
      { tools: [{ type: 'file_search' }] },
      0.017,
      ['file_searches', 2],
    ],
    [
      'openai-responses',
      { containers: 1 },
      { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] },
      0.042,
      ['code_executions', 1],
    ],
    ['openai-responses', { searches: 1 }, { tools: [{ type: 'x_search' }] }, 0.022, ['web_searches', 1]],
    ['gemini', { searches: 2 }, { tools: [{ googleSearch: {} }] }, 0.032, ['web_searches', 2]],
    ['gemini', { maps: true, searches: 0 }, { tools: [{ googleMaps: {} }] }, 0.037, ['map_queries', 1]],
    ['openai-chat', {}, { web_search_options: {} }, 0.022, ['web_searches', 1]],
  ])('are charged for each call, in separate lines: %s, %j', async (dialect, served, more, costUsd, line) => {
    serve(served)
    const { lines, nanoUsd } = await chargeFor(dialect, { model: priced(dialect), isStream, more })
    expect(nanoUsd).toBe(nano(costUsd))
    expect(lines.map(({ unit, quantity }) => [unit, quantity])).toContainEqual(line)
  })

  it('are charged once per request for Google’s older models, however often they search', async () => {
    serve({ searches: 3 })
    const more = { tools: [{ google_search: {} }] }
    expect((await chargeFor('gemini', { model: 'older/gemini', isStream, more })).nanoUsd).toBe(nano(0.022))
  })

  it.each<[Dialect, string, object]>([
    ['openai-responses', 'tools[0].type', { tools: [{ type: 'image_generation' }] }],
    ['openai-responses', 'tools[0].type', { tools: [{ type: 'x_search' }] }],
    ['gemini', 'tools[0].googleSearch', { tools: [{ googleSearch: {} }] }],
    ['gemini', 'tools[0].enterpriseWebSearch', { tools: [{ enterpriseWebSearch: {} }] }],
    ['openai-chat', 'web_search_options', { web_search_options: {} }],
    ['openai-chat', 'plugins', { plugins: [{ id: 'web' }] }],
    ['openai-chat', 'search_parameters', { search_parameters: { mode: 'on' } }],
  ])('are refused by name if their cost is unknown: %s, %s', async (dialect, param, more) => {
    const { status, text } = await ask(dialect, { model: plain(dialect), isStream, more })
    expect([status, world.upstream.requests()]).toEqual([400, []])
    expect(text).toContain(`${param}: `)
  })

  it.each<[Dialect, string, object[]]>([
    ['openai-responses', 'tools[1].type', [{ type: 'function', name: 'f' }, { type: 'web_search' }]],
    ['openai-responses', 'tools[0].type', [{ type: 'image_generation' }, { type: 'custom', name: 'f' }]],
    [
      'anthropic-messages',
      'tools[1].type',
      [
        { name: 'f', input_schema: { type: 'object' } },
        { type: 'web_search_20250305', name: 'web_search' },
      ],
    ],
    ['gemini', 'tools[1].googleSearch', [{ functionDeclarations: [{ name: 'f' }] }, { googleSearch: {} }]],
  ])(
    'are dropped and named if their cost is unknown and the caller has own tools, and refused under strict: %s, %s',
    async (dialect, param, tools) => {
      serve({})
      const asking = { model: plain(dialect), isStream, more: { tools } }
      const { status, losses } = await ask(dialect, asking)
      expect([status, losses]).toEqual([200, `${param}=dropped`])
      const sent = world.upstream.requests().at(-1)!.json as { tools: object[] }
      expect(sent.tools).toHaveLength(1)
      expect(JSON.stringify(sent.tools)).toContain('"f"')
      const strict = await ask(dialect, { ...asking, headers: { 'x-gptget-strict': 'true' } })
      expect(strict.status).toBe(400)
      expect(strict.text).toContain(`${param}: `)
    },
  )

  it('are reserved for as many calls as they may make', async () => {
    serve({ searches: 1 })
    const { apiKey } = await world.platform.admin.createAccount({ creditsUsd: '20.1' })
    const asking = { model: priced('anthropic-messages'), isStream, apiKey }
    expect((await ask('anthropic-messages', { ...asking, more: { tools: [search(20)] } })).status).toBe(402)
    expect((await ask('anthropic-messages', { ...asking, more: { tools: [search(1)] } })).status).toBe(200)
  })
})

it('surcharges in activity and credits match those in receipts', async () => {
  const { apiKey } = await world.platform.admin.createAccount()
  const { baseUrl } = world.platform
  serve({ searches: 2, tier: 'priority' })
  const more = { tools: [{ type: 'web_search' }], service_tier: 'priority' }
  await ask('openai-responses', { model: priced('openai-responses'), isStream: false, more, apiKey })
  await expect
    .poll(async () => nano((await readCreditsOf(baseUrl, apiKey)).total_usage), { timeout: 5_000 })
    .toBe(44_000_000)
  const { data } = (await getJson(`${baseUrl}/activity`, apiKey)) as {
    data: Record<string, unknown>[]
  }
  expect(data).toMatchObject([{ web_searches: 2, input_tokens: 1_000, charged_nano_usd: '44000000' }])
})
