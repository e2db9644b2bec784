import Anthropic, { NotFoundError } from '@anthropic-ai/sdk'
import { createSseReader } from '@gptget/protocol'
import { respond, words, type UpstreamDialect } from '@gptget/testkit'
import OpenAI from 'openai'
import { beforeEach, describe, expect, it } from 'vitest'
import { skipBehindNginx } from './platform/outside-platform.ts'
import { USER_TURN } from './platform/ask.ts'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const UPSTREAMS = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini'] as const
const TEXT = words(5).join('')

/** A model `surfaces/<dialect>` for each provider dialect. */
const modelOf = (dialect: UpstreamDialect): string => `surfaces/${dialect}`

/** Served by the chat provider if the request allows it, else by the responses provider. */
const EITHER = 'surfaces/either'

/** Two tokens with their probabilities. */
const TOKENS = 'surfaces/tokens'

const world = usePlatform((upstream) => {
  const timeouts = { connect_ms: 5_000, first_token_ms: 30_000, idle_ms: 30_000 }
  const provider = (dialect: UpstreamDialect) => ({
    ...scriptedProvider(upstream.baseUrl(dialect)),
    dialect,
    timeouts,
  })
  const route = (dialect: UpstreamDialect, weight = 1) => ({
    provider: dialect,
    model: 'scripted:text-5',
    weight,
  })
  const tool_calls = { web_search: 0.01, file_search: 0.0025, code_execution: 0.03 }
  const model = (...routes: unknown[]) => ({ routes, price: { ...PRICE, tool_calls } })
  return {
    config: {
      providers: Object.fromEntries(UPSTREAMS.map((dialect) => [dialect, provider(dialect)])),
      models: {
        ...Object.fromEntries(UPSTREAMS.map((dialect) => [modelOf(dialect), model(route(dialect))])),
        [TOKENS]: model({ ...route('openai-chat'), model: 'scripted:logprobs-2' }),
        [EITHER]: model(route('openai-chat', 1_000_000), route('openai-responses')),
      },
    },
  }
})

beforeEach(() => world.upstream.clear())

const JSON_HEADERS = { 'content-type': 'application/json' }
const origin = (): string => world.platform.edges[0]!.url
const withKey = (): Record<string, string> => ({ authorization: `Bearer ${world.account.apiKey}` })
const lastRequest = () => world.upstream.requests().at(-1)!

/** `body` as JSON text. */
const post = (path: string, body: string, headers: Record<string, string> = withKey()): Promise<Response> =>
  fetch(origin() + path, { method: 'POST', headers: { ...JSON_HEADERS, ...headers }, body })

/** Sends a request of each dialect with more members of its body, as JSON text. */
const ASK: Partial<Record<UpstreamDialect, (model: string, more: string) => Promise<Response>>> = {
  'openai-responses': (model, more) => post('/v1/responses', `{"model":"${model}","input":"Hi",${more}}`),
  'anthropic-messages': (model, more) =>
    post(
      '/v1/messages',
      `{"model":"${model}","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],${more}}`,
    ),
  gemini: (model, more) =>
    post(`/v1beta/models/${model}:generateContent`, `{"contents":[{"parts":[{"text":"Hi"}]}],${more}}`),
}

/** Spaces, numbers and an unknown field, which would change if parsed and printed. */
const BUILT_IN_TOOLS: [UpstreamDialect, string][] = [
  [
    'openai-responses',
    '{"type":"web_search", "user_location":{"type":"approximate","country":"GB"},"new":1.00}',
  ],
  ['openai-responses', '{"type":"file_search", "max_num_results":2.0}'],
  ['openai-responses', '{"type":"code_interpreter", "container":{"type":"auto"},"new":1e2}'],
  [
    'openai-responses',
    '{"type":"mcp", "server_label":"a","server_url":"https://a.example","require_approval":"never"}',
  ],
  ['anthropic-messages', '{"type":"web_search_20250305", "name":"web_search","max_uses":2.0}'],
  ['gemini', '{"googleSearch":{ "new":1.00}}'],
]

describe.each(BUILT_IN_TOOLS)('a built-in tool of %s: %s', (dialect, tool) => {
  it('reaches a provider of its dialect byte for byte', async () => {
    const response = await ASK[dialect]!(modelOf(dialect), `"tools":[${tool}]`)
    expect([response.status, response.headers.get('x-gptget-losses')]).toEqual([200, null])
    expect(lastRequest().body.toString()).toContain(`"tools":[${tool}]`)
  })

  it.each(UPSTREAMS.filter((upstream) => upstream !== dialect))(
    'is dropped and named as a loss with a provider of %s',
    async (upstream) => {
      const response = await ASK[dialect]!(modelOf(upstream), `"tools":[${tool}]`)
      expect(response.status).toBe(200)
      expect(response.headers.get('x-gptget-losses')).toMatch(/^tools\[0\]=dropped/)
      expect(JSON.parse(lastRequest().body.toString())).not.toHaveProperty('tools')
    },
  )
})

