import type { Dialect } from '@gptget/contracts'
import { transcript } from '@gptget/testkit'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { usePlatform } from '../platform/use-platform.ts'
import { conformancePlatform, modelFor } from './models.ts'
import { UPSTREAMS } from './outcomes.ts'

const world = usePlatform(conformancePlatform)
beforeEach(() => {
  world.upstream.clear()
  world.upstream.script({ transcript: transcript() })
})

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Endpoint = {
  path: (model: string) => string
  dialect: Dialect
  body: (model: string) => object
  /** No field is required, and unknown ones are ignored. */
  isLenient?: true
}

const SCHEMA = { type: 'object', properties: { a: { type: 'string' } } }
const gemini = (method: string): Endpoint => ({
  path: (model) => `/v1beta/models/${model}:${method}`,
  dialect: 'gemini',
  body: () => ({
    contents: [
      { role: 'user', parts: [{ text: 'x' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
      { role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 'b' } }, thoughtSignature: 'AAAA' }] },
      { role: 'user', parts: [{ functionResponse: { name: 'f', response: { output: 'x' } } }] },
    ],
    systemInstruction: { parts: [{ text: 'x' }] },
    tools: [{ functionDeclarations: [{ name: 'f', description: 'x', parametersJsonSchema: SCHEMA }] }],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
    generationConfig: {
      maxOutputTokens: 10,
      temperature: 1,
      stopSequences: ['x'],
      responseMimeType: 'application/json',
      responseJsonSchema: SCHEMA,
      thinkingConfig: { includeThoughts: true, thinkingBudget: 10 },
    },
  }),
})

const messages = (model: string) => ({
  model,
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'x', cache_control: { type: 'ephemeral' } },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'x', signature: 'AAAA' },
        { type: 'tool_use', id: 'a', name: 'f', input: { a: 'b' } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] },
  ],
  system: [{ type: 'text', text: 'x' }],
  tools: [{ name: 'f', description: 'x', input_schema: SCHEMA }],
  tool_choice: { type: 'auto' },
  thinking: { type: 'enabled', budget_tokens: 1024 },
  output_config: { format: { type: 'json_schema', schema: SCHEMA } },
})

const ENDPOINTS: Record<string, Endpoint> = {
  'chat completions': {
    path: () => '/v1/chat/completions',
    dialect: 'openai-chat',
    body: (model) => ({
      model,
      messages: [
        { role: 'system', content: 'x' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'x' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{"a":"b"}' } }],
          reasoning_details: [
            { type: 'reasoning.text', text: 'x', signature: 'AAAA', format: 'google-gemini-v1' },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: 'x' },
      ],
      tools: [{ type: 'function', function: { name: 'f', description: 'x', parameters: SCHEMA } }],
      tool_choice: { type: 'function', function: { name: 'f' } },
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: SCHEMA } },
      stop: ['x'],
      stream: false,
      stream_options: { include_usage: true },
      max_tokens: 10,
      reasoning_effort: 'low',
      metadata: { a: 'b' },
    }),
  },
  responses: {
    path: () => '/v1/responses',
    dialect: 'openai-responses',
    body: (model) => ({
      model,
      instructions: 'x',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'x' }] },
        {
          type: 'reasoning',
          id: 'rs_a',
          summary: [{ type: 'summary_text', text: 'x' }],
          encrypted_content: 'AA',
        },
        { type: 'function_call', call_id: 'a', name: 'f', arguments: '{"a":"b"}' },
        { type: 'function_call_output', call_id: 'a', output: 'x' },
      ],
      tools: [{ type: 'function', name: 'f', parameters: SCHEMA, strict: false }],
      tool_choice: 'auto',
      text: { format: { type: 'json_schema', name: 'x', schema: SCHEMA } },
      reasoning: { effort: 'low', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      store: false,
      max_output_tokens: 10,
    }),
  },
  messages: {
    path: () => '/v1/messages',
    dialect: 'anthropic-messages',
    body: (model) => ({ ...messages(model), max_tokens: 2048, stream: false }),
  },
  'count tokens of messages': {
    path: () => '/v1/messages/count_tokens',
    dialect: 'anthropic-messages',
    body: messages,
  },
  generateContent: gemini('generateContent'),
  streamGenerateContent: gemini('streamGenerateContent'),
  countTokens: gemini('countTokens'),
  embedContent: {
    path: (model) => `/v1beta/models/${model}:embedContent`,
    dialect: 'gemini',
    body: () => ({ content: { parts: [{ text: 'x' }] }, outputDimensionality: 3 }),
  },
  batchEmbedContents: {
    path: (model) => `/v1beta/models/${model}:batchEmbedContents`,
    dialect: 'gemini',
    body: (model) => ({
      requests: [{ model: `models/${model}`, content: { parts: [{ text: 'x' }] }, outputDimensionality: 3 }],
    }),
  },
  'kept responses': {
    path: () => '/v1/responses',
    dialect: 'openai-responses',
    body: (model) => ({
      model,
      input: [{ type: 'item_reference', id: 'msg_1' }],
      store: true,
      background: false,
      previous_response_id: 'resp_1',
      conversation: { id: 'conv_1' },
      metadata: { a: 'b' },
    }),
  },
  'the end of a response': {
    path: () => '/v1/responses/resp_1/cancel',
    dialect: 'openai-responses',
    body: () => ({ reason: 'x' }),
  },
  conversations: {
    path: () => '/v1/conversations',
    dialect: 'openai-responses',
    body: () => ({
      items: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'x' }] }],
      metadata: { a: 'b' },
    }),
    isLenient: true,
  },
  embeddings: {
    path: () => '/v1/embeddings',
    dialect: 'openai-chat',
    body: (model) => ({ model, input: ['x'], dimensions: 3, encoding_format: 'base64' }),
  },
  completions: {
    path: () => '/v1/completions',
    dialect: 'openai-chat',
    body: (model) => ({ model, prompt: ['x'], max_tokens: 10, stop: ['x'], stream: false }),
  },
  moderations: {
    path: () => '/v1/moderations',
    dialect: 'openai-chat',
    body: (model) => ({ model, input: ['x'] }),
  },
  rerank: {
    path: () => '/v1/rerank',
    dialect: 'openai-chat',
    body: (model) => ({
      model,
      query: 'x',
      documents: ['x', { text: 'y' }],
      top_n: 1,
      return_documents: true,
    }),
  },
}

