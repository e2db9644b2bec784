import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run, startMachine } from '../canonical/machine.ts'
import { emptyUsage } from '../canonical/usage.ts'
import type { ChatEvent } from '../canonical/events.ts'
import type { Capabilities } from '../canonical/losses.ts'
import { type Closing, type Quirks } from '../dialect.ts'
import { DIALECTS, type Dialect } from '@gptget/contracts'
import { createSseReader, printSse, type Frame } from '../wire/sse.ts'
import { RELAYS, UPSTREAM_FACING } from '../registry/dialects.ts'
import { arrayOf, objectOf, type JsonObject } from '../json/object.ts'
import { DEFAULTS as RESPONSE_DEFAULTS } from './openai-responses/response-object.ts'

const folder = (dialect: Dialect) => `${import.meta.dirname}/${dialect}/fixtures`
const read = (dialect: Dialect, file: string) => readFileSync(`${folder(dialect)}/${file}`, 'utf8')
const eventsOf = (dialect: Dialect, frames: Frame[]): ChatEvent[] =>
  run(UPSTREAM_FACING[dialect].readStream, {}, frames)

const filesOf = (ending: string) =>
  DIALECTS.flatMap((dialect) =>
    readdirSync(folder(dialect))
      .filter((file) => file.endsWith(ending))
      .map((file) => ({ dialect, file, text: read(dialect, file) })),
  )

/** The frames a relay is given: those before a fault. */
const faultless = (dialect: Dialect, frames: Frame[]): Frame[] => {
  const reader = startMachine(UPSTREAM_FACING[dialect].readStream, {})
  const faulty = frames.findIndex((frame) => reader.step(frame).some(({ type }) => type === 'fault'))
  return faulty === -1 ? frames : frames.slice(0, faulty)
}

const bodyOf = ({ data }: Frame): JsonObject => (data === '[DONE]' ? {} : (JSON.parse(data) as JsonObject))

/** Streams without a usage of their own have a frame more, and their readers a count: ours. */
const isCounted = ({ dialect, text }: { dialect: Dialect; text: string }) =>
  dialect !== 'openai-chat' ||
  createSseReader()
    .push(text)
    .some((frame) => bodyOf(frame)['usage'])

const streams = filesOf('.sse').map(({ dialect, file, text }) => {
  const frames = faultless(dialect, createSseReader().push(text))
  const isFinished = eventsOf(dialect, frames).at(-1)?.type === 'finish'
  return { dialect, file, text, frames, isFinished, isCounted: isCounted({ dialect, text }) }
})
const finished = streams.filter(({ isFinished }) => isFinished)
const named = finished.filter(({ dialect }) => dialect !== 'openai-chat')
const wholes = filesOf('.json').filter(({ file }) => !file.includes('error'))

const names = { id: 'ours-1', model: 'provider/model', wantsUsageChunk: true }
const closing: Closing = { usage: { ...emptyUsage(), inputTokens: 3, outputTokens: 2 }, costUsd: 0.25 }

const relayed = (dialect: Dialect, frames: Frame[]) => {
  const relay = RELAYS[dialect]
  const state = relay.start(names)
  const steps = frames.map((frame) => relay.step(state, frame))
  const last = relay.end(state, closing)
  return { steps, before: steps.flat(), last, all: [...steps.flat(), ...last] }
}

/** Where a frame or a whole answer holds what is ours to set. */
const carriersOf = (body: JsonObject) => [body, objectOf(body['message']), objectOf(body['response'])]
const usageOf = (carrier: JsonObject) => objectOf(carrier['usage'] ?? carrier['usageMetadata'])

const withoutOurs = (body: JsonObject): JsonObject => {
  for (const carrier of carriersOf(body)) {
    delete usageOf(carrier)['cost']
    for (const field of ['id', 'model', 'responseId', 'modelVersion', 'output_text', 'response_id'])
      delete carrier[field]
  }
  return body
}
const contentOf = (frame: Frame) => ({ event: frame.event, body: withoutOurs(bodyOf(frame)) })

