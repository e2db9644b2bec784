import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParamsNonStreaming,
} from 'openai/resources/chat/completions'
import { words } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig, UPSTREAM_KEY } from './platform/scripted-config.ts'
import { openaiFor, usePlatform } from './platform/use-platform.ts'

const SCRIPTS = [
  'text-5',
  'tools',
  'parallel-tools',
  'text-and-tools',
  'reasoning-3',
  'json',
  'logprobs-4',
  'n-3',
  'refusal',
  'length-4',
  'filtered-2',
  'usage-always-3',
  'usage-in-last-choice-3',
]

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, SCRIPTS) }))

/** The same SDK, connected directly to the provider, for comparison. */
const direct = () => openaiFor(world.upstream.baseUrl('openai-chat'), 'any')

describe('an OpenAI-dialect provider behind the gateway', () => {
  it.each(SCRIPTS)('returns the same plain answer as directly: %s', async (script) => {
    const through = await world.openai.chat.completions.create({
      model: modelOf(script),
      messages: USER_TURN,
    })
    const straight = await direct().chat.completions.create({
      model: `scripted:${script}`,
      messages: USER_TURN,
    })
    expect(withoutReasoning(withoutOurs(through))).toEqual(withoutOurs(straight))
    expect(through.usage).toMatchObject({ ...straight.usage })
  })

  it.each(SCRIPTS)('returns the same chunks as directly: %s', async (script) => {
    const options = { messages: USER_TURN, stream: true, stream_options: { include_usage: true } } as const
    const through = await Array.fromAsync(
      await world.openai.chat.completions.create({ model: modelOf(script), ...options }),
    )
    const straight = await Array.fromAsync(
      await direct().chat.completions.create({ model: `scripted:${script}`, ...options }),
    )
    expect(withoutReasoning(saying(through))).toEqual(saying(straight))
  })

  it('works with tool calls in the SDK’s stream helper', async () => {
    const run = world.openai.chat.completions.stream({
      model: modelOf('parallel-tools'),
      messages: USER_TURN,
    })
    const { choices } = await run.finalChatCompletion()
    const calls = choices[0]?.message.tool_calls ?? []
    expect(calls.map((call) => call.type === 'function' && call.function.arguments)).toEqual([
      '{"city":"Paris","unit":"c"}',
      '{"city":"Zürich","unit":"c"}',
      '{"city":"東京","unit":"c"}',
    ])
  })

  it('keeps unspecified fields of the answer in every chunk', async () => {
    const stream = await world.openai.chat.completions.create({
      model: modelOf('text-5'),
      messages: USER_TURN,
      stream: true,
    })
    const chunks = await Array.fromAsync(stream)
    const speaking = chunks.filter((chunk) => chunk.choices.length > 0)
    expect(speaking.length).toBeGreaterThan(5)
    for (const chunk of speaking)
      expect(chunk).toMatchObject({
        x_vendor: { region: 'eu', warm: true },
        system_fingerprint: 'fp_scripted',
      })
  })
})