describe('a built-in tool', () => {
  it('goes to the model’s provider that supports it', async () => {
    const response = await ASK['openai-responses']!(EITHER, '"tools":[{"type":"web_search"}]')
    expect([response.status, response.headers.get('x-gptget-provider')]).toEqual([200, 'openai-responses'])
  })

  it('has its calls in the answer, and the SDK still finds the text', async () => {
    const output = [
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [
          {
            type: 'output_text',
            text: 'Found.',
            annotations: [
              { type: 'url_citation', start_index: 0, end_index: 5, url: 'https://a.example', title: 'A' },
            ],
          },
        ],
      },
    ]
    const answer = { id: 'up', object: 'response', created_at: 1, status: 'completed', model: 'up', output }
    world.upstream.script({ steps: respond(200, JSON_HEADERS, JSON.stringify(answer)) })
    const response = await world.openai.responses.create({
      model: modelOf('openai-responses'),
      input: 'Hi',
      tools: [{ type: 'web_search' }],
    })
    expect(response.output).toEqual(output)
    expect(response.output_text).toBe('Found.')
  })
})

describe.each(UPSTREAMS)('a response of the OpenAI SDK from a provider of %s', (upstream) => {
  it('has `output_text`, streamed or not', async () => {
    const asked = { model: modelOf(upstream), input: 'Hi' }
    expect((await world.openai.responses.create(asked)).output_text).toBe(TEXT)
    expect((await world.openai.responses.stream(asked).finalResponse()).output_text).toBe(TEXT)
  })

  it('has it in the JSON too, for callers without an SDK', async () => {
    const response = await ASK['openai-responses']!(modelOf(upstream), '"temperature":1')
    expect(await response.json()).toMatchObject({ output_text: TEXT })
  })
})

describe('safety settings', () => {
  const SETTINGS =
    '"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT", "threshold":"BLOCK_NONE","new":1.00}]'

  it('reach Gemini byte for byte', async () => {
    const response = await ASK.gemini!(modelOf('gemini'), SETTINGS)
    expect([response.status, response.headers.get('x-gptget-losses')]).toEqual([200, null])
    expect(lastRequest().body.toString()).toContain(SETTINGS)
  })

  it.each(UPSTREAMS.filter((upstream) => upstream !== 'gemini'))(
    'are named as losses with a provider of %s',
    async (upstream) => {
      const response = await ASK.gemini!(modelOf(upstream), SETTINGS)
      expect([response.status, response.headers.get('x-gptget-losses')]).toEqual([
        200,
        'safetySettings=dropped',
      ])
    },
  )
})

const HELLO = '{"contents":[{"role":"user","parts":[{"text":"Hello!"}]}]}'

type GeminiAnswer = { candidates?: { content?: { parts?: { text?: string }[] } }[] }

const textOf = (answers: GeminiAnswer[]): string =>
  answers.map((answer) => answer.candidates?.[0]?.content?.parts?.[0]?.text ?? '').join('')

