import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import type { BetaMessage, BetaRawMessageStreamEvent } from '@anthropic-ai/sdk/resources/beta'
import { CAPABILITIES } from '@gptget/protocol'
import { transcript, words, type UpstreamDialect } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { usePlatform } from '../platform/use-platform.ts'
import { conformancePlatform, modelFor } from './models.ts'
import { UPSTREAMS } from './outcomes.ts'
import { READ_RECEIVED } from './received/index.ts'
import { numberCalls, type Seen } from './received/seen.ts'
import { anthropicAt } from './ways/anthropic.ts'

const world = usePlatform(conformancePlatform)

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=='

/** The model thinks and calls two tools at once, then writes a word and calls another one, and then ends. */
const FIRST = transcript({
  reasoning: ['Look', ' first', '.'],
  toolCalls: [
    { id: 'up_1', name: 'look', argumentPieces: ['{"pa', 'th":"/a.png"}'] },
    { id: 'up_2', name: 'run', argumentPieces: ['{"command":', '"make \\"all\\""', '}'] },
  ],
})
const SECOND = transcript({
  text: words(3),
  toolCalls: [{ id: 'up_3', name: 'run', argumentPieces: ['{"command":"make"}'] }],
})
const LAST = transcript({ text: words(6) })

const agentClient = () =>
  anthropicAt({ origin: world.platform.baseUrl.replace(/\/v1$/, ''), apiKey: world.account.apiKey })

