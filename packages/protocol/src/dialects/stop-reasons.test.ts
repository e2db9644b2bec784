import type Anthropic from '@anthropic-ai/sdk'
import { BlockedReason, FinishReason } from '@google/genai'
import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { FaultError } from '../canonical/faults.ts'
import { run } from '../canonical/machine.ts'
import type { AnswerContext } from '../dialect.ts'
import { arrayOf, objectOf, type JsonObject } from '../json/object.ts'
import { CLIENT_FACING, RELAYS, UPSTREAM_FACING } from '../registry/dialects.ts'
import type { Frame } from '../wire/sse.ts'

/** An ending as callers of each dialect are told it, in this order. */
type Told = { C: string; R: string; A: string; G: string }

const STOP: Told = { C: 'stop', R: 'completed', A: 'end_turn', G: 'STOP' }
const CALLS: Told = { C: 'tool_calls', R: 'completed', A: 'tool_use', G: 'STOP' }
const LENGTH: Told = { C: 'length', R: 'incomplete max_output_tokens', A: 'max_tokens', G: 'MAX_TOKENS' }
const FILTER: Told = { C: 'content_filter', R: 'incomplete content_filter', A: 'refusal', G: 'SAFETY' }
const PAUSE: Told = { ...LENGTH, A: 'pause_turn' }
const OTHER: Told = { ...STOP, G: 'OTHER' }
/** No answer: the next route is tried, and a caller who has part of it gets an error. */
const UNUSABLE = 'unusable'

type ChatWord = OpenAI.ChatCompletion.Choice['finish_reason']
type IncompleteWord = NonNullable<OpenAI.Responses.Response.IncompleteDetails['reason']>

/** Every word of the official SDKs' types: the compiler names one that is missing. Others follow below. */
const WORDS = {
  'openai-chat': {
    stop: STOP,
    length: LENGTH,
    tool_calls: CALLS,
    function_call: CALLS,
    content_filter: FILTER,
  } satisfies Record<ChatWord, Told>,
  'openai-responses': {
    max_output_tokens: LENGTH,
    content_filter: FILTER,
    max_messages: PAUSE,
    steered: PAUSE,
  } satisfies Record<IncompleteWord, Told>,
  'anthropic-messages': {
    end_turn: STOP,
    stop_sequence: STOP,
    max_tokens: LENGTH,
    model_context_window_exceeded: LENGTH,
    tool_use: CALLS,
    refusal: FILTER,
    pause_turn: PAUSE,
    compaction: PAUSE,
  } satisfies Record<Anthropic.Beta.BetaStopReason, Told>,
  gemini: {
    FINISH_REASON_UNSPECIFIED: OTHER,
    STOP,
    MAX_TOKENS: LENGTH,
    CONTINUATION: LENGTH,
    SAFETY: FILTER,
    RECITATION: FILTER,
    LANGUAGE: FILTER,
    BLOCKLIST: FILTER,
    PROHIBITED_CONTENT: FILTER,
    SPII: FILTER,
    ESCALATION: FILTER,
    MODEL_ARMOR: FILTER,
    IMAGE_SAFETY: FILTER,
    IMAGE_PROHIBITED_CONTENT: FILTER,
    IMAGE_RECITATION: FILTER,
    OTHER,
    NO_IMAGE: OTHER,
    IMAGE_OTHER: OTHER,
    TOO_MANY_TOOL_CALLS: OTHER,
    MALFORMED_FUNCTION_CALL: UNUSABLE,
    UNEXPECTED_TOOL_CALL: UNUSABLE,
    MALFORMED_RESPONSE: UNUSABLE,
    MISSING_THOUGHT_SIGNATURE: UNUSABLE,
    PUP_LIMITED_DISABLED: UNUSABLE,
  } satisfies Record<keyof typeof FinishReason, Told | typeof UNUSABLE>,
}

/** Words that servers say in OpenAI's dialect and OpenAI does not. */
const FOREIGN: Record<string, Told | typeof UNUSABLE> = {
  eos: STOP,
  end_turn: STOP,
  max_tokens: LENGTH,
  model_length: LENGTH,
  model_context_window_exceeded: LENGTH,
  tool_use: CALLS,
  sensitive: FILTER,
  'content_filter: PROHIBITED_CONTENT': FILTER,
  'a word of tomorrow': OTHER,
  error: UNUSABLE,
  abort: UNUSABLE,
  network_error: UNUSABLE,
  insufficient_system_resource: UNUSABLE,
  'function_call_filter: MALFORMED_FUNCTION_CALL': UNUSABLE,
}

type Ending = { from: Dialect; word: string; told: Told | typeof UNUSABLE; body: JsonObject; frames: Frame[] }

