import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../../canonical/events.ts'
import { run } from '../../canonical/machine.ts'
import { emptyUsage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import { CLIENT_FACING, RELAYS } from '../../registry/dialects.ts'
import { objectOf, type JsonObject } from '../../json/object.ts'

/** What the Responses API says of a request that sets nothing (OpenAI's API reference, "The response object"). */
const UNSET = {
  background: false,
  frequency_penalty: 0,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  presence_penalty: 0,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  service_tier: 'default',
  temperature: 1,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
}

const SET = {
  max_tool_calls: 3,
  metadata: { a: 'b' },
  prompt_cache_key: 'key',
  safety_identifier: 'user-1',
  service_tier: 'flex',
  temperature: 0.5,
  top_logprobs: 2,
  top_p: 0.9,
}

const EVENTS: ChatEvent[] = [
  { type: 'start' },
  { type: 'block-open', index: 0, block: { kind: 'text' } },
  { type: 'block-delta', index: 0, delta: { kind: 'text', text: 'Hello' } },
  { type: 'block-close', index: 0 },
  { type: 'usage', usage: emptyUsage() },
  { type: 'finish', reason: 'stop' },
]

const contextFor = (fields: JsonObject): AnswerContext => ({
  id: 'resp_1',
  model: 'provider/model',
  createdAtSeconds: 1_700_000_000,
  completedAtSeconds: () => 1_700_000_009,
  request: CLIENT_FACING['openai-responses'].readRequest({ model: 'm', input: 'Hi', ...fields }),
})

const responsesIn = (data: string[]): JsonObject[] =>
  data.flatMap((text) => {
    const { response } = JSON.parse(text) as JsonObject
    return response === undefined ? [] : [objectOf(response)]
  })

describe.each([
  ['sets nothing', {}, UNSET],
  ['sets what it can', SET, { ...UNSET, ...SET }],
])('a response to a request that %s', (_name, fields, expected) => {
  const { writeStream } = CLIENT_FACING['openai-responses']

  it('has every field of the API from its first event on, and its completion time in the last', () => {
    const frames = run(writeStream, contextFor(fields), EVENTS)
    const responses = responsesIn(frames.map(({ data }) => data))
    expect(responses).toHaveLength(3)
    for (const response of responses) expect(response).toMatchObject(expected)
    expect(responses.map(({ completed_at }) => completed_at)).toEqual([null, null, 1_700_000_009])
  })

  it('has them even if a provider of the same dialect omits them', () => {
    const relay = RELAYS['openai-responses']
    const body = Buffer.from(JSON.stringify({ model: 'm', input: 'Hi', ...fields }))
    const asked = relay.request(body, { model: 'theirs', quirks: {}, isStream: true })
    const names = { id: 'resp_1', model: 'provider/model', ...asked }
    const closing = { usage: emptyUsage(), costUsd: 0, completedAtSeconds: 1_700_000_009 }
    const bare = { id: 'x', object: 'response', model: 'y', status: 'completed', output: [] }
    const state = relay.start(names)
    const frames = ['response.created', 'response.completed'].flatMap((type) =>
      relay.step(state, { event: type, data: JSON.stringify({ type, response: bare }) }),
    )
    const streamed = responsesIn([...frames, ...relay.end(state, closing)].map(({ data }) => data))
    const whole = JSON.parse(relay.whole(JSON.stringify(bare), names, closing)) as JsonObject
    for (const response of [...streamed, whole]) expect(response).toMatchObject(expected)
    for (const response of [streamed.at(-1), whole])
      expect(response).toMatchObject({ completed_at: 1_700_000_009 })
  })
})

it('a field that the provider sent is not replaced', () => {
  const relay = RELAYS['openai-responses']
  const theirs = { object: 'response', status: 'completed', output: [], temperature: 0.3, completed_at: 5 }
  const closing = { usage: emptyUsage(), costUsd: 0, completedAtSeconds: 9 }
  const whole = relay.whole(JSON.stringify(theirs), { id: 'i', model: 'm', wantsUsageChunk: false }, closing)
  expect(JSON.parse(whole)).toMatchObject({ temperature: 0.3, completed_at: 5 })
})

it('an incomplete answer has no completion time, for any reason', () => {
  for (const reason of ['length', 'content-filter', 'refusal'] as const) {
    const events = EVENTS.map((event) => (event.type === 'finish' ? { ...event, reason } : event))
    const frames = run(CLIENT_FACING['openai-responses'].writeStream, contextFor({}), events)
    expect(responsesIn(frames.map(({ data }) => data)).at(-1)).toMatchObject({
      status: 'incomplete',
      completed_at: null,
    })
  }
})
