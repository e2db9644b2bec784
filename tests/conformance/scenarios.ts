import { transcript, words, type Fault, type Transcript } from '@gptget/testkit'
import { expect } from 'vitest'
import { say, type Answer, type Ask, type Tool } from './conversation.ts'
import { PERSON_SCHEMA } from './person.ts'
import type { Way } from './way.ts'

/** A request, the provider's answer, and what the caller must get. */
export type Scenario = {
  name: string
  ask: Ask
  answer: Transcript
  faults?: { whole: Fault; stream: Fault }
  /** A second request with the first answer. The provider answers it with plain text. */
  followUp?: (answer: Answer) => Ask
  /** The SDK throws its exception for this. */
  throws?: keyof Way['exceptions']
  /** A mistake of the caller: no provider is called. */
  mistake?: 'wrong key' | 'unknown model'
  /** Additional checks of the SDK's answer. */
  shows?: (answer: Answer) => void
  /** Other checks. */
  also?: 'cost' | 'receipt' | 'signatures'
}

const HELLO: Ask = { turns: [say('Hello!')] }
const TEXT = transcript({ text: words(8) })

const WEATHER: Tool = {
  name: 'get_weather',
  description: 'Tells the weather.',
  schema: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['c', 'f'] } },
    required: ['city'],
    additionalProperties: false,
  },
}
const CLOCK: Tool = {
  name: 'get_time',
  description: 'Tells the time.',
  schema: { type: 'object', properties: {}, additionalProperties: false },
}
const ASK_WEATHER: Ask = { turns: [say('How is the weather?')], tools: [WEATHER, CLOCK] }

const callOf = (city: string, number: number): Transcript['toolCalls'][number] => ({
  id: `call_up_${number}`,
  name: 'get_weather',
  argumentPieces: ['{"ci', 'ty":"', city, '","unit":', '"c"}'],
})
const ONE_CALL = transcript({ toolCalls: [callOf('Paris', 1)] })
const THREE_CALLS = transcript({
  toolCalls: ['Paris', 'Zürich', '東京'].map((city, index) => callOf(city, index + 1)),
})

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=='

/** The answer, followed by the results of its calls. */
const withResults =
  (ask: Ask, more: { png?: string } = {}) =>
  (answer: Answer): Ask => ({
    ...ask,
    turns: [
      ...ask.turns,
      { role: 'replay', answer },
      {
        role: 'results',
        results: answer.calls.map((call, index) => ({ call, text: `${20 + index}° and “sunny”`, ...more })),
      },
    ],
  })

const WAV = Buffer.from('RIFF____WAVEfmt ').toString('base64')
const PDF = Buffer.from('%PDF-1.4\n%%EOF').toString('base64')
const REASONED_CALL = transcript({
  reasoning: ['Let', ' me', ' think', '…'],
  toolCalls: [callOf('Paris', 1)],
})
const PERSON_TEXT = ['{"na', 'me":"Zoë","', 'age":', '41,"tags":["a"', ',"b"]}']

const fault = (whole: Fault, stream: Fault = whole): Scenario['faults'] => ({ whole, stream })
const status = (code: number): Scenario['faults'] => fault({ kind: 'status', status: code })

