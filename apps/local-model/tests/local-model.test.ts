import { createLogger } from '@gptget/runtime'
import type { Service } from '@gptget/runtime'
import OpenAI from 'openai'
import type { ChatCompletionCreateParamsNonStreaming as ChatParams } from 'openai/resources/chat/completions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { create, EMBEDDING_MODEL } from '../src/index.ts'
import type { Config } from '../src/index.ts'
import { SPEECH_MODEL } from '../src/speech/speech-model.ts'
import { TRANSCRIPTION_MODEL } from '../src/transcription/transcription-model.ts'
import { startLocalModel } from './start-local-model.ts'

let service: Service
let client: OpenAI
let modelId: string
let config: Config

beforeAll(async () => {
  ;({ service, client, modelId, config } = await startLocalModel())
}, 600_000)

afterAll(() => service?.stop())

const chat = (content: string, rest: Partial<ChatParams> = {}): ChatParams => ({
  model: modelId,
  messages: [{ role: 'user', content }],
  max_tokens: 24,
  ...rest,
})

const image = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AAAA' } }

const jsonSchema = (schema: Record<string, unknown>): Partial<ChatParams> => ({
  response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
})

const answer = async (params: ChatParams): Promise<string> => {
  const { choices } = await client.chat.completions.create(params)
  return choices[0]?.message.content ?? ''
}

type Embedded = { data: { embedding: unknown }[]; usage: unknown }

const embed = async (encoding_format: string): Promise<Embedded> => {
  const body = JSON.stringify({ model: EMBEDDING_MODEL.modelId, input: 'a dog', encoding_format })
  return (await fetch(`${service.url}/v1/embeddings`, { method: 'POST', body })).json() as Promise<Embedded>
}

const dot = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, index) => sum + value * right[index]!, 0)

const promptTokens = async (content: string): Promise<number> => {
  const { usage } = await client.chat.completions.create(chat(content, { max_tokens: 1 }))
  return usage?.prompt_tokens ?? 0
}

const activeGenerations = async (): Promise<number> => {
  const metrics = await (await fetch(`${service.metricsUrl}/metrics`)).text()
  return Number(/^gptget_local_active_generations\S* (\d+)/m.exec(metrics)?.[1])
}

const eventually = async (isTrue: () => Promise<boolean>, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) if (await isTrue()) return true
  return false
}

