import { DIALECTS, type Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import {
  adapt,
  CLIENT_FACING,
  createSseReader,
  CAPABILITIES,
  fold,
  printSse,
  restorerOf,
  run,
  UPSTREAM_FACING,
} from '../src/index.ts'
import type {
  AdaptTarget,
  AnswerContext,
  Capabilities,
  ChatEvent,
  ChatRequest,
  Quirks,
} from '../src/index.ts'

/** Every caller's dialect with every provider's. */
export const PAIRS = DIALECTS.flatMap((from) => DIALECTS.map((to) => ({ from, to })))

/** Those that are translated. */
export const FOREIGN_PAIRS = PAIRS.filter(({ from, to }) => from !== to)

/** One call of a tool: `arguments` is JSON text. */
export type Call = { id: string; name: string; arguments: string }

/** A tool as every dialect can declare it. */
export type Declared = { name: string; description?: string; parameters?: unknown; isStrict?: boolean }

/** What a caller says, in its own dialect's words; `fields` are added to the body. */
export type Said = { tools?: Declared[]; calls?: Call[]; schema?: unknown; fields?: Record<string, unknown> }

const compact = (value: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))

/** Text that goes into JSON as it is. */
const raw: string[] = []
const asRaw = (text: string): string => `@@${raw.push(text) - 1}@@`
const print = (value: unknown): string =>
  JSON.stringify(value).replace(/"@@(\d+)@@"/g, (_, place: string) => raw[Number(place)]!)

const BODIES: Record<Dialect, (said: Said) => Record<string, unknown>> = {
  'openai-chat': ({ tools, calls, schema }) => ({
    messages: [
      { role: 'user', content: 'Hi' },
      ...(calls === undefined
        ? []
        : [
            {
              role: 'assistant',
              content: null,
              tool_calls: calls.map(({ id, name, arguments: json }) => ({
                id,
                type: 'function',
                function: { name, arguments: json },
              })),
            },
            ...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' })),
          ]),
    ],
    tools: tools?.map(({ isStrict, ...tool }) => ({
      type: 'function',
      function: compact({ ...tool, strict: isStrict }),
    })),
    response_format:
      schema === undefined ? undefined : { type: 'json_schema', json_schema: { name: 'answer', schema } },
  }),
  'openai-responses': ({ tools, calls, schema }) => ({
    input: [
      { role: 'user', content: 'Hi' },
      ...(calls ?? []).map(({ id, name, arguments: json }) => ({
        type: 'function_call',
        call_id: id,
        name,
        arguments: json,
      })),
      ...(calls ?? []).map(({ id }) => ({ type: 'function_call_output', call_id: id, output: 'ok' })),
    ],
    tools: tools?.map(({ isStrict, ...tool }) => compact({ type: 'function', ...tool, strict: isStrict })),
    text: schema === undefined ? undefined : { format: { type: 'json_schema', name: 'answer', schema } },
  }),
  'anthropic-messages': ({ tools, calls, schema }) => ({
    max_tokens: 1000,
    messages: [
      { role: 'user', content: 'Hi' },
      ...(calls === undefined
        ? []
        : [
            {
              role: 'assistant',
              content: calls.map(({ id, name, arguments: json }) => ({
                type: 'tool_use',
                id,
                name,
                input: asRaw(json),
              })),
            },
            {
              role: 'user',
              content: calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'ok' })),
            },
          ]),
    ],
    tools: tools?.map(({ name, description, parameters, isStrict }) =>
      compact({ name, description, input_schema: parameters ?? { type: 'object' }, strict: isStrict }),
    ),
    output_config: schema === undefined ? undefined : { format: { type: 'json_schema', schema } },
  }),
  gemini: ({ tools, calls, schema }) => ({
    contents: [
      { role: 'user', parts: [{ text: 'Hi' }] },
      ...(calls === undefined
        ? []
        : [
            {
              role: 'model',
              parts: calls.map(({ id, name, arguments: json }) => ({
                functionCall: { id, name, args: asRaw(json) },
              })),
            },
            {
              role: 'user',
              parts: calls.map(({ id, name }) => ({
                functionResponse: { id, name, response: { output: 'ok' } },
              })),
            },
          ]),
    ],
    tools:
      tools === undefined
        ? undefined
        : [
            {
              functionDeclarations: tools.map(({ name, description, parameters }) =>
                compact({ name, description, parametersJsonSchema: parameters }),
              ),
            },
          ],
    generationConfig:
      schema === undefined ? undefined : { responseMimeType: 'application/json', responseJsonSchema: schema },
  }),
}