/** Fields that are filled in where a server like the dialect's own leaves them out. */
const FILLED = new Set([...Object.keys(RESPONSE_DEFAULTS), 'error', 'incomplete_details', 'completed_at'])

/** A frame as it was given, with what may be added to it taken from the one that was sent. */
const withFilled = (dialect: Dialect, given: JsonObject, sent: JsonObject): JsonObject => {
  if (dialect === 'openai-responses') {
    const pairs = [[given, sent] as const, [objectOf(given['response']), objectOf(sent['response'])] as const]
    for (const [theirs, ours] of pairs.filter(([, { object }]) => object === 'response'))
      for (const field of FILLED) if (!(field in theirs) && field in ours) theirs[field] = ours[field]
    return given
  }
  if (given['object'] === 'chat.completion') given['system_fingerprint'] ??= null
  if (dialect === 'openai-chat')
    for (const choice of arrayOf(given['choices'])) fillChoice(objectOf(choice), sent)
  return given
}

/**
 * Reasoning goes by both of its names, and a choice ended as what was sent says. Roles and calls have OpenAI's form
 * (`chunk-form.test.ts`).
 */
const fillChoice = (choice: JsonObject, sent: JsonObject): void => {
  const said = objectOf(choice['delta'] ?? choice['message'])
  const passed = objectOf(objectOf(arrayOf(sent['choices'])[0])['delta'])
  if (choice['delta'] !== undefined) fillDelta(said, passed)
  const text = said['reasoning_content'] ?? said['reasoning']
  if (typeof text === 'string') Object.assign(said, { reasoning: text, reasoning_content: text })
  const ended = objectOf(arrayOf(sent['choices'])[0])['finish_reason']
  if (choice['finish_reason'] === 'stop' && ended === 'tool_calls') choice['finish_reason'] = ended
}

const fillDelta = (said: JsonObject, passed: JsonObject): void => {
  if (passed['role'] === undefined) delete said['role']
  else said['role'] = passed['role']
  for (const [at, call] of arrayOf(passed['tool_calls']).map(objectOf).entries()) {
    const { index, type } = call
    Object.assign(objectOf(arrayOf(said['tool_calls'])[at]), {
      index,
      ...(type === undefined ? {} : { type }),
    })
  }
}

const costsIn = (frames: Frame[]) =>
  frames.flatMap((frame) => carriersOf(bodyOf(frame)).flatMap((carrier) => usageOf(carrier)['cost'] ?? []))

/** Calls that came without an id have one made of the answer's; counts come with what we added to them. */
/** A tier that the provider left out is filled in for the caller, and charged as it was asked for. */
const UNSAID = { raw: null, terms: null }

const comparable = (events: ChatEvent[]) => {
  const id = events.find((event) => event.type === 'start')?.id
  const meant = events
    .filter(({ type }) => type !== 'start')
    .map((event) => (event.type === 'usage' ? { ...event, usage: { ...event.usage, ...UNSAID } } : event))
    // The provider's own word for the end may be put right.
    .map((event) => (event.type === 'finish' ? { ...event, raw: null } : event))
  return JSON.parse(JSON.stringify(meant).replaceAll(`call_${id}_`, 'call_')) as unknown
}