describe('the local model', () => {
  it('is ready, and is in the list of models', async () => {
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200)
    const { data } = await client.models.list()
    expect(data.map(({ id }) => id)).toEqual([
      modelId,
      EMBEDDING_MODEL.modelId,
      SPEECH_MODEL.modelId,
      TRANSCRIPTION_MODEL.modelId,
    ])
  })

  it('streams the same text and usage as it returns without streaming', async () => {
    const params = chat('Tell me a story.', { temperature: 0 })
    const plain = await client.chat.completions.create(params)
    const stream = await client.chat.completions.create({
      ...params,
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await Array.fromAsync(stream)
    const texts = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').filter(Boolean)
    expect(texts.join('')).toBe(plain.choices[0]?.message.content)
    expect(texts.length).toBeGreaterThan(10)
    expect(chunks.at(-1)?.usage).toEqual(plain.usage)
    expect(chunks.at(-1)?.choices).toEqual([])
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe(plain.choices[0]?.finish_reason)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it('counts every token it generates and stops at max_tokens', async () => {
    const stream = await client.chat.completions.create({
      ...chat('Tell me a long story about a dog.', { temperature: 0, max_tokens: 12 }),
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await Array.fromAsync(stream)
    const texts = chunks.filter(({ choices }) => choices[0]?.delta.content)
    const { usage } = chunks.at(-1)!
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('length')
    expect(usage?.completion_tokens).toBe(12)
    expect(texts).toHaveLength(12)
    expect(usage?.total_tokens).toBe(12 + usage!.prompt_tokens)
  })

  it('accepts its name without the prefix', async () => {
    const params = chat('hi', { model: modelId.replace('local/', ''), max_tokens: 1 })
    await expect(client.chat.completions.create(params)).resolves.toMatchObject({ model: modelId })
  })

  it('returns the same answer for the same seed and another for another seed', async () => {
    const params = chat('Invent a name for a ship.', { temperature: 1.2, seed: 7 })
    const first = await answer(params)
    expect(await answer(params)).toBe(first)
    expect(await answer({ ...params, seed: 8 })).not.toBe(first)
  })

  it('returns the same answer at temperature 0 with any seed', async () => {
    const params = chat('Invent a name for a ship.', { temperature: 0, seed: 1 })
    expect(await answer({ ...params, seed: 2 })).toBe(await answer(params))
  })

  it('ends the answer before a stop sequence that is split over tokens', async () => {
    const params = chat('Tell me a story about a dog.', { temperature: 0 })
    const whole = await answer(params)
    const stop = whole.slice(21, 34)
    const stopped = await client.chat.completions.create({ ...params, stop: ['never said', stop] })
    expect(stopped.choices[0]?.message.content).toBe(whole.slice(0, whole.indexOf(stop)))
    expect(stopped.choices[0]?.finish_reason).toBe('stop')
  })

  it('returns an answer that matches a JSON schema', async () => {
    const schema = {
      type: 'object',
      properties: {
        city: { type: 'string', maxLength: 12 },
        size: { enum: ['small', 'large'] },
        tags: { type: 'array', items: { type: 'string', maxLength: 8 }, minItems: 1, maxItems: 2 },
      },
      required: ['city', 'size', 'tags'],
      additionalProperties: false,
    }
    const text = await answer(
      chat('Describe Paris.', {
        max_tokens: 200,
        response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } },
      }),
    )
    const value = JSON.parse(text) as { city: string; size: string; tags: string[] }
    expect(Object.keys(value)).toEqual(['city', 'size', 'tags'])
    expect(['small', 'large']).toContain(value.size)
    expect(value.city.length).toBeLessThanOrEqual(12)
    expect([1, 2]).toContain(value.tags.length)
  })

  it('calls a function if tool_choice requires it', async () => {
    const parameters = { type: 'object', properties: { city: { type: 'string', maxLength: 20 } } }
    const tools = ['get_weather', 'get_time'].map((name) => ({
      type: 'function' as const,
      function: { name, parameters },
    }))
    const params = chat('What is the weather in Paris?', { max_tokens: 60, tools, tool_choice: 'required' })
    const { choices } = await client.chat.completions.create(params)
    const [call] = choices[0]?.message.tool_calls ?? []
    if (call?.type !== 'function') throw new Error('no function was called')
    expect(choices[0]?.finish_reason).toBe('tool_calls')
    expect(['get_weather', 'get_time']).toContain(call.function.name)
    expect(Object.keys(JSON.parse(call.function.arguments) as object)).toEqual(['city'])
  })

  it('streams the call of a named function', async () => {
    const parameters = { type: 'object', properties: { city: { enum: ['Paris', 'Rome'] } } }
    const runner = client.chat.completions.stream({
      ...chat('Weather in Rome?', { max_tokens: 60 }),
      stream: true,
      tools: [{ type: 'function', function: { name: 'get_weather', parameters } }],
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    })
    const [call] = (await runner.finalChatCompletion()).choices[0]?.message.tool_calls ?? []
    expect(call).toMatchObject({
      function: { name: 'get_weather', arguments: expect.stringMatching(/Paris|Rome/) },
    })
  })

  it('answers more requests at once than it has slots', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        answer(chat(`Say something about ${index}.`, { max_tokens: 8 })),
      ),
    )
    expect(answers.filter(Boolean)).toHaveLength(6)
  })

  it.each([true, false])('stops computing when the client disconnects (streaming: %s)', async (stream) => {
    const leaver = new AbortController()
    const params = chat('Count to one thousand.', { max_tokens: 4000, temperature: 1 })
    const reading = fetch(`${service.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...params, stream }),
      signal: leaver.signal,
    }).then((response) => response.text())
    const isCut = reading.then(
      () => false,
      (error: Error) => error.name === 'AbortError',
    )
    expect(await eventually(async () => (await activeGenerations()) === 1, 5_000)).toBe(true)
    leaver.abort()
    expect(await isCut).toBe(true)
    expect(await eventually(async () => (await activeGenerations()) === 0, 2_000)).toBe(true)
  })

  it.each([
    ['a prompt longer than the context', chat('dog '.repeat(5_000)), 'context_length_exceeded', 'messages'],
    ['a prompt of a megabyte', chat('a'.repeat(2 ** 20)), 'context_length_exceeded', 'messages'],
    [
      'an image',
      chat('', { messages: [{ role: 'user', content: [image] }] }),
      'unsupported_parameter',
      'messages[0].content[0]',
    ],
    ['two answers', chat('hi', { n: 2 }), 'unsupported_parameter', 'n'],
    ['log probabilities', chat('hi', { logprobs: true }), 'unsupported_parameter', 'logprobs'],
    ['an unknown model', chat('hi', { model: 'gpt-4o' }), 'model_not_found', 'model'],
    ['a negative max_tokens', chat('hi', { max_tokens: -1 }), 'invalid_request', 'max_tokens'],
    [
      'an invalid schema',
      chat('hi', jsonSchema({ type: 'strange' })),
      'invalid_request',
      'response_format.json_schema.schema.type',
    ],
    [
      'a schema too large to enforce',
      chat('hi', jsonSchema({ type: 'string', minLength: 1e9 })),
      'invalid_request',
      'response_format.json_schema.schema',
    ],
  ])('refuses %s and names the field', async (_, params, code, param) => {
    const refusal = client.chat.completions.create({ ...params, model: params.model || modelId })
    await expect(refusal).rejects.toMatchObject({ code, param })
  })

  it('refuses a body that is not JSON, and answers 404 for an unknown path', async () => {
    const response = await fetch(`${service.url}/v1/chat/completions`, { method: 'POST', body: '{"model"' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
    expect((await fetch(`${service.url}/v1/unknown`)).status).toBe(404)
  })

  it('does not interpret the text of a message as control tokens', async () => {
    expect(await promptTokens('a<|im_end|>b')).toBeGreaterThan((await promptTokens('ab')) + 3)
  })
})

describe('the sentence encoder', () => {
  const model = EMBEDDING_MODEL.modelId

  it('returns closer vectors for texts with similar meanings', async () => {
    const input = ['How do I reset my password?', 'I forgot my login credentials.', 'Bananas are yellow.']
    const { data } = await client.embeddings.create({ model, input })
    const [question, same, other] = data.map(({ embedding }) => embedding) as [number[], number[], number[]]
    expect(data.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(question).toHaveLength(EMBEDDING_MODEL.dimensions)
    expect(dot(question, same)).toBeGreaterThan(dot(question, other) + 0.3)
  })

  it('returns the same numbers as a list and in base64, and counts the tokens', async () => {
    const [list, packed] = [await embed('float'), await embed('base64')]
    const bytes = Buffer.from(String(packed.data[0]?.embedding), 'base64')
    const numbers = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
    expect(numbers).toEqual(list.data[0]?.embedding)
    expect(list.usage).toEqual({ prompt_tokens: 2, total_tokens: 2 })
  })

  it.each([
    [{ dimensions: 64 }, 'dimensions'],
    [{ input: '' }, 'input'],
    [{ input: [[1, 2]] }, 'input[0]'],
    [{ input: ['a', 'dog '.repeat(3_000)] }, 'input[1]'],
    [{ input: 'a'.repeat(2 ** 20) }, 'input[0]'],
    [{ model: 'text-embedding-3-small' }, 'model'],
    [{ encoding_format: 'int8' }, 'encoding_format'],
  ])('refuses a request and names the field (case %#)', async (fields, param) => {
    const body = JSON.stringify({ model, input: 'a', ...fields })
    const response = await fetch(`${service.url}/v1/embeddings`, { method: 'POST', body })
    expect([400, 404]).toContain(response.status)
    expect(await response.json()).toMatchObject({ error: { param } })
  })
})

describe('create', () => {
  const logger = createLogger('local-model', { LOG_LEVEL: 'silent' })

  it('fails without weights', async () => {
    await expect(create({ ...config, modelPath: '/nowhere/model.gguf' }, { logger })).rejects.toThrow(
      /ENOENT/,
    )
  })

  it('answers 503 to every request while the weights cannot be loaded', async () => {
    const broken = await create({ ...config, modelPath: import.meta.filename }, { logger })
    const ask = () =>
      fetch(`${broken.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(chat('Hello')) })
    expect((await ask()).status).toBe(503)
    expect(await (await ask()).json()).toMatchObject({ error: { code: 'service_unavailable' } })
    await broken.stop()
  })

  it('loads the weights for the first request, unloads them when idle, and loads them again', async () => {
    const lines: string[] = []
    const noting = Object.assign(logger, {
      info: (...args: unknown[]) => lines.push(String(args.at(-1))),
    })
    const lazy = await create({ ...config, idleMs: 100 }, { logger: noting })
    expect(lines).toEqual([])
    const own = new OpenAI({ baseURL: `${lazy.url}/v1`, apiKey: 'none', maxRetries: 0 })
    const params = chat('Hello', { temperature: 0, max_tokens: 8 })
    const first = await own.chat.completions.create(params)
    await expect.poll(() => lines.at(-1), { timeout: 10_000 }).toMatch(/which was idle/)
    const second = await own.chat.completions.create(params)
    expect(second.choices).toEqual(first.choices)
    expect(lines.filter((line) => /is loaded/.test(line))).toHaveLength(2)
    await lazy.stop()
  })
})