/** The text of a caller's body. */
export const bodyOf = (dialect: Dialect, said: Said): string =>
  print(compact({ model: 'x/y', ...BODIES[dialect](said), ...said.fields }))

export const readBody = (dialect: Dialect, text: string): ChatRequest => {
  const body = CAPABILITIES[dialect].parsers.request(text) as object
  return CLIENT_FACING[dialect].readRequest(body)
}

/** A provider's whole answer that calls tools, as text. */
export const answerWith = (dialect: Dialect, calls: Call[]): string => print(ANSWERS[dialect](calls))

const ANSWERS: Record<Dialect, (calls: Call[]) => unknown> = {
  'openai-chat': (calls) => ({
    id: 'a',
    model: 'm',
    choices: [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: null,
          tool_calls: calls.map(({ id, name, arguments: json }) => ({
            id,
            type: 'function',
            function: { name, arguments: json },
          })),
        },
      },
    ],
  }),
  'openai-responses': (calls) => ({
    id: 'a',
    model: 'm',
    status: 'completed',
    output: calls.map(({ id, name, arguments: json }) => ({
      type: 'function_call',
      id: `fc_${id}`,
      call_id: id,
      name,
      arguments: json,
      status: 'completed',
    })),
  }),
  'anthropic-messages': (calls) => ({
    id: 'a',
    type: 'message',
    role: 'assistant',
    model: 'm',
    stop_reason: 'tool_use',
    content: calls.map(({ id, name, arguments: json }) => ({
      type: 'tool_use',
      id,
      name,
      input: asRaw(json),
    })),
    usage: { input_tokens: 1, output_tokens: 1 },
  }),
  gemini: (calls) => ({
    responseId: 'a',
    modelVersion: 'm',
    candidates: [
      {
        index: 0,
        finishReason: 'STOP',
        content: {
          role: 'model',
          parts: calls.map(({ id, name, arguments: json }) => ({
            functionCall: { id, name, args: asRaw(json) },
          })),
        },
      },
    ],
  }),
}

/** The same answer as a stream, its arguments in pieces where the dialect has pieces. */
export const streamWith = (dialect: Dialect, calls: Call[]): string => STREAMS[dialect](calls)