describe.each(['/v1beta/models/', '/v1/models/'])('Gemini’s surface below %s', (folder) => {
  describe.each(UPSTREAMS)('with a model of %s', (upstream) => {
    const ids = [modelOf(upstream), encodeURIComponent(modelOf(upstream))]

    it.each(ids)('answers %s', async (id) => {
      const response = await post(`${folder}${id}:generateContent`, HELLO)
      const answer = (await response.json()) as GeminiAnswer
      expect(textOf([answer])).toBe(TEXT)
      expect(answer).toMatchObject({ modelVersion: modelOf(upstream) })
    })

    it.each(ids)('streams %s as a JSON array', async (id) => {
      const response = await post(`${folder}${id}:streamGenerateContent`, HELLO)
      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect(textOf((await response.json()) as GeminiAnswer[])).toBe(TEXT)
    })

    it.each(ids)('streams %s as events on request', async (id) => {
      const response = await post(`${folder}${id}:streamGenerateContent?alt=sse`, HELLO)
      expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
      const events = createSseReader()
        .push(await response.text())
        .map(({ data }) => JSON.parse(data) as GeminiAnswer)
      expect(textOf(events)).toBe(TEXT)
    })
  })

  it('describes a model and counts tokens with a plain or encoded slash', async () => {
    for (const id of [modelOf('openai-chat'), encodeURIComponent(modelOf('openai-chat'))]) {
      const described = await fetch(`${origin()}${folder}${id}`, { headers: withKey() })
      expect([described.status, await described.text()]).toEqual([
        200,
        expect.stringContaining(modelOf('openai-chat')),
      ])
      const response = await post(`${folder}${id}:countTokens`, HELLO)
      expect(await response.json()).toMatchObject({ totalTokens: expect.any(Number) as number })
    }
  })

  it('accepts the key in the query, and sends it to no provider', async () => {
    const { apiKey } = world.account
    const path = `${folder}${modelOf('gemini')}`
    for (const query of [`:generateContent?key=${apiKey}`, `:streamGenerateContent?alt=sse&key=${apiKey}`]) {
      const response = await post(path + query, HELLO, {})
      expect([response.status, (await response.text()).includes('error')]).toEqual([200, false])
      const { path: asked, headers, body } = lastRequest()
      expect(JSON.stringify([asked, headers, body.toString()])).not.toContain(apiKey)
    }
  })

  it.each([
    ['no key', `${modelOf('gemini')}:generateContent`, HELLO, {}, 401, 'UNAUTHENTICATED'],
    ['a wrong key', `${modelOf('gemini')}:generateContent?key=wrong`, HELLO, {}, 401, 'UNAUTHENTICATED'],
    [
      'a wrong key for a count',
      `${modelOf('gemini')}:countTokens?key=wrong`,
      HELLO,
      {},
      401,
      'UNAUTHENTICATED',
    ],
    ['an unknown model', 'no/such:generateContent', HELLO, null, 404, 'NOT_FOUND'],
    ['an unknown model to stream', 'no/such:streamGenerateContent', HELLO, null, 404, 'NOT_FOUND'],
    ['an unknown method', `${modelOf('gemini')}:dream`, HELLO, null, 404, 'NOT_FOUND'],
    ['a name badly encoded', 'no%2:generateContent', HELLO, null, 404, 'NOT_FOUND'],
    ['a name badly encoded to count', 'no%E0%A4:countTokens', HELLO, null, 404, 'NOT_FOUND'],
    ['no JSON', `${modelOf('gemini')}:generateContent`, '{', null, 400, 'INVALID_ARGUMENT'],
    ['no contents', `${modelOf('gemini')}:generateContent`, '{}', null, 400, 'INVALID_ARGUMENT'],
  ])('refuses %s in Google’s form', async (_, call, body, headers, code, status) => {
    skipBehindNginx(call.startsWith('no%2:'))
    const response = await post(folder + call, body, headers ?? withKey())
    expect(response.status).toBe(code)
    expect(await response.json()).toMatchObject({
      error: { code, status, message: expect.stringMatching(/\w{3,}/) as string },
    })
    expect(world.upstream.requests()).toEqual([])
  })
})

const anthropic = () => new Anthropic({ apiKey: world.account.apiKey, baseURL: origin(), maxRetries: 0 })

const ASKED = { max_tokens: 9, messages: USER_TURN }

describe('Anthropic’s surface', () => {
  it('passes on the caller’s beta headers, plain or streamed', async () => {
    const betas = ['context-1m-2025-08-07', 'interleaved-thinking-2025-05-14']
    const asked = { ...ASKED, model: modelOf('anthropic-messages') }
    await anthropic().messages.create(asked, { headers: { 'anthropic-beta': betas.join(',') } })
    expect(lastRequest().headers['anthropic-beta']).toBe(betas.join(','))
    await anthropic()
      .beta.messages.stream({ ...asked, betas })
      .finalMessage()
    expect(lastRequest().headers['anthropic-beta']?.toString().split(/, */)).toEqual(betas)
  })

  it.each(UPSTREAMS)(
    'has the input tokens at the start of the stream, from a provider of %s',
    async (upstream) => {
      const events = await Array.fromAsync(
        await anthropic().messages.create({ ...ASKED, model: modelOf(upstream), stream: true }),
      )
      expect(events[0]).toMatchObject({ type: 'message_start' })
      const started = events[0]!.type === 'message_start' ? events[0]!.message.usage : null
      expect(started?.input_tokens).toBeGreaterThan(0)
      expect(started?.output_tokens).toSatisfy(Number.isInteger)
      // Other dialects report them only at the end, so our estimate is used until then.
      const ended = events.flatMap((event) => (event.type === 'message_delta' ? [event.usage] : []))
      expect(ended.at(-1)?.input_tokens ?? started?.input_tokens).toBe(11)
    },
  )

  it.each(UPSTREAMS)('returns the request id to the SDK, from a provider of %s', async (upstream) => {
    const { messages } = anthropic()
    const asked = { ...ASKED, model: modelOf(upstream) }
    expect((await messages.create(asked).withResponse()).request_id).toMatch(/^req_[\w-]{8,}$/)
    const { response } = await messages.create({ ...asked, stream: true }).withResponse()
    expect(response.headers.get('request-id')).toBe(response.headers.get('x-request-id'))
    await response.text()
  })

  it('returns the request id of a refused request and of a count', async () => {
    const { messages } = anthropic()
    const counting = { model: modelOf('openai-chat'), messages: USER_TURN }
    expect((await messages.countTokens(counting).withResponse()).request_id).toMatch(/^req_/)
    for (const refused of [
      messages.create({ ...ASKED, model: 'no/such' }),
      messages.countTokens({ model: 'no/such', messages: USER_TURN }),
    ]) {
      const error: unknown = await refused.catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(NotFoundError)
      expect((error as NotFoundError).requestID).toMatch(/^req_/)
    }
  })
})

