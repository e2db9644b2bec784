import { compactResource, responseResource, type ResponseResource } from './schema.ts'
import { converse, firstIssue, post, postJson, stream, type Json, type Server, type Turn } from './server.ts'

/**
 * A case of the compliance suite: its name there, its requests and its checks. @throws Error if it fails
 */
export type Case = { name: string; run(server: Server): Promise<void> }

const say = (text: string): Json => ({ type: 'message', role: 'user', content: text })

const WEATHER = {
  type: 'function',
  name: 'get_weather',
  description: 'Get the current weather for a location',
  parameters: {
    type: 'object',
    properties: { location: { type: 'string', description: 'A city and its state' } },
    required: ['location'],
  },
}

const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=='

const isTrue = (isMet: boolean, what: string): void => {
  if (!isMet) throw new Error(what)
}

const isComplete = (response: ResponseResource | undefined): ResponseResource => {
  if (response === undefined) throw new Error('there is no final response')
  isTrue(response.status === 'completed', `the status is ${response.status}`)
  isTrue(response.output.length > 0, 'there is no output')
  return response
}

const parse = (value: unknown): ResponseResource => {
  const { data, error } = responseResource.safeParse(value)
  if (error) throw new Error(firstIssue(error.issues))
  return data
}

/** A plain request whose answer must be a completed response. */
const asks = (name: string, input: Json[]): Case => ({
  name,
  run: async (server) => {
    isComplete(parse(await postJson(server, '/responses', { model: server.model, input })))
  },
})

const idOf = (turn: Turn | undefined): string => isComplete(turn?.response).id

const fails = (turn: Turn | undefined, code: string): void =>
  isTrue(turn?.errorCode === code, `the error is ${turn?.errorCode ?? 'none'} and not ${code}`)

const HTTP_CASES: Case[] = [
  asks('basic-response', [say('Say hello in three words.')]),
  asks('assistant-phase', [
    { type: 'message', role: 'assistant', phase: 'commentary', content: 'The saved number is the answer.' },
    { type: 'message', role: 'assistant', phase: 'final_answer', content: 'It is four.' },
    say('Repeat the number.'),
  ]),
  {
    name: 'streaming-response',
    run: async (server) => {
      const turn = await stream(server, { model: server.model, input: [say('Count to five.')] })
      isTrue(turn.events.length > 0, 'there are no events')
      isComplete(turn.response)
    },
  },
  asks('system-prompt', [
    { type: 'message', role: 'system', content: 'You are a pirate.' },
    say('Say hello.'),
  ]),
  {
    name: 'tool-calling',
    run: async (server) => {
      const body = { model: server.model, input: [say('How is the weather in Paris?')], tools: [WEATHER] }
      const { output } = parse(await postJson(server, '/responses', body))
      isTrue(
        output.some(({ type }) => type === 'function_call'),
        'there is no function_call',
      )
    },
  },
  {
    name: 'tool-calling-streaming',
    run: async (server) => {
      const input = [say('How is the weather in Paris?')]
      const { events } = await stream(server, { model: server.model, input, tools: [WEATHER] })
      const has = (type: string, itemType?: string): boolean =>
        events.some(
          (event) =>
            event['type'] === type &&
            (itemType === undefined || (event['item'] as Json)['type'] === itemType),
        )
      for (const type of ['response.output_item.added', 'response.output_item.done'])
        isTrue(has(type, 'function_call'), `there is no ${type} of a function_call`)
      for (const end of ['delta', 'done'])
        isTrue(has(`response.function_call_arguments.${end}`), `there is no ${end} of arguments`)
    },
  },
  asks('image-input', [
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'What is in this picture?' },
        { type: 'input_image', image_url: PICTURE },
      ],
    },
  ]),
  asks('multi-turn', [
    say('My name is Alice.'),
    { type: 'message', role: 'assistant', content: 'Hello Alice!' },
    say('What is my name?'),
  ]),
  {
    name: 'compact-response',
    run: async (server) => {
      const compacted = compactResource.parse(
        await postJson(server, '/responses/compact', {
          model: server.model,
          prompt_cache_key: 'compliance',
          input: [
            say('We launch on Tuesday and tell support first.'),
            { type: 'message', role: 'assistant', content: 'Understood.' },
          ],
        }),
      )
      isTrue(
        compacted.output.some(({ type }) => type === 'compaction'),
        'there is no compaction item',
      )
    },
  },
  {
    name: 'compact-missing-model',
    run: async (server) => {
      const { status } = await post(server, '/responses/compact', { input: [say('Compact this.')] })
      isTrue(status === 400 || status === 422, `the status is ${status}`)
    },
  },
]