const UNKNOWN = '"x_unknown":{"precise":1.00,"large":12345678901234567890}'
/** The frame with an unknown field in it and in the object it carries. */
const withUnknown = (frame: Frame): Frame => ({
  ...frame,
  data: frame.data
    .replace(/^\{/, `{${UNKNOWN},`)
    .replace(/"(message|response|usage|usageMetadata)":\{/g, `"$1":{${UNKNOWN},`),
})
const countOfUnknown = (frames: Frame[]) => printSse(frames).split(UNKNOWN).length - 1

const ENDING = /message_delta|response\.(completed|incomplete)|finishReason|blockReason/

/** What of a stream goes out; one that breaks off never gets to its end. */
const sentOf = (dialect: Dialect, frames: Frame[], isFinished: boolean) => {
  const { before, all } = relayed(dialect, frames)
  return isFinished ? all : before
}
const isContent = ({ data }: Frame) => data !== '[DONE]'

describe.each(streams)('$dialect $file passed on', ({ dialect, text, frames, isFinished, isCounted }) => {
  if (isCounted)
    it('keeps every frame, and changes only our names and the cost in it', () => {
      const sent = sentOf(dialect, frames, isFinished).filter(isContent)
      const given = isFinished ? frames.filter(isContent) : frames.slice(0, sent.length)
      const expected = given.map(contentOf).map(({ event, body }, index) => ({
        event,
        body: withFilled(dialect, body, sent[index] === undefined ? {} : bodyOf(sent[index])),
      }))
      expect(sent.map(contentOf)).toEqual(expected)
    })

  it('is the same wherever its bytes are split', () => {
    const reader = createSseReader()
    const decoder = new TextDecoder()
    const pieces = [...Buffer.from(text)].flatMap((byte) =>
      reader.push(decoder.decode(Uint8Array.of(byte), { stream: true })),
    )
    expect(relayed(dialect, faultless(dialect, pieces))).toEqual(relayed(dialect, frames))
  })
})

describe.each(finished)('$dialect $file passed on to its end', ({ dialect, frames, isCounted }) => {
  const { before, last, all } = relayed(dialect, frames)

  if (isCounted)
    it('is read as the same events, with our names', () => {
      const events = eventsOf(dialect, all)
      expect(comparable(events)).toEqual(comparable(eventsOf(dialect, frames)))
      expect(events.find(({ type }) => type === 'start')).toMatchObject({
        id: 'ours-1',
        model: 'provider/model',
      })
    })

  it('ends only after it is charged, and reports its cost once', () => {
    expect(JSON.stringify(before)).not.toMatch(/\[DONE\]|message_stop|response\.(completed|incomplete)/)
    expect(costsIn(before)).toEqual([])
    expect(costsIn(last)).toEqual([0.25])
  })
})

describe.each(named)('$dialect $file passed on', ({ dialect, frames }) => {
  it('keeps unknown fields with all their digits', () => {
    const strange = frames.map(withUnknown)
    expect(countOfUnknown(relayed(dialect, strange).all)).toBe(countOfUnknown(strange))
  })

  it('is passed on frame by frame until its end', () => {
    const { steps } = relayed(dialect, frames)
    const ends = frames.findIndex(({ data }) => ENDING.test(data))
    expect(steps.slice(0, ends).map((step) => step.length)).toEqual(Array(ends).fill(1))
  })

  it('contains neither the provider’s id nor its model name', () => {
    const start = eventsOf(dialect, frames).find((event) => event.type === 'start')
    expect(start).toMatchObject({ id: expect.any(String), model: expect.any(String) })
    for (const frame of relayed(dialect, frames).all) {
      for (const carrier of carriersOf(bodyOf(frame))) {
        expect([carrier['id'], carrier['responseId']]).not.toContain(start!.id)
        expect([carrier['model'], carrier['modelVersion']]).not.toContain(start!.model)
      }
    }
  })

  it('has our usage if the provider sent none', () => {
    const uncounted = frames.map((frame) => {
      const body = bodyOf(frame)
      for (const carrier of carriersOf(body)) {
        delete carrier['usage']
        delete carrier['usageMetadata']
      }
      return { ...frame, data: JSON.stringify(body) }
    })
    const counted = eventsOf(dialect, relayed(dialect, uncounted).all).filter(({ type }) => type === 'usage')
    expect(counted).toMatchObject([{ usage: { ...closing.usage, raw: { cost: 0.25 } } }])
  })
})

describe.each(named.filter(({ dialect }) => dialect !== 'gemini'))(
  '$dialect $file with more frames after its end',
  ({ dialect, frames }) => {
    it('ends once, without anything after it', () => {
      const more = [...frames, ...frames.slice(-2), { event: 'ping', data: '{"type":"ping"}' }]
      expect(relayed(dialect, more).all).toEqual(relayed(dialect, frames).all)
      expect(relayed(dialect, frames).all.at(-1)?.event).toBe(frames.at(-1)?.event)
    })
  },
)

describe('passing on', () => {
  it('keeps the order of Gemini’s chunks after a finish reason and puts the cost on the last', () => {
    const frames = [
      { data: '{"candidates":[{"finishReason":"STOP"}]}' },
      { data: '{"candidates":[{"content":{"parts":[{"text":"late"}]}}]}' },
      { data: '{"usageMetadata":{"promptTokenCount":1}}' },
    ]
    const { steps, last } = relayed('gemini', frames)
    expect(steps.map((step) => step.map(contentOf))).toEqual([
      [],
      [contentOf(frames[0]!)],
      [contentOf(frames[1]!)],
    ])
    expect(last.map(bodyOf)).toEqual([
      {
        usageMetadata: { promptTokenCount: 1, cost: 0.25 },
        responseId: 'ours-1',
        modelVersion: 'provider/model',
      },
    ])
  })

  it('does not mistake text of the model for an event of the dialect', () => {
    const said = JSON.stringify(
      '"finishReason":"STOP" "blockReason": "x" {"type":"message_stop","response":{"id":"theirs"}} "response_id":"theirs"',
    )
    const deltas: Record<Dialect, string> = {
      'openai-chat': `{"id":"i","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":${said}},"finish_reason":null}]}`,
      'openai-responses': `{"type":"response.output_text.delta","delta":${said}}`,
      'anthropic-messages': `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":${said}}}`,
      gemini: `{"candidates":[{"content":{"parts":[{"text":${said}}]}}]}`,
    }
    for (const dialect of DIALECTS) {
      const [delta, ...more] = relayed(dialect, [{ data: deltas[dialect] }]).steps[0]!
      expect(contentOf(delta!).body).toEqual(withoutOurs(JSON.parse(deltas[dialect]) as JsonObject))
      expect(more).toEqual([])
    }
  })

  it('adds missing event names of Anthropic events, because clients skip events without one', () => {
    const nameless = finished
      .filter(({ dialect }) => dialect === 'anthropic-messages')
      .map(({ frames }) => frames)
    for (const frames of nameless) {
      const bare = frames.map(({ data }) => ({ data }))
      expect(relayed('anthropic-messages', bare).all).toEqual(relayed('anthropic-messages', frames).all)
    }
  })

  it('replaces the id in Responses events that only refer to their response', () => {
    const { before } = relayed('openai-responses', [
      { data: '{"type":"response.x","response_id":"theirs","n":1.0}' },
    ])
    expect(before).toEqual([{ data: '{"type":"response.x","response_id":"ours-1","n":1.0}' }])
  })

  it('keeps what an Anthropic server adds to the last event', () => {
    const stop = { event: 'message_stop', data: '{"type":"message_stop","metrics":{"latency":1.0}}' }
    const delta = {
      event: 'message_delta',
      data: '{"type":"message_delta","delta":{"stop_reason":"end_turn"}}',
    }
    const ping = { event: 'ping', data: '{"type":"ping"}' }
    expect(relayed('anthropic-messages', [delta, ping, stop]).all.slice(1)).toEqual([ping, stop])
  })
})

describe.each(wholes)('$dialect $file passed on whole', ({ dialect, text }) => {
  const body = JSON.parse(RELAYS[dialect].whole(text, names, closing)) as JsonObject

  it('differs only in our names and the cost', () => {
    const original = JSON.parse(text) as JsonObject
    const { usage, ...rest } = withoutOurs(structuredClone(body))
    const isCounted = 'usage' in original || dialect === 'gemini'
    expect(isCounted ? { ...rest, usage } : rest).toEqual(withFilled(dialect, withoutOurs(original), body))
    expect(usageOf(body)['cost']).toBe(0.25)
  })

  it('is read as the same answer, with our names', () => {
    const { usage: _usage, ...answer } = UPSTREAM_FACING[dialect].readResult(body)
    const { usage: _counted, ...original } = UPSTREAM_FACING[dialect].readResult(JSON.parse(text))
    expect(answer).toEqual({ ...original, id: 'ours-1', model: 'provider/model' })
  })
})

const PASSED_ON: Record<Dialect, string> = {
  'openai-chat': '{"model":"up","unknown":1.00,"stream":true}',
  'openai-responses': '{"model":"up","unknown":1.00,"stream":true,"store":false}',
  'anthropic-messages': '{"model":"up","unknown":1.00,"stream":true}',
  gemini: '{"unknown":1.00}',
}

describe.each(DIALECTS)('%s request passed on', (dialect) => {
  it('has the provider’s model, none of our own fields, and every other byte unchanged', () => {
    const body = Buffer.from(
      '{"model":"x/y", "max_steps":null,"unknown":1.00,"provider":{"sort":"price"},"models":[],"route":"r","transforms":[],"computer_id":null,"stream":true}',
    )
    const target = { model: 'up', isStream: false, quirks: {} }
    const text = RELAYS[dialect].request(body, target).body.toString()
    expect(text).toBe(PASSED_ON[dialect])
  })
})

const passChat = (body: string, quirks: Quirks) =>
  RELAYS['openai-chat'].request(Buffer.from(body), { model: 'up', isStream: true, quirks }).body.toString()

describe('openai-chat request passed on', () => {
  it('renames fields that a server knows by another name', () => {
    expect(
      passChat('{"model":"x/y","max_completion_tokens":9,"seed":7,"stream":true}', {
        maxTokensField: 'max_tokens',
        seedField: 'random_seed',
        hasStreamUsageOption: false,
      }),
    ).toBe('{"model":"up","stream":true,"max_tokens":9,"random_seed":7}')
  })

  it('does not request usage from a server that refuses the option', () => {
    const body = '{"model":"x/y","stream":true,"stream_options":{"include_usage":true}}'
    expect(passChat(body, { hasStreamUsageOption: false })).toBe('{"model":"up","stream":true}')
  })
})

describe('openai-responses request passed on', () => {
  const target = { model: 'up', isStream: false, quirks: {} }
  const pass = (body: object, capabilities: Capabilities = {}) =>
    RELAYS['openai-responses'].request(Buffer.from(JSON.stringify({ model: 'x/y', ...body })), {
      ...target,
      capabilities,
    })
  const sent = (body: object, capabilities?: Capabilities): unknown =>
    JSON.parse(pass(body, capabilities).body.toString())

  it('hides our stored state from the provider, and asks it to store nothing', () => {
    const state = { store: true, previous_response_id: 'resp_1', conversation: 'conv_1', background: true }
    expect(sent(state)).toEqual({ model: 'up', store: false })
  })

  it('requests encrypted reasoning from models that reason, and keeps the caller’s includes', () => {
    const logprobs = 'message.output_text.logprobs'
    const include = [logprobs, 'reasoning.encrypted_content']
    expect(sent({ include: [logprobs] }, { hasReasoning: true })).toMatchObject({ include })
    expect(sent({ include: [logprobs], reasoning: { effort: 'low' } })).toMatchObject({ include })
    expect(sent({ include })).toMatchObject({ include })
  })

  it('does not request encrypted reasoning from models that do not reason', () => {
    for (const reasoning of [undefined, null, {}, { effort: 'none' }, { effort: null }])
      expect(sent({ reasoning })).not.toHaveProperty('include')
    expect(sent({ reasoning: { effort: 'low' } }, { hasReasoning: false })).not.toHaveProperty('include')
  })

  it('omits reasoning items that contain only an id, because the provider stored none', () => {
    const said = { role: 'user', content: 'Hi' }
    const sealed = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' }
    const raw = { type: 'reasoning', id: 'rs_2', content: [{ type: 'reasoning_text', text: 'hm' }] }
    const bare = { type: 'reasoning', id: 'rs_3', summary: [{ type: 'summary_text', text: 'hm' }] }
    expect(sent({ input: [said, sealed, bare, raw] })).toMatchObject({ input: [said, sealed, raw] })
  })

  it('repeats the caller’s state fields in the answer', () => {
    expect(pass({}).echo).toEqual({ store: true, previous_response_id: null })
    const state = { store: false, previous_response_id: 'resp_1', conversation: 'conv_1', background: false }
    expect(pass(state).echo).toEqual({ ...state, conversation: { id: 'conv_1' } })
  })
})

const chunk = (choice: string) =>
  `{"id":"i","object":"chat.completion.chunk","model":"m","system_fingerprint":null,"choices":[${choice}],"usage":null}`

const ended = (delta: string, reason: string) => [
  { data: chunk(`{"index":0,"delta":${delta},"finish_reason":null}`) },
  { data: chunk(`{"index":0,"delta":{},"finish_reason":"${reason}"}`) },
]

describe('a chat answer passed on', () => {
  const relay = RELAYS['openai-chat']
  const context = { ...names, provider: 'theirs', wantsUsageChunk: false }

  it('names its provider in its first and its last chunk', () => {
    const state = relay.start(context)
    const given = ['{"index":0,"delta":{"content":"a"}}', '{"index":0,"delta":{},"finish_reason":"stop"}']
    const sent = [
      ...given.flatMap((choice) => relay.step(state, { data: chunk(choice) })),
      ...relay.end(state, closing),
    ]
    const bodies = sent.filter(isContent).map(bodyOf)
    expect([bodies[0]?.['provider'], bodies.at(-1)?.['provider']]).toEqual(['theirs', 'theirs'])
  })

  it('omits nulls that strict clients refuse, and keeps the same characters in the model’s text', () => {
    const state = relay.start(context)
    const said = JSON.stringify(',"usage":null')
    const [sent] = relay.step(state, {
      data: chunk(`{"index":0,"delta":{"role":"assistant","content":${said}}}`),
    })
    expect(bodyOf(sent!)).toEqual({
      id: 'ours-1',
      object: 'chat.completion.chunk',
      model: 'provider/model',
      provider: 'theirs',
      choices: [{ index: 0, delta: { role: 'assistant', content: ',"usage":null' } }],
    })
  })

  it('has both reasoning fields if the provider sends one, and does not mistake text for a field', () => {
    const thought = JSON.stringify('a "b" \\ "reasoning_content":"c"')
    const choice = `{"index":0,"delta":{"role":"assistant","reasoning_content":${thought}}}`
    const [sent] = relay.step(relay.start(context), { data: chunk(choice) })
    const [{ delta }] = bodyOf(sent!)['choices'] as [{ delta: JsonObject }]
    expect(delta).toEqual({
      role: 'assistant',
      reasoning_content: JSON.parse(thought),
      reasoning: JSON.parse(thought),
    })
    const given = `{"id":"i","model":"m","choices":[{"message":{"reasoning_content":${thought},"content":"x"}}]}`
    const whole = JSON.parse(relay.whole(given, context, closing)) as { choices: [{ message: JsonObject }] }
    expect(whole.choices[0].message['reasoning']).toBe(JSON.parse(thought))
  })

  it('has a fingerprint, possibly null, if it is plain', () => {
    const whole = JSON.parse(
      relay.whole('{"id":"i","model":"m","choices":[]}', context, closing),
    ) as JsonObject
    expect(whole).toMatchObject({ provider: 'theirs', system_fingerprint: null })
    const theirs = '{"id":"i","model":"m","system_fingerprint":"fp_1","choices":[]}'
    expect(JSON.parse(relay.whole(theirs, context, closing))).toMatchObject({ system_fingerprint: 'fp_1' })
  })

  const call = '{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]}'

  it.each([
    ['tool_calls', 'calls a tool', call],
    ['stop', 'calls none', '{"content":"a \\"tool_calls\\":[{"}'],
  ])('ends with %s if it %s, even if the provider reports another reason', (expected, _, delta) => {
    for (const reason of ['stop', 'tool_calls']) {
      const state = relay.start(context)
      const sent = [
        ...ended(delta, reason).flatMap((frame) => relay.step(state, frame)),
        ...relay.end(state, closing),
      ]
      const last = sent.filter(isContent).map(bodyOf).at(-1)
      expect(objectOf(arrayOf(last?.['choices'])[0])['finish_reason']).toBe(expected)
      const whole = `{"id":"i","choices":[{"index":0,"message":${delta},"finish_reason":"${reason}"}]}`
      const answer = JSON.parse(relay.whole(whole, context, closing)) as JsonObject
      expect(objectOf(arrayOf(answer['choices'])[0])['finish_reason']).toBe(expected)
    }
  })
})