const chatWithStop = (stream: boolean) =>
  post(
    '/v1/chat/completions',
    JSON.stringify({
      model: modelOf('openai-responses'),
      messages: USER_TURN,
      stop: [' –'],
      stream,
      stream_options: stream ? { include_usage: true } : undefined,
    }),
  )

describe('a stop sequence', () => {
  it('ends a stream even if the provider does not support it, without charges beyond it', async () => {
    const streamed = await chatWithStop(true)
    expect(streamed.headers.get('x-gptget-losses')).toBeNull()
    const text = await streamed.text()
    const events = createSseReader().push(text)
    const chunks = events.filter(({ data }) => data !== '[DONE]').map(({ data }) => JSON.parse(data) as Chunk)
    const said = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
    expect(said).toBe(words(3).join(''))
    expect(chunks.some(({ choices }) => choices[0]?.finish_reason === 'stop')).toBe(true)
    expect(chunks.at(-1)?.usage?.cost).toBeGreaterThan(0)
    expect(events.at(-1)?.data).toBe('[DONE]')
  })

  it('cuts a plain answer too, and reports that the whole answer is charged', async () => {
    const plain = await chatWithStop(false)
    expect(plain.headers.get('x-gptget-losses')).toBe('stop=rewritten')
    const { choices } = (await plain.json()) as Answer
    expect(choices[0]).toMatchObject({ message: { content: words(3).join('') }, finish_reason: 'stop' })
  })
})

describe('log probabilities', () => {
  it('of a chat provider are in a response, streamed or plain', async () => {
    const client = new OpenAI({ baseURL: `${origin()}/v1`, apiKey: world.account.apiKey })
    const asked = {
      model: TOKENS,
      input: 'Hi',
      include: ['message.output_text.logprobs' as const],
      top_logprobs: 1,
    }
    const plain = await client.responses.create(asked)
    const streamed = await client.responses.stream({ ...asked, stream: true }).finalResponse()
    for (const { output } of [plain, streamed]) {
      const [part] = output[0]?.type === 'message' ? output[0].content : []
      expect(part).toMatchObject({ logprobs: [{ logprob: -0.125, top_logprobs: [{ logprob: -0.125 }] }, {}] })
    }
    expect(JSON.parse(lastRequest().body.toString())).toMatchObject({ logprobs: true, top_logprobs: 1 })
  })

  it('are named as a loss if the provider does not report them, and refused for a strict caller', async () => {
    const body = `{"model":"${modelOf('anthropic-messages')}","logprobs":true,"messages":[{"role":"user","content":"Hi"}]}`
    const lax = await post('/v1/chat/completions', body)
    expect([lax.status, lax.headers.get('x-gptget-losses')]).toEqual([200, 'logprobs=dropped'])
    const strict = await post('/v1/chat/completions', body, { ...withKey(), 'x-gptget-strict': 'true' })
    expect([strict.status, await strict.text()]).toEqual([400, expect.stringContaining('logprobs')])
  })
})

type Answer = { choices: { message: { content: string }; finish_reason: string }[] }

type Chunk = {
  choices: { delta: { content?: string }; finish_reason: string | null }[]
  usage?: { cost: number }
}

it.each(['/v1/models/no%E0%A4', '/v1/models/no%2', '/v1beta/models/no%E0%A4', '/v1beta/models/no%2'])(
  'a badly encoded model name is unknown: %s',
  async (path) => {
    skipBehindNginx(path.endsWith('%2'))
    const response = await fetch(origin() + path, { headers: withKey() })
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('no%')
  },
)