const isCall = (word: string): boolean => /tool_(calls|use)$|function_call$/.test(word)

const data = (...events: unknown[]): Frame[] =>
  events.map((event) => ({ data: typeof event === 'string' ? event : JSON.stringify(event) }))

const chatEnding = (word: string): Pick<Ending, 'body' | 'frames'> => {
  const said = isCall(word)
    ? { tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }] }
    : { content: 'Hi' }
  return {
    body: withChoice({ message: said, finish_reason: word }),
    frames: data(withChoice({ delta: said }), withChoice({ delta: {}, finish_reason: word }), '[DONE]'),
  }
}

const withChoice = (choice: JsonObject) => ({ id: 'c', choices: [{ index: 0, ...choice }] })

const responsesEnding = (incomplete: JsonObject | null): Pick<Ending, 'body' | 'frames'> => {
  const message = { type: 'message', id: 'm', content: [{ type: 'output_text', text: 'Hi' }] }
  const body = {
    id: 'r',
    status: incomplete === null ? 'completed' : 'incomplete',
    incomplete_details: incomplete,
    output: [message],
  }
  const created = { type: 'response.created', response: { id: 'r', output: [] } }
  return { body, frames: data(created, { type: `response.${body.status}`, response: body }) }
}

const anthropicEnding = (word: string, more: JsonObject = {}): Pick<Ending, 'body' | 'frames'> => {
  const block = isCall(word)
    ? { type: 'tool_use', id: 'a', name: 'f', input: {} }
    : { type: 'text', text: 'Hi' }
  const end = { stop_reason: word, ...more }
  return {
    body: { id: 'm', type: 'message', content: [block], ...end },
    frames: data(
      { type: 'message_start', message: { id: 'm', content: [] } },
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: end },
      { type: 'message_stop' },
    ),
  }
}

const geminiEnding = (word: string, more: JsonObject = {}): Pick<Ending, 'body' | 'frames'> => {
  const content = { role: 'model', parts: [{ text: 'Hi' }] }
  return {
    body: withCandidate({ content, finishReason: word, ...more }),
    frames: data(withCandidate({ content }), withCandidate({ finishReason: word, ...more })),
  }
}

const withCandidate = (candidate: JsonObject) => ({ candidates: [{ index: 0, ...candidate }] })

const ENDINGS: Ending[] = [
  ...Object.entries({ ...WORDS['openai-chat'], ...FOREIGN }).map(([word, told]) => ({
    from: 'openai-chat' as const,
    word,
    told,
    ...chatEnding(word),
  })),
  ...Object.entries(WORDS['openai-responses']).map(([word, told]) => ({
    from: 'openai-responses' as const,
    word,
    told,
    ...responsesEnding({ reason: word }),
  })),
  { from: 'openai-responses', word: 'completed', told: STOP, ...responsesEnding(null) },
  { from: 'openai-responses', word: 'incomplete, no reason', told: PAUSE, ...responsesEnding({}) },
  ...Object.entries(WORDS['anthropic-messages']).map(([word, told]) => ({
    from: 'anthropic-messages' as const,
    word,
    told,
    ...anthropicEnding(word),
  })),
  ...Object.entries(WORDS.gemini).map(([word, told]) => ({
    from: 'gemini' as const,
    word,
    told,
    ...geminiEnding(word),
  })),
]

const contextOf = (upstream: Dialect): AnswerContext => ({
  id: 'answer-1',
  model: 'x/y',
  createdAtSeconds: 1,
  upstream,
})

/** The whole answer as a caller gets it; undefined where there is none. */
const whole = (from: Dialect, to: Dialect, body: JsonObject): JsonObject | undefined => {
  try {
    return objectOf(CLIENT_FACING[to].writeResult(UPSTREAM_FACING[from].readResult(body), contextOf(from)))
  } catch (error) {
    if (error instanceof FaultError) return undefined
    throw error
  }
}

/** The events of a stream as a caller gets them. */
const streamed = (from: Dialect, to: Dialect, frames: Frame[]): JsonObject[] => {
  const events = run(UPSTREAM_FACING[from].readStream, {}, frames)
  return run(CLIENT_FACING[to].writeStream, contextOf(from), events)
    .filter((frame) => frame.data !== '[DONE]')
    .map((frame) => JSON.parse(frame.data) as JsonObject)
}

type End = (answer: JsonObject) => unknown
const choiceOf = (answer: JsonObject): JsonObject => objectOf(arrayOf(answer['choices'])[0])
const candidateOf = (answer: JsonObject): JsonObject => objectOf(arrayOf(answer['candidates'])[0])

