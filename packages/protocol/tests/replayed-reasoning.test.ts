import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { changesAnswer } from '../src/canonical/losses.ts'
import { adapt, CLIENT_FACING, explode, run, UPSTREAM_FACING } from '../src/index.ts'
import type { AdaptTarget, AnswerContext, Loss, Quirks } from '../src/index.ts'

type Json = Record<string, unknown>
const objects = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])
const object = (value: unknown): Json => (value ?? {}) as Json

/** Answers in which reasoning stands between what is said and what is called, as each provider gives them. */
const CLAUDE = [
  { type: 'thinking', thinking: 'First thought.', signature: 'sigA==' },
  { type: 'text', text: 'Let me look. ' },
  { type: 'redacted_thinking', data: 'redacted==' },
  { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
  { type: 'thinking', thinking: 'Second thought.', signature: 'sigB==' },
  { type: 'text', text: 'Once more.' },
  { type: 'thinking', thinking: 'Third thought.', signature: 'sigC==' },
  { type: 'tool_use', id: 'toolu_2', name: 'f', input: { a: 2 } },
]

const reasoning = (id: string, text: string) => ({
  type: 'reasoning',
  id,
  summary: [{ type: 'summary_text', text }],
  encrypted_content: `encrypted of ${id}`,
})
const message = (text: string) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text, annotations: [] }],
})
const OPENAI = [
  reasoning('rs_1', 'First thought.'),
  message('Let me look. '),
  reasoning('rs_2', 'Second thought.'),
  { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{"a":1}' },
  reasoning('rs_3', 'Third thought.'),
  { type: 'function_call', call_id: 'call_2', name: 'f', arguments: '{"a":2}' },
]

const GEMINI = [
  { text: 'First thought.', thought: true },
  { text: 'Let me look. ' },
  { functionCall: { id: 'fc_1', name: 'f', args: { a: 1 } }, thoughtSignature: 'c2lnbmF0dXJl' },
  { functionCall: { id: 'fc_2', name: 'f', args: { a: 2 } } },
]

type Signer = 'anthropic-messages' | 'openai-responses' | 'gemini'

const ANSWERS: Record<Signer, Json> = {
  'anthropic-messages': {
    type: 'message',
    content: CLAUDE,
    stop_reason: 'tool_use',
    usage: { input_tokens: 1, output_tokens: 9 },
  },
  'openai-responses': { status: 'completed', output: OPENAI },
  gemini: { candidates: [{ content: { role: 'model', parts: GEMINI }, finishReason: 'STOP' }] },
}

/** What the provider is sent of its own answer, in its next turn. */
const REPLAYED: Record<Signer, (body: Json) => unknown[]> = {
  'anthropic-messages': (body) => objects(objects(body['messages'])[1]?.['content']),
  'openai-responses': (body) =>
    objects(body['input']).filter(({ type, role }) => type !== 'function_call_output' && role !== 'user'),
  gemini: (body) => objects(objects(body['contents'])[1]?.['parts']),
}

const EXPECTED: Record<Signer, unknown[]> = {
  'anthropic-messages': CLAUDE,
  'openai-responses': OPENAI,
  // Thoughts of its own that are not signed are of no use to it.
  gemini: GEMINI.slice(1),
}

type Answer = { plain: Json; frames: Json[] }

const answerOf = (signer: Signer, caller: Dialect): Answer => {
  const context: AnswerContext = { id: 'a', model: 'm', createdAtSeconds: 1, upstream: signer }
  const result = UPSTREAM_FACING[signer].readResult(ANSWERS[signer])
  const { writeResult, writeStream } = CLIENT_FACING[caller]
  const frames = run(writeStream, context, explode(result)).map(({ data }) => data)
  return {
    plain: JSON.parse(JSON.stringify(writeResult(result, context))) as Json,
    frames: frames.filter((data) => data !== '[DONE]').map((data) => JSON.parse(data) as Json),
  }
}

const asked = { role: 'user', content: 'Hi' }

const chatBody = (assistant: Json): Json => ({
  messages: [
    asked,
    assistant,
    ...objects(assistant['tool_calls']).map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'r' })),
  ],
})