/** Runs an agent to its end. Returns every answer of the model, and its streamed events. */
const runAgent = async (upstream: UpstreamDialect) => {
  world.upstream.clear()
  world.upstream.script({ transcript: LAST })
  world.upstream.script({ transcript: FIRST, match: { nth: 1 } })
  world.upstream.script({ transcript: SECOND, match: { nth: 2 } })
  const client = agentClient()
  const runner = client.beta.messages.toolRunner({
    model: modelFor(upstream, false),
    max_tokens: 4096,
    stream: true,
    system: [{ type: 'text', text: 'You write code.', cache_control: { type: 'ephemeral' } }],
    thinking: { type: 'enabled', budget_tokens: 2048 },
    betas: ['interleaved-thinking-2025-05-14'],
    messages: [{ role: 'user', content: 'Build it.' }],
    tools: [
      betaTool({
        name: 'look',
        description: 'Looks at a file.',
        inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
        run: () => [
          { type: 'text', text: 'A dot.' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
        ],
      }),
      betaTool({
        name: 'run',
        description: 'Runs a command.',
        inputSchema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
        run: ({ command }) => {
          if (command !== 'make') throw new Error('No rule to make it.')
          return 'Built.'
        },
      }),
    ],
  })
  const answers: { events: BetaRawMessageStreamEvent[]; message: BetaMessage }[] = []
  for await (const stream of runner) {
    const events: BetaRawMessageStreamEvent[] = []
    stream.on('streamEvent', (event) => events.push(structuredClone(event)))
    answers.push({ events, message: await stream.finalMessage() })
  }
  return answers
}

const received = (upstream: UpstreamDialect): Seen[] =>
  world.upstream.requests().map(({ json }) => {
    const seen = READ_RECEIVED[upstream](withoutAgentFields(json))
    return { ...seen, turns: numberCalls(seen.turns) }
  })

/** Only Anthropic is told which prefix to cache. The other checks cover the rest. */
const withoutAgentFields = (json: unknown): unknown =>
  JSON.parse(
    JSON.stringify(json, (key, value: unknown) => (key === 'cache_control' ? undefined : value)),
  ) as unknown

describe.each(UPSTREAMS)('a coding agent that speaks Anthropic’s dialect, on %s', (upstream) => {
  it('completes its task with parallel tools, images, failures and reasoning', async () => {
    const answers = await runAgent(upstream)
    expect(answers.map(({ message }) => message.stop_reason)).toEqual(['tool_use', 'tool_use', 'end_turn'])
    expect(answers.at(-1)?.message.content).toMatchObject([{ type: 'text', text: LAST.text.join('') }])

    const requests = received(upstream)
    expect(requests).toHaveLength(3)
    const said = requests[2]!.turns.map(({ role, parts }) => ({
      role,
      parts: parts.filter((part) => !('thinking' in part)).map(withoutSignature),
    }))
    const failure = CAPABILITIES[upstream].hasFailedResults ? '' : 'The tool call failed:\n'
    expect(said).toEqual([
      { role: 'user', parts: [{ text: 'Build it.' }] },
      {
        role: 'assistant',
        parts: [
          { call: 'look', input: { path: '/a.png' }, id: '1' },
          { call: 'run', input: { command: 'make "all"' }, id: '2' },
        ],
      },
      {
        role: 'user',
        parts: [
          { result: 'A dot.', of: '1', image: `data:image/png;base64,${PNG}` },
          { result: `${failure}Error: No rule to make it.`, of: '2' },
        ],
      },
      {
        role: 'assistant',
        parts: [{ text: SECOND.text.join('') }, { call: 'run', input: { command: 'make' }, id: '3' }],
      },
      { role: 'user', parts: [{ result: 'Built.', of: '3' }] },
    ])
    for (const request of requests) {
      expect(request.system).toBe('You write code.')
      expect(request.tools.map(({ name }) => name)).toEqual(['look', 'run'])
    }
  })

  it('receives counted input first, complete blocks, and arguments in pieces', async () => {
    const [first] = await runAgent(upstream)
    const { events } = first!
    const started = events.find((event) => event.type === 'message_start')
    expect(started?.message.usage.input_tokens).toBeGreaterThan(0)
    expect(started?.message.id).toMatch(/^msg_/)
    const blocks = events.flatMap((event) =>
      event.type === 'content_block_start' ? [event.content_block.type] : [],
    )
    expect(blocks.filter((type) => type === 'tool_use')).toHaveLength(2)
    expect(blocks).toContain('thinking')
    const calls = events.flatMap((event) =>
      event.type === 'content_block_start' && event.content_block.type === 'tool_use'
        ? [{ index: event.index, input: event.content_block.input }]
        : [],
    )
    for (const { index, input } of calls) {
      expect(input).toEqual({})
      const pieces = events.flatMap((event) =>
        event.type === 'content_block_delta' &&
        event.index === index &&
        event.delta.type === 'input_json_delta'
          ? [event.delta.partial_json]
          : [],
      )
      expect(() => JSON.parse(pieces.join('')) as unknown).not.toThrow()
    }
    expect(
      first!.message.content.flatMap((block) => (block.type === 'tool_use' ? [block.input] : [])),
    ).toEqual([{ path: '/a.png' }, { command: 'make "all"' }])
    expect(events.at(-2)).toMatchObject({ type: 'message_delta', delta: { stop_reason: 'tool_use' } })
    expect(events.at(-1)).toMatchObject({ type: 'message_stop' })
  })

  it('sends signed reasoning back to the provider that signed it', async () => {
    await runAgent(upstream)
    const [, second] = received(upstream)
    const parts = second!.turns.find(({ role }) => role === 'assistant')!.parts
    const signatures = parts.map((part) => ('signature' in part ? part.signature : undefined)).filter(Boolean)
    expect([...new Set(signatures)]).toEqual(SIGNATURES[upstream])
  })

  it('can count the tokens of its next request', async () => {
    const counted = await agentClient().messages.countTokens({
      model: modelFor(upstream, false),
      system: 'You write code.',
      messages: [{ role: 'user', content: 'Build it.' }],
    })
    expect(counted.input_tokens).toBeGreaterThan(0)
  })
})

const SIGNATURES: Record<UpstreamDialect, string[]> = {
  'openai-chat': [],
  'openai-responses': ['ZW5jcnlwdGVk'],
  'anthropic-messages': ['c2lnbmF0dXJlLW9mLXRoZS1zY3JpcHRlZC11cHN0cmVhbQ=='],
  gemini: ['dGhvdWdodC1zaWduYXR1cmU='],
}

const withoutSignature = (part: Seen['turns'][number]['parts'][number]) => {
  if (!('call' in part)) return part
  const { signature: _signature, ...call } = part
  return call
}

it('an agent’s beta headers reach Anthropic, and every answer has a request id', async () => {
  await runAgent('anthropic-messages')
  for (const { headers } of world.upstream.requests()) {
    expect(headers['anthropic-beta']).toBe('interleaved-thinking-2025-05-14')
    expect(headers['anthropic-version']).toMatch(/^\d{4}-\d\d-\d\d$/)
  }
  const { response } = await agentClient()
    .messages.create({
      model: modelFor('gemini', false),
      max_tokens: 10,
      messages: [{ role: 'user', content: 'Hi' }],
    })
    .withResponse()
  expect(response.headers.get('request-id')).toBeTruthy()
})