/** How an answer ended, in a caller's dialect, and where its streams tell it. */
const READ: Record<Dialect, { short: keyof Told; end: End; ofStream: (events: JsonObject[]) => JsonObject }> =
  {
    'openai-chat': {
      short: 'C',
      end: (answer) => choiceOf(answer)['finish_reason'],
      ofStream: (events) => events.findLast((event) => choiceOf(event)['finish_reason'] != null) ?? {},
    },
    'openai-responses': {
      short: 'R',
      end: (answer) => {
        const { reason } = objectOf(answer['incomplete_details'])
        return reason === undefined ? answer['status'] : `${String(answer['status'])} ${String(reason)}`
      },
      ofStream: (events) => objectOf(events.at(-1)?.['response']),
    },
    'anthropic-messages': {
      short: 'A',
      end: (answer) => answer['stop_reason'],
      ofStream: (events) => objectOf(events.find(({ type }) => type === 'message_delta')?.['delta']),
    },
    gemini: {
      short: 'G',
      end: (answer) => candidateOf(answer)['finishReason'],
      ofStream: (events) => events.findLast((event) => candidateOf(event)['finishReason'] != null) ?? {},
    },
  }

const isFailure = (event: JsonObject | undefined): boolean =>
  event?.['error'] !== undefined || event?.['type'] === 'error' || event?.['type'] === 'response.failed'

const foreignTo = (from: Dialect): Dialect[] => DIALECTS.filter((to) => to !== from)

/** How an answer ended, plain and streamed; `UNUSABLE` where there is none. */
const endsOf = ({ from, body, frames }: Ending, to: Dialect): unknown[] => {
  const { end, ofStream } = READ[to]
  const plain = whole(from, to, body)
  const events = streamed(from, to, frames)
  return [
    plain === undefined ? UNUSABLE : end(plain),
    isFailure(events.at(-1)) ? UNUSABLE : end(ofStream(events)),
  ]
}

describe.each(ENDINGS)('an answer of $from that ended by "$word"', (ending) => {
  it.each(foreignTo(ending.from))('has the right reason for callers of %s, plain and streamed', (to) => {
    const told = ending.told === UNUSABLE ? UNUSABLE : ending.told[READ[to].short]
    expect(endsOf(ending, to)).toEqual([told, told])
  })
})

describe.each(Object.keys(BlockedReason))('a prompt that Gemini blocked by %s', (blockReason) => {
  const body = { promptFeedback: { blockReason, blockReasonMessage: 'Because of that.' } }

  it.each(foreignTo('gemini'))('is a refusal for callers of %s, with the explanation', (to) => {
    const { short, end, ofStream } = READ[to]
    const plain = whole('gemini', to, body)!
    const events = streamed('gemini', to, data(body))
    expect([end(plain), end(ofStream(events))]).toEqual([FILTER[short], FILTER[short]])
    for (const answer of [plain, events]) expect(JSON.stringify(answer)).toContain('Because of that.')
  })
})

/** Of answers of which nothing came: they would look finished. */
describe.each(['OTHER', 'NO_IMAGE', 'IMAGE_OTHER', 'TOO_MANY_TOOL_CALLS', 'FINISH_REASON_UNSPECIFIED'])(
  'an empty answer of Gemini that ended by %s',
  (finishReason) => {
    const body = { candidates: [{ finishReason, finishMessage: 'No picture was made.' }] }

    it.each(foreignTo('gemini'))('is a failure for callers of %s', (to) => {
      expect(whole('gemini', to, body)).toBeUndefined()
      const last = streamed('gemini', to, data(body)).at(-1)
      expect(isFailure(last)).toBe(true)
      expect(JSON.stringify(last)).toContain('No picture was made.')
    })
  },
)

describe('why an answer was refused', () => {
  const explanation = 'This could do harm.'
  const refusals = [
    {
      from: 'anthropic-messages' as const,
      ...anthropicEnding('refusal', { stop_details: { type: 'refusal', category: 'cyber', explanation } }),
    },
    { from: 'gemini' as const, ...geminiEnding('SAFETY', { finishMessage: explanation }) },
  ]
  /** Where the explanation of a whole answer stands. */
  const placeOf: Record<Dialect, (answer: JsonObject) => unknown> = {
    'openai-chat': (answer) => objectOf(choiceOf(answer)['message'])['refusal'],
    'openai-responses': (answer) =>
      objectOf(arrayOf(objectOf(arrayOf(answer['output'])[1])['content'])[0])['refusal'],
    'anthropic-messages': (answer) => objectOf(answer['stop_details'])['explanation'],
    gemini: (answer) => candidateOf(answer)['finishMessage'],
  }

  it.each(refusals)(
    'is passed from $from to all other dialects, plain and streamed',
    ({ from, body, frames }) => {
      for (const to of foreignTo(from)) {
        expect(placeOf[to](whole(from, to, body)!)).toBe(explanation)
        expect(JSON.stringify(streamed(from, to, frames))).toContain(explanation)
      }
    },
  )
})