const SOCKET_CASES: Case[] = [
  {
    name: 'websocket-response',
    run: async (server) => {
      const [turn] = await converse(server, [{ model: server.model, input: [say('Count to three.')] }])
      isComplete(turn?.response)
    },
  },
  {
    name: 'websocket-sequential-responses',
    run: async (server) => {
      const turns = await converse(
        server,
        ['first', 'second'].map((word) => ({ model: server.model, store: false, input: `Reply: ${word}` })),
      )
      for (const turn of turns) isComplete(turn.response)
    },
  },
  {
    name: 'websocket-continuation',
    run: async (server) => {
      const [, second] = await converse(server, [
        { model: server.model, store: false, input: 'Remember the code word cobalt.' },
        ([first]) => ({
          model: server.model,
          store: false,
          previous_response_id: idOf(first),
          input: 'What is the code word?',
        }),
      ])
      isComplete(second?.response)
    },
  },
  {
    name: 'websocket-reconnect-store-false-recovery',
    run: async (server) => {
      const start = { model: server.model, store: false }
      const [first] = await converse(server, [{ ...start, input: 'Remember the code word copper.' }])
      const [lost, recovered] = await converse(server, [
        { ...start, previous_response_id: idOf(first), input: 'Go on.' },
        { ...start, input: [say('Start again.')] },
      ])
      fails(lost, 'previous_response_not_found')
      isComplete(recovered?.response)
    },
  },
  {
    name: 'websocket-previous-response-not-found',
    run: async (server) => {
      const previous_response_id = `resp_missing_${Date.now()}`
      const [turn] = await converse(server, [
        { model: server.model, store: false, previous_response_id, input: 'Go on.' },
      ])
      fails(turn, 'previous_response_not_found')
    },
  },
  {
    name: 'websocket-failed-continuation-evicts-cache',
    run: async (server) => {
      const start = { model: server.model, store: false }
      const orphan = {
        type: 'function_call_output',
        call_id: 'call_missing',
        output: 'No call asked for it.',
      }
      const [, failed, stale] = await converse(server, [
        { ...start, input: 'Remember the code word ember.' },
        ([first]) => ({ ...start, previous_response_id: idOf(first), input: [orphan] }),
        ([first]) => ({ ...start, previous_response_id: idOf(first), input: 'Go on.' }),
      ])
      isTrue(failed?.errorCode !== undefined, 'a result without its call did not fail')
      fails(stale, 'previous_response_not_found')
    },
  },
  {
    name: 'websocket-compact-new-chain',
    run: async (server) => {
      const input = [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'The code word is slate.' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'OK.' }] },
      ]
      const compacted = await postJson(server, '/responses/compact', { model: server.model, input })
      const { output } = compactResource.parse(compacted)
      const [turn] = await converse(server, [
        { model: server.model, store: false, input: [...output, say('Go on.')], tools: [] },
      ])
      isComplete(turn?.response)
    },
  },
]

/** Rewritten from the published cases of the suite (version 2026-04-24), without those that need no server. */
export const CASES: Case[] = [...HTTP_CASES, ...SOCKET_CASES]