/** The error format of each dialect, strict enough to refuse that of another. */
const ERROR_SHAPES: Record<Dialect, (status: number) => object> = {
  'openai-chat': (status) => ({
    error: { message: expect.any(String), type: expect.any(String), code: status },
  }),
  'openai-responses': (status) => ({
    error: { message: expect.any(String), type: expect.any(String), code: status },
  }),
  'anthropic-messages': () => ({
    type: 'error',
    error: { type: expect.stringMatching(/_error$/), message: expect.any(String) },
  }),
  gemini: (status) => ({
    error: { code: status, message: expect.any(String), status: expect.stringMatching(/^[A-Z_]+$/) },
  }),
}

/** More by `GPTGET_TEST_RUNS=2000 npx vitest run tests/conformance/arbitrary-json.test.ts`. */
const RUNS = {
  seed: 20260101,
  numRuns: Number(process.env['GPTGET_TEST_RUNS'] ?? 60),
  endOnFailure: true,
}
const model = fc.constantFrom(...UPSTREAMS.map((upstream) => modelFor(upstream, false)))
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>

const post = async (
  path: string,
  body: Json | Buffer<ArrayBuffer>,
): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(world.platform.baseUrl.replace(/\/v1$/, '') + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}`, 'content-type': 'application/json' },
    body: Buffer.isBuffer(body) ? body : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, body: response.ok ? text : (JSON.parse(text) as unknown) }
}

const expectRefusal = ({ status, body }: { status: number; body: unknown }, dialect: Dialect): void => {
  expect({ status, body }).toMatchObject({ body: ERROR_SHAPES[dialect](status) })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
}

/** JSON that is difficult for parsers and the code behind them, as text. */
const HOSTILE = {
  'malformed UTF-8': Buffer.from('22fffec3282aeda08022', 'hex'),
  'half a character': '"\\ud800"',
  'a null character': '"\\u0000"',
  'deep arrays': '['.repeat(20_000) + ']'.repeat(20_000),
  'deep objects': '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000),
  'a number beyond all': '1e999',
  'a number too long': '-1234567890123456789012345678901234567890',
  'a number too small': '1e-999',
  'the name of the prototype': '"__proto__"',
  'the name of a method': '"constructor"',
  'a prototype': '{"__proto__":{"a":1},"constructor":{"prototype":null},"toString":1}',
  'a field twice': '{"a":1,"a":[]}',
  'a field without a name': '{"":1}',
} as const

/** The document as text, with the value in its n-th place. */
const bodyWith = (document: Json, place: number, hostile: string | Buffer): Buffer<ArrayBuffer> => {
  const [before, after] = JSON.stringify(putSomewhere(document, place, 'here')).split('"here"')
  return Buffer.concat([Buffer.from(before!), Buffer.from(hostile), Buffer.from(after!)])
}

describe.each(Object.entries(ENDPOINTS))('%s', (_name, { path, dialect, body, isLenient }) => {
  it('answers any JSON with a 4xx in its own format', async () => {
    expect.hasAssertions()
    await fc.assert(
      fc.asyncProperty(model, json, async (id, value) => {
        const answer = await post(path(id), value)
        if (!isLenient || answer.status !== 200) expectRefusal(answer, dialect)
      }),
      RUNS,
    )
  }, 60_000)

  it('answers a request with any value in any place, or refuses it in its own format', async () => {
    expect.hasAssertions()
    await fc.assert(
      fc.asyncProperty(model, fc.nat(), json, async (id, place, value) => {
        const answer = await post(path(id), putSomewhere(body(id) as Json, place, value))
        if (answer.status !== 200) expectRefusal(answer, dialect)
      }),
      RUNS,
    )
  }, 60_000)
})

/** Endpoints that do not generate anything. */
const UNRESERVED = new Set([
  'count tokens of messages',
  'countTokens',
  'the end of a response',
  'conversations',
])

describe.each(Object.entries(ENDPOINTS))('%s', (name, { path, dialect, body }) => {
  it.each(Object.entries(HOSTILE))(
    'answers or refuses %s in any place',
    async (_what, hostile) => {
      expect.hasAssertions()
      const document = body(modelFor('openai-chat', false)) as Json
      const places = placesIn(document)
      for (const place of [...places.keys(), 0]) {
        const upstream = UPSTREAMS[place % UPSTREAMS.length]!
        const id = modelFor(upstream, false)
        const answer = await post(path(id), bodyWith(body(id) as Json, place, hostile))
        if (answer.status !== 200) expectRefusal(answer, dialect)
      }
    },
    60_000,
  )

  const reserved = UNRESERVED.has(name) ? [] : ['computer_id', 'max_steps', 'computerId', 'maxSteps']
  it.each(reserved)('refuses %s by name, because no provider may see it', async (field) => {
    world.upstream.clear()
    const id = modelFor('openai-chat', false)
    const answer = await post(path(id), { ...body(id), [field]: 3 } as Json)
    expectRefusal(answer, dialect)
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain(field)
    expect(world.upstream.requests()).toEqual([])
  })

  it('refuses a body that is empty or not text, JSON or an object', async () => {
    expect.hasAssertions()
    const bodies = ['\0', 'x', '{"a":', '[]', 'null', '1', '"x"', '\ufeff{}', '{"a":1}}', "{'a':1}"]
    for (const text of bodies) {
      const answer = await post(path(modelFor('openai-chat', false)), Buffer.from(text))
      expectRefusal(answer, dialect)
    }
  })
})

/** The document with the value in the n-th of all places. */
const putSomewhere = (document: Json, place: number, value: Json): Json => {
  const paths = placesIn(document)
  return replaceAt(document, paths[place % paths.length] ?? [], value)
}

const placesIn = (document: Json, path: string[] = []): string[][] => {
  if (typeof document !== 'object' || document === null) return [path]
  const inner = Object.entries(document).flatMap(([key, child]) => placesIn(child, [...path, key]))
  return path.length === 0 ? inner : [path, ...inner]
}

const replaceAt = (document: Json, [key, ...rest]: string[], value: Json): Json => {
  if (key === undefined) return value
  if (Array.isArray(document))
    return document.map((child, index) => (String(index) === key ? replaceAt(child, rest, value) : child))
  const fields = document as { [key: string]: Json }
  return { ...fields, [key]: replaceAt(fields[key] ?? null, rest, value) }
}

it('the platform is still ready afterwards', async () => {
  const ready = await fetch(`${world.platform.baseUrl.replace(/\/v1$/, '')}/readyz`)
  expect(ready.status).toBe(200)
})