/** What `@openrouter/sdk` (1.3), pydantic-ai (2.68) and others keep of an entry: what the reference documents. */
const documented = ({ type, text, summary, data, signature, id, format, index }: Json): Json =>
  JSON.parse(JSON.stringify({ type, text, summary, data, signature, id, format, index })) as Json

const deltasOf = ({ frames }: Answer): Json[] =>
  frames.map((chunk) => object(objects(chunk['choices'])[0]?.['delta']))

/** How streamed entries become those of a message: as the named client does it. */
const MERGES: Record<string, (entries: Json[]) => Json[]> = {
  '@openrouter/ai-sdk-provider': (entries) =>
    entries.reduce<Json[]>((merged, entry) => {
      const last = merged.at(-1)
      const field = { 'reasoning.text': 'text', 'reasoning.summary': 'summary' }[String(entry['type'])]
      if (field === undefined || last === undefined || last['type'] !== entry['type'])
        return [...merged, { ...entry }]
      const text = `${String(last[field] ?? '')}${String(entry[field] ?? '')}`
      const kept = {
        format: last['format'] ?? entry['format'],
        signature: last['signature'] ?? entry['signature'],
      }
      return [...merged.slice(0, -1), { ...last, ...kept, [field]: text }]
    }, []),
  'pydantic-ai': (entries) => [
    ...entries
      .reduce((merged, entry) => {
        const key = `${String(entry['type'])} ${String(entry['index'])}`
        const before = merged.get(key) ?? {}
        const joined = (field: string) =>
          entry[field] === undefined && before[field] === undefined
            ? {}
            : { [field]: `${String(before[field] ?? '')}${String(entry[field] ?? '')}` }
        return merged.set(key, { ...before, ...entry, ...joined('text'), ...joined('summary') })
      }, new Map<string, Json>())
      .values(),
  ],
}

const streamedMessage = (answer: Answer, merge: (entries: Json[]) => Json[]): Json => {
  const deltas = deltasOf(answer)
  const calls: Json[] = []
  for (const piece of deltas.flatMap((delta) => objects(delta['tool_calls']))) {
    const index = Number(piece['index'])
    const before = object(calls[index]?.['function'])
    const more = object(piece['function'])
    calls[index] = {
      ...calls[index],
      ...piece,
      function: {
        name: before['name'] ?? more['name'],
        arguments: `${String(before['arguments'] ?? '')}${String(more['arguments'] ?? '')}`,
      },
    }
  }
  return {
    role: 'assistant',
    content: deltas.map(({ content }) => String(content ?? '')).join(''),
    tool_calls: calls.map(({ id, function: called }) => ({ id, type: 'function', function: called })),
    reasoning_details: merge(deltas.flatMap((delta) => objects(delta['reasoning_details'])).map(documented)),
  }
}

const geminiBody = (parts: Json[]): Json => ({
  contents: [
    { role: 'user', parts: [{ text: 'Hi' }] },
    { role: 'model', parts },
    {
      role: 'user',
      parts: parts.flatMap(({ functionCall }) =>
        functionCall === undefined
          ? []
          : [{ functionResponse: { ...pick(object(functionCall)), response: { output: 'r' } } }],
      ),
    },
  ],
})
const pick = ({ id, name }: Json): Json => ({ id, name })
const partsOf = (response: Json): Json[] =>
  objects(object(objects(response['candidates'])[0]?.['content'])['parts'])