describe('a request as the provider receives it', () => {
  it('has every field byte for byte as the caller sent it, except the model', async () => {
    world.upstream.clear()
    const body =
      '{"x_unknown":{"big" : 12345678901234567890,\n"float":1.50,\t"exp":1e2,"escaped":"\\u00e9\\/"},"messages":[ {"role":"user" ,"content":"H\\u00e9llo 🙂","x_part":[1 ,2]}],' +
      `"model":"${modelOf('text-5')}","temperature":0.70,"top_p":1.0}`
    const response = await postChat(world.platform.baseUrl, world.account.apiKey, body)
    expect(response.status).toBe(200)
    expect(world.upstream.requests()[0]?.body.toString()).toBe(
      body.replace(modelOf('text-5'), 'scripted:text-5'),
    )
  })

  it('keeps a model name inside a message unchanged', async () => {
    world.upstream.clear()
    const body = `{"messages":[{"role":"user","content":"\\"model\\":\\"${modelOf('text-5')}\\""}],"metadata":{"model":"${modelOf('text-5')}"},"model":"${modelOf('text-5')}"}`
    await postChat(world.platform.baseUrl, world.account.apiKey, body)
    expect(world.upstream.requests()[0]?.body.toString()).toBe(
      body.replace(/"model":"test\/text-5"}$/, '"model":"scripted:text-5"}'),
    )
  })

  it('contains everything that the official SDK can send', async () => {
    world.upstream.clear()
    await world.openai.chat.completions.create({ ...FULL_REQUEST, model: modelOf('text-5') })
    expect(world.upstream.requests()[0]?.json).toEqual({ ...FULL_REQUEST, model: 'scripted:text-5' })
  })

  it('requests usage if the caller streams without it, and changes nothing else', async () => {
    world.upstream.clear()
    const request = {
      model: modelOf('text-5'),
      stream: true,
      messages: USER_TURN,
      stream_options: { x_kept: 1 },
    }
    await (await postChat(world.platform.baseUrl, world.account.apiKey, request)).text()
    expect(world.upstream.requests()[0]?.json).toEqual({
      ...request,
      model: 'scripted:text-5',
      stream_options: { x_kept: 1, include_usage: true },
    })
  })

  it('has the operator’s key and never the caller’s', async () => {
    world.upstream.clear()
    await world.openai.chat.completions.create({ model: modelOf('text-5'), messages: USER_TURN })
    const [request] = world.upstream.requests()
    expect(request?.headers.authorization).toBe(`Bearer ${UPSTREAM_KEY}`)
    expect(JSON.stringify(request?.headers)).not.toContain(world.account.apiKey)
  })

  it('accepts JSON without a JSON content type, as curl sends it', async () => {
    const response = await postChat(
      world.platform.baseUrl,
      world.account.apiKey,
      { model: modelOf('text-5'), messages: USER_TURN },
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    )
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: words(5).join('') } }] })
  })
})

const FULL_REQUEST: Omit<ChatCompletionCreateParamsNonStreaming, 'model'> = {
  messages: [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      name: 'ann',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'high' } },
        { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'a cat' },
  ],
  tools: [
    {
      type: 'function',
      function: {
        name: 'look',
        description: 'Looks.',
        parameters: { type: 'object', properties: {} },
        strict: true,
      },
    },
  ],
  tool_choice: { type: 'function', function: { name: 'look' } },
  parallel_tool_calls: false,
  response_format: {
    type: 'json_schema',
    json_schema: {
      name: 'answer',
      strict: true,
      schema: { type: 'object', properties: { a: { type: 'string' } } },
    },
  },
  stop: ['END', '\n\n'],
  seed: 42,
  logprobs: true,
  top_logprobs: 2,
  logit_bias: { '50256': -100 },
  n: 2,
  max_completion_tokens: 50,
  temperature: 0,
  top_p: 0.5,
  frequency_penalty: 0.25,
  presence_penalty: -0.25,
  reasoning_effort: 'low',
  user: 'user-1',
  metadata: { a: 'b' },
  store: false,
  service_tier: 'auto',
}

/** An answer without the fields that we change: id, model and usage. */
const withoutOurs = (answer: ChatCompletion): unknown => {
  const {
    id: _id,
    model: _model,
    usage: _usage,
    provider: _provider,
    ...rest
  } = answer as Named<ChatCompletion>
  return { system_fingerprint: null, ...rest }
}

/** Reasoning gets a second field name; the first stays. */
const withoutReasoning = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, field: unknown) => (key === 'reasoning' ? undefined : field)))

/** Our answers name their provider. */
type Named<Answer> = Answer & { provider?: string }

/** The chunks with content, without the fields that we change. */
const saying = (chunks: ChatCompletionChunk[]): unknown[] =>
  chunks
    .filter((chunk) => chunk.choices.length > 0)
    .map(
      ({ id: _id, model: _model, usage: _usage, provider: _provider, ...rest }: Named<ChatCompletionChunk>) =>
        rest,
    )