export const SCENARIOS: Scenario[] = [
  { name: 'text', ask: HELLO, answer: TEXT },
  { name: 'system', ask: { ...HELLO, system: 'Be brief. «Ünïcode»' }, answer: TEXT },
  {
    name: 'multi-turn',
    ask: { turns: [say('Hello!'), { role: 'assistant', text: 'Hi.' }, say('And now?')] },
    answer: TEXT,
  },
  { name: 'tool call', ask: ASK_WEATHER, answer: ONE_CALL },
  { name: 'parallel tool calls', ask: ASK_WEATHER, answer: THREE_CALLS },
  {
    name: 'text before a tool call',
    ask: ASK_WEATHER,
    answer: transcript({ text: words(3), toolCalls: [callOf('Paris', 1)] }),
  },
  {
    name: 'tool result',
    ask: ASK_WEATHER,
    answer: ONE_CALL,
    followUp: withResults(ASK_WEATHER),
  },
  {
    name: 'parallel tool results',
    ask: ASK_WEATHER,
    answer: THREE_CALLS,
    followUp: withResults(ASK_WEATHER),
  },
  {
    name: 'tool result with an image',
    ask: ASK_WEATHER,
    answer: ONE_CALL,
    followUp: withResults(ASK_WEATHER, { png: PNG }),
  },
  {
    name: 'tool loop of the SDK',
    ask: { ...ASK_WEATHER, toolsAnswer: '20° and “sunny”' },
    answer: THREE_CALLS,
  },
  {
    name: 'forced tool',
    ask: { ...ASK_WEATHER, toolChoice: { name: 'get_weather' } },
    answer: ONE_CALL,
  },
  { name: 'required tool', ask: { ...ASK_WEATHER, toolChoice: 'required' }, answer: ONE_CALL },
  { name: 'no tool', ask: { ...ASK_WEATHER, toolChoice: 'none' }, answer: TEXT },
  {
    name: 'image',
    ask: {
      turns: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', base64: PNG },
          ],
        },
      ],
    },
    answer: TEXT,
  },
  {
    name: 'image by URL',
    ask: {
      turns: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'What is this?' },
            { type: 'image-url', url: 'https://example.com/a.png' },
          ],
        },
      ],
    },
    answer: TEXT,
  },
  {
    name: 'PDF',
    ask: {
      turns: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'What is this?' },
            { type: 'pdf', base64: PDF },
          ],
        },
      ],
    },
    answer: TEXT,
  },
  {
    name: 'PDF by URL',
    ask: {
      turns: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'What is this?' },
            { type: 'pdf-url', url: 'https://example.com/a.pdf' },
          ],
        },
      ],
    },
    answer: TEXT,
  },
  {
    name: 'audio',
    ask: {
      turns: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'What is said here?' },
            { type: 'audio', base64: WAV },
          ],
        },
      ],
    },
    answer: TEXT,
  },
  {
    name: 'JSON object',
    ask: { turns: [say('Hello! Answer in JSON.')], output: 'json' },
    answer: transcript({ text: PERSON_TEXT }),
  },
  {
    name: 'JSON schema',
    ask: { ...HELLO, output: { schema: PERSON_SCHEMA } },
    answer: transcript({ text: PERSON_TEXT }),
    shows: ({ parsed, text }) =>
      expect(parsed ?? JSON.parse(text)).toEqual({ name: 'Zoë', age: 41, tags: ['a', 'b'] }),
  },
  {
    name: 'reasoning',
    ask: { ...HELLO, reasons: true },
    answer: transcript({ reasoning: ['Let', ' me', ' think', '…'], text: words(5) }),
  },
  {
    name: 'reasoning replayed',
    ask: { ...ASK_WEATHER, reasons: true },
    answer: REASONED_CALL,
    followUp: withResults({ ...ASK_WEATHER, reasons: true }),
    also: 'signatures',
  },
  { name: 'stop: length', ask: HELLO, answer: transcript({ text: words(4), finish: 'length' }) },
  { name: 'stop sequence', ask: { ...HELLO, stop: ['END', '###'] }, answer: TEXT },
  {
    name: 'stop: content filter',
    ask: HELLO,
    answer: transcript({ text: words(4), finish: 'content-filter' }),
  },
  {
    name: 'prompt cache marker',
    ask: {
      turns: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'A long book.', endsCache: true },
            { type: 'text', text: 'What is it about?' },
          ],
        },
      ],
    },
    answer: TEXT,
  },
  {
    name: 'cached input',
    ask: HELLO,
    answer: transcript({
      text: words(5),
      usage: { inputTokens: 1000, cacheReadTokens: 400, outputTokens: 5, reasoningTokens: 0 },
    }),
  },
  { name: 'cost', ask: HELLO, answer: TEXT, also: 'cost' },
  { name: 'receipt', ask: HELLO, answer: TEXT, also: 'receipt' },
  { name: 'wrong key', ask: HELLO, answer: TEXT, mistake: 'wrong key', throws: 401 },
  { name: 'unknown model', ask: HELLO, answer: TEXT, mistake: 'unknown model', throws: 404 },
  { name: 'provider refuses', ask: HELLO, answer: TEXT, faults: status(400), throws: 400 },
  { name: 'provider is busy', ask: HELLO, answer: TEXT, faults: status(429), throws: 429 },
  {
    name: 'provider reports an error midway',
    ask: HELLO,
    answer: TEXT,
    faults: fault({ kind: 'error-after', tokens: 3 }),
    throws: 'broken',
  },
  {
    name: 'connection breaks midway',
    ask: HELLO,
    answer: TEXT,
    faults: fault({ kind: 'cut-after', tokens: 3 }),
    throws: 'broken',
  },
  {
    name: 'stream breaks in tool arguments',
    ask: ASK_WEATHER,
    answer: THREE_CALLS,
    faults: fault({ kind: 'cut-after', tokens: 2 }),
    throws: 'broken',
  },
]