/** How clients of each dialect send an answer back: whole, or put together from a stream. */
const CLIENTS: Record<Dialect, Record<string, (answer: Answer) => Json>> = {
  'openai-chat': {
    'that keeps the message': ({ plain }) => chatBody(object(objects(plain['choices'])[0]?.['message'])),
    'that keeps what OpenRouter documents': ({ plain }) => {
      const said = object(objects(plain['choices'])[0]?.['message'])
      return chatBody({
        role: 'assistant',
        content: said['content'],
        tool_calls: objects(said['tool_calls']).map(({ id, type, function: called }) => ({
          id,
          type,
          function: called,
        })),
        reasoning: said['reasoning'],
        reasoning_details: objects(said['reasoning_details']).map(documented),
      })
    },
    ...Object.fromEntries(
      Object.entries(MERGES).map(([name, merge]) => [
        `that joins a stream like ${name}`,
        (answer: Answer) => chatBody(streamedMessage(answer, merge)),
      ]),
    ),
  },
  'openai-responses': {
    'that appends the output': ({ plain }) => responsesBody(objects(plain['output'])),
    'that appends the items of a stream': ({ frames }) =>
      responsesBody(
        frames.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => object(item)),
      ),
  },
  'anthropic-messages': {
    'that appends the content': ({ plain }) => anthropicBody(objects(plain['content'])),
  },
  gemini: {
    'that appends the content': ({ plain }) => geminiBody(partsOf(plain)),
    'that appends the content of a stream': ({ frames }) =>
      geminiBody(frames.flatMap(partsOf).filter(saysAnything)),
    'that drops thoughts, as Gemini CLI does': ({ frames }) =>
      geminiBody(frames.flatMap(partsOf).filter((part) => saysAnything(part) && part['thought'] !== true)),
  },
}

const saysAnything = (part: Json): boolean => part['text'] !== '' || part['thoughtSignature'] !== undefined

const responsesBody = (output: Json[]): Json => ({
  input: [
    asked,
    ...output,
    ...output.flatMap(({ type, call_id }) =>
      type === 'function_call' ? [{ type: 'function_call_output', call_id, output: 'r' }] : [],
    ),
  ],
})

const anthropicBody = (content: Json[]): Json => ({
  max_tokens: 100,
  messages: [
    asked,
    { role: 'assistant', content },
    {
      role: 'user',
      content: content.flatMap(({ type, id }) =>
        type === 'tool_use' ? [{ type: 'tool_result', tool_use_id: id, content: 'r' }] : [],
      ),
    },
  ],
})

const sendBack = (
  signer: Dialect,
  caller: Dialect,
  body: Json,
  quirks: Quirks = {},
): { body: Json; losses: Loss[] } => {
  const request = CLIENT_FACING[caller].readRequest({ model: 'm', ...body })
  const target: AdaptTarget = { dialect: signer, model: 'up', quirks }
  const { request: adapted, losses } = adapt(request, target)
  const written = UPSTREAM_FACING[signer].writeRequest(adapted, target)
  return { body: JSON.parse(JSON.stringify(written)) as Json, losses }
}

const CASES = (Object.keys(ANSWERS) as Signer[]).flatMap((signer) =>
  DIALECTS.flatMap((caller) =>
    Object.entries(CLIENTS[caller]).map(([client, replay]) => ({ signer, caller, client, replay })),
  ),
)

describe('signed reasoning', () => {
  it.each(CASES)(
    'of a $signer provider returns to it unchanged and in order through a $caller client $client',
    ({ signer, caller, replay }) => {
      const { body, losses } = sendBack(signer, caller, replay(answerOf(signer, caller)))
      expect(losses.filter(changesAnswer)).toEqual([])
      // Its own thoughts, which are not signed, a Gemini client brings back or not.
      const replayed = REPLAYED[signer](body).filter((part) => object(part)['thought'] !== true)
      expect(replayed).toEqual(EXPECTED[signer])
    },
  )

  it.each(CASES)(
    'of a $signer provider is not sent to another kind: $caller $client',
    ({ signer, caller, replay }) => {
      const others = DIALECTS.filter((dialect) => dialect !== signer)
      for (const other of others) {
        const { body, losses } = sendBack(other, caller, replay(answerOf(signer, caller)))
        expect(JSON.stringify(body)).not.toMatch(
          /sig[ABC]|redacted==|encrypted of|c2lnbmF0dXJl|gptget|Z3B0Z2V0/,
        )
        expect(losses.map(({ param }) => param)).toContain('signed reasoning')
      }
    },
  )
})

const detailsOf = (signer: Signer) =>
  objects(
    object(objects(answerOf(signer, 'openai-chat').plain['choices'])[0]?.['message'])['reasoning_details'],
  )