describe('callers of Chat Completions', () => {
  it.each(ENDINGS.filter(({ from, told }) => from !== 'openai-chat' && told !== UNUSABLE))(
    'also get $from’s own reason "$word"',
    ({ from, body, frames, word }) => {
      const native = from === 'openai-responses' ? NATIVE_RESPONSES : word
      const events = streamed(from, 'openai-chat', frames)
      const last = READ['openai-chat'].ofStream(events)
      for (const answer of [whole(from, 'openai-chat', body)!, last])
        expect(choiceOf(answer)['native_finish_reason']).toMatch(native)
    },
  )

  it.each(Object.entries(FOREIGN).filter(([, told]) => told !== UNUSABLE))(
    'get OpenAI’s reason for a server’s "%s" if its answer is passed on',
    (word, told) => {
      const { body, frames } = chatEnding(word)
      const closing = { usage: UPSTREAM_FACING['openai-chat'].readResult(body).usage ?? NO_USAGE, costUsd: 0 }
      const context = { ...contextOf('openai-chat'), wantsUsageChunk: false }
      const relay = RELAYS['openai-chat']
      const plain = JSON.parse(relay.whole(JSON.stringify(body), context, closing)) as JsonObject
      const state = relay.start(context)
      const passed = [...frames.flatMap((frame) => relay.step(state, frame)), ...relay.end(state, closing)]
      const ends = passed.filter((frame) => frame.data !== '[DONE]').map((frame) => JSON.parse(frame.data))
      const words = [plain, READ['openai-chat'].ofStream(ends)].map(READ['openai-chat'].end)
      expect(words).toEqual([(told as Told).C, (told as Told).C])
    },
  )
})

/** The status, where there is no other reason. */
const NATIVE_RESPONSES = /^[a-z_]+$/

const NO_USAGE = UPSTREAM_FACING['openai-chat'].readResult({
  ...chatEnding('stop').body,
  usage: { prompt_tokens: 1, completion_tokens: 1 },
}).usage!

const stopped = (field: string, value: unknown) =>
  withChoice({ message: { content: 'Hi' }, finish_reason: 'stop', [field]: value })

describe('callers of Messages', () => {
  const request = CLIENT_FACING['anthropic-messages'].readRequest({
    model: 'x/y',
    max_tokens: 9,
    stop_sequences: ['END'],
    messages: [{ role: 'user', content: 'Hi' }],
  })
  const stopOf = (answer: JsonObject) =>
    objectOf(
      CLIENT_FACING['anthropic-messages'].writeResult(UPSTREAM_FACING['openai-chat'].readResult(answer), {
        ...contextOf('openai-chat'),
        request,
      }),
    )

  it.each(['stop_reason', 'matched_stop'])('get the stop sequence from a server’s %s', (field) => {
    expect(stopOf(stopped(field, 'END'))).toMatchObject({
      stop_reason: 'stop_sequence',
      stop_sequence: 'END',
    })
    for (const other of ['end_turn', 128009, null])
      expect(stopOf(stopped(field, other))).toMatchObject({ stop_reason: 'end_turn', stop_sequence: null })
  })
})

describe('callers of Responses', () => {
  const cut = anthropicEnding('max_tokens')
  const calling = {
    body: { ...cut.body, content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
    frames: anthropicEnding('tool_use').frames.map((frame) => ({
      data: frame.data.replace('"stop_reason":"tool_use"', '"stop_reason":"max_tokens"'),
    })),
  }

  it.each([cut, calling])('see that the last item of a truncated answer is incomplete', (answer) => {
    const { output } = whole('anthropic-messages', 'openai-responses', answer.body)!
    const events = streamed('anthropic-messages', 'openai-responses', answer.frames)
    const done = events.find(({ type }) => type === 'response.output_item.done')
    for (const item of [arrayOf(output)[0], done?.['item']])
      expect(item).toMatchObject({ status: 'incomplete' })
    expect(objectOf(events.at(-1)?.['response'])['output']).toEqual([done?.['item']])
  })

  it('see that an image at the end of a truncated answer is complete, as their types have it', () => {
    const picture = { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }
    const body = { candidates: [{ finishReason: 'MAX_TOKENS', content: { parts: [picture] } }] }
    const { status, output } = whole('gemini', 'openai-responses', body)!
    const events = streamed('gemini', 'openai-responses', [{ data: JSON.stringify(body) }])
    const done = events.find(({ type }) => type === 'response.output_item.done')
    expect(status).toBe('incomplete')
    for (const item of [arrayOf(output)[0], done?.['item']])
      expect(item).toMatchObject({ type: 'image_generation_call', status: 'completed' })
  })
})