const frame = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : print(data)}\n\n`
const event = (type: string, body: object): string => frame({ type, ...body }, type)
const chunk = (delta: unknown, finish_reason: string | null = null): string =>
  frame({ id: 'a', model: 'm', choices: [{ index: 0, delta, finish_reason }] })
const piecesOf = (text: string): string[] => text.match(/[^]{1,7}/g) ?? []

const STREAMS: Record<Dialect, (calls: Call[]) => string> = {
  'openai-chat': (calls) => {
    return [
      ...calls.flatMap(({ id, name, arguments: json }, index) => [
        chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
        ...piecesOf(json).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ]),
      chunk({}, 'tool_calls'),
      frame('[DONE]'),
    ].join('')
  },
  'openai-responses': (calls) => {
    const response = ANSWERS['openai-responses'](calls) as { output: unknown[] }
    return [
      event('response.created', { response: { id: 'a', model: 'm', output: [] } }),
      ...calls.flatMap(({ id, name, arguments: json }, output_index) => [
        event('response.output_item.added', {
          output_index,
          item: { type: 'function_call', id: `fc_${id}`, call_id: id, name, arguments: '' },
        }),
        ...piecesOf(json).map((delta) =>
          event('response.function_call_arguments.delta', { output_index, item_id: `fc_${id}`, delta }),
        ),
        event('response.output_item.done', { output_index, item: response.output[output_index] }),
      ]),
      event('response.completed', { response }),
    ].join('')
  },
  'anthropic-messages': (calls) => {
    return [
      event('message_start', {
        message: { id: 'a', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } },
      }),
      ...calls.flatMap(({ id, name, arguments: json }, index) => [
        event('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } }),
        ...piecesOf(json).map((partial_json) =>
          event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } }),
        ),
        event('content_block_stop', { index }),
      ]),
      event('message_delta', { delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 1 } }),
      event('message_stop', {}),
    ].join('')
  },
  gemini: (calls) => frame(ANSWERS.gemini(calls)),
}

const context = (request?: ChatRequest): AnswerContext => ({
  id: 'answer-1',
  model: 'x/y',
  createdAtSeconds: 1,
  ...(request === undefined ? {} : { request }),
})

/** What is sent and what comes back: the caller's request as the provider gets it, and ways back for an answer. */
export const exchange = (from: Dialect, to: Dialect, said: Said, known: Known = {}) => {
  const request = readBody(from, bodyOf(from, said))
  const target: AdaptTarget = { dialect: to, model: 'up', quirks: {}, ...known }
  const { request: adapted, losses } = adapt(request, target)
  const text = JSON.stringify(UPSTREAM_FACING[to].writeRequest(adapted, target))
  return {
    text,
    body: JSON.parse(text) as Json,
    losses,
    lost: losses.map(({ param }) => param),
    /** A provider's whole answer as the caller gets it, as text. */
    whole: (answer: string): string => {
      const result = UPSTREAM_FACING[to].readResult(CAPABILITIES[to].parsers.answer(answer))
      return JSON.stringify(
        CLIENT_FACING[from].writeResult(restorerOf(adapted).whole(result), context(request)),
      )
    },
    /** A provider's stream as the caller gets it: the data of each event. */
    streamed: (sse: string): string[] => {
      const events = run(UPSTREAM_FACING[to].readStream, {}, createSseReader().push(sse))
      const restorer = restorerOf(adapted)
      const restored = events.flatMap((event) => restorer.step(event))
      return run(CLIENT_FACING[from].writeStream, context(request), restored).map(({ data }) => data)
    },
  }
}

/** What is known of the provider and the model. */
export type Known = { quirks?: Quirks; capabilities?: Capabilities }

export type Exchange = ReturnType<typeof exchange>

/** A provider's whole answer that says a text. */
export const saidBy = (dialect: Dialect, text: string): string =>
  JSON.stringify(CLIENT_FACING[dialect].writeResult(fold(eventsSaying(text)), context()))

/** The same as a stream, in pieces. */
export const streamSaidBy = (dialect: Dialect, text: string): string =>
  printSse(run(CLIENT_FACING[dialect].writeStream, context(), eventsSaying(text)))

const eventsSaying = (text: string): ChatEvent[] => [
  { type: 'start' },
  { type: 'block-open', index: 0, block: { kind: 'text' } },
  ...piecesOf(text).map((piece): ChatEvent => ({
    type: 'block-delta',
    index: 0,
    delta: { kind: 'text', text: piece },
  })),
  { type: 'block-close', index: 0 },
  { type: 'finish', reason: 'stop' },
]

/** What a whole answer of a dialect says. */
export const textsIn = (dialect: Dialect, text: string): string =>
  UPSTREAM_FACING[dialect]
    .readResult(CAPABILITIES[dialect].parsers.answer(text))
    .blocks.map(({ block, content }) => (block.kind === 'text' ? content : ''))
    .join('')

/** What a stream of a dialect says, by the data of its events. */
export const textsInStream = (dialect: Dialect, frames: string[]): string =>
  run(
    UPSTREAM_FACING[dialect].readStream,
    {},
    frames.map((data) => ({ data })),
  )
    .map((event) => (event.type === 'block-delta' && event.delta.kind === 'text' ? event.delta.text : ''))
    .join('')

/** The calls in a whole answer of a dialect, with their arguments as text. */
export const callsIn = (dialect: Dialect, text: string): Call[] => {
  const { blocks } = UPSTREAM_FACING[dialect].readResult(CAPABILITIES[dialect].parsers.answer(text))
  return blocks.flatMap(({ block, content }) =>
    block.kind === 'tool-call' ? [{ id: block.id, name: block.name, arguments: content }] : [],
  )
}

/** The calls in a stream of a dialect, by the data of its events. */
export const callsInStream = (dialect: Dialect, frames: string[]): Call[] => {
  const events = run(
    UPSTREAM_FACING[dialect].readStream,
    {},
    frames.map((data) => ({ data })),
  )
  const calls: Call[] = []
  for (const event of events) {
    if (event.type === 'block-open' && event.block.kind === 'tool-call')
      calls.push({ id: event.block.id, name: event.block.name, arguments: '' })
    if (event.type === 'block-delta' && event.delta.kind === 'arguments')
      calls.at(-1)!.arguments += event.delta.json
  }
  return calls
}

/** What a request is refused with. */
export const refusalOf = (make: () => unknown): PublicError => {
  try {
    make()
  } catch (error) {
    if (error instanceof PublicError) return error
    throw error
  }
  throw new Error('It was not refused.')
}

/** What comes of a request, or undefined where it is refused. */
export const unlessRefused = <T>(make: () => T): T | undefined => {
  try {
    return make()
  } catch (error) {
    if (error instanceof PublicError) return undefined
    throw error
  }
}

/** Parsed JSON whose form the test knows. */
export type Json = { [key: string]: Json }