describe('entries of `reasoning_details`', () => {
  it.each([
    [
      'anthropic-messages',
      'anthropic-claude-v1',
      ['reasoning.text', 'reasoning.encrypted', 'reasoning.summary', 'reasoning.text'],
    ],
    ['openai-responses', 'openai-responses-v1', ['reasoning.summary', 'reasoning.encrypted']],
    ['gemini', 'google-gemini-v1', ['reasoning.text', 'reasoning.encrypted']],
  ] as const)('have OpenRouter’s name of their format: %s', (signer, format, types) => {
    const details = detailsOf(signer)
    expect(new Set(details.map((detail) => detail['format']))).toEqual(new Set([format]))
    expect(new Set(details.map(({ type }) => type))).toEqual(new Set(types))
  })

  it('name the call that a Gemini model signed', () => {
    expect(detailsOf('gemini')).toContainEqual({
      type: 'reasoning.encrypted',
      data: 'c2lnbmF0dXJl',
      id: 'fc_1',
      format: 'google-gemini-v1',
      index: 1,
    })
  })

  const fromElsewhere = {
    role: 'assistant',
    content: 'Hm.',
    reasoning_details: [
      {
        type: 'reasoning.text',
        text: 'Thought.',
        signature: 'sig',
        format: 'anthropic-claude-v1',
        index: 0,
        id: null,
      },
      { type: 'reasoning.encrypted', data: 'hidden', format: 'anthropic-claude-v1', index: 1 },
    ],
  }
  const history = { messages: [asked, fromElsewhere, asked] }

  it('of another gateway are sent to the provider that signed them, and back to that gateway', () => {
    const claude = sendBack('anthropic-messages', 'openai-chat', history)
    expect(objects(claude.body['messages'])[1]?.['content']).toEqual([
      { type: 'thinking', thinking: 'Thought.', signature: 'sig' },
      { type: 'redacted_thinking', data: 'hidden' },
      { type: 'text', text: 'Hm.' },
    ])
    const gateway = sendBack('openai-chat', 'openai-chat', history, { hasReasoningObject: true })
    expect([claude.losses, gateway.losses]).toEqual([[], []])
    expect(objects(gateway.body['messages'])[1]?.['reasoning_details']).toEqual([
      { type: 'reasoning.text', text: 'Thought.', signature: 'sig', format: 'anthropic-claude-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'hidden', format: 'anthropic-claude-v1', index: 1 },
    ])
  })
})

describe('unsigned thoughts', () => {
  const deepseek = {
    choices: [
      {
        finish_reason: 'tool_calls',
        message: {
          content: 'Let me look.',
          reasoning_content: 'First thought.',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
      },
    ],
  }
  const result = UPSTREAM_FACING['openai-chat'].readResult(deepseek)

  it.each(
    DIALECTS.flatMap((caller) =>
      Object.entries(CLIENTS[caller]).map(([client, replay]) => ({ caller, client, replay })),
    ),
  )('return to a model that needs them through a $caller client $client', ({ caller, replay }) => {
    const context = { id: 'a', model: 'm', createdAtSeconds: 1, upstream: 'openai-chat' } as const
    const { writeResult, writeStream } = CLIENT_FACING[caller]
    const frames = run(writeStream, context, explode(result)).map(({ data }) => data)
    const answer: Answer = {
      plain: JSON.parse(JSON.stringify(writeResult(result, context))) as Json,
      frames: frames.filter((data) => data !== '[DONE]').map((data) => JSON.parse(data) as Json),
    }
    const request = CLIENT_FACING[caller].readRequest({ model: 'm', ...replay(answer) })
    const quirks = {
      thinkingField: 'reasoning_content',
      mustReplayThinking: true,
      hasThinkingSwitch: true,
    } as const
    const target: AdaptTarget = { dialect: 'openai-chat', model: 'up', quirks }
    const { request: adapted, losses } = adapt(request, target)
    const body = UPSTREAM_FACING['openai-chat'].writeRequest(adapted, target)
    expect(losses).toEqual([])
    expect(objects(body['messages'])[1]).toMatchObject({ reasoning_content: 'First thought.' })
    expect(body).not.toHaveProperty('thinking')
  })
})
