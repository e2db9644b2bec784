import { transcript, words, type RecordedRequest, type UpstreamDialect } from '@gptget/testkit'
import { expect } from 'vitest'
import { awaitReceipt } from '../platform/receipts.ts'
import type { World } from '../platform/use-platform.ts'
import type { Answer, Ask, Turn } from './conversation.ts'
import { modelFor } from './models.ts'
import { outcomeOf } from './outcomes.ts'
import { expectedSeen } from './expected-seen.ts'
import { READ_RECEIVED } from './received/index.ts'
import { numberCalls, type Seen, type SeenPart, type SeenTurn } from './received/seen.ts'
import type { Scenario } from './scenarios.ts'
import type { Door, Thrown, Way } from './way.ts'

export type Cell = { scenario: Scenario; way: Way; upstream: UpstreamDialect }
/**
 * `losses`: what was lost on the way to the provider, from the answers' headers, newest last. `isStrict`: allows none.
 */
export type Headers = { losses: string[]; isStrict: boolean }

const FOLLOW_UP = transcript({ text: words(6) })

/** Plays one cell of the grid and compares it with its expected outcome. */
export const runCell = async (world: World, cell: Cell, headers: Headers): Promise<void> => {
  const { scenario, way, upstream } = cell
  world.upstream.clear()
  headers.losses = []
  headers.isStrict = false
  const faults = scenario.faults?.[way.isStream ? 'stream' : 'whole']
  world.upstream.script({ transcript: scenario.answer, faults: faults ? [faults] : [] })
  world.upstream.script({ transcript: FOLLOW_UP, match: { nth: 2 } })
  const ask = (words: Ask): Promise<Answer> => way.ask(doorOf(world, cell), modelOf(cell), words)
  const outcome = outcomeOf(scenario, way, upstream)
  if (outcome.type === 'refused') return expectRefusal(way, () => ask(scenario.ask), outcome.naming)
  if (scenario.throws !== undefined) return expectException(cell, () => ask(scenario.ask))
  const answer = await ask(scenario.ask)
  if (scenario.ask.toolsAnswer !== undefined) return expectLoop(world, cell, answer)
  expectAnswer(cell, answer)
  expectSeen(cell, scenario.ask, world.upstream.requests()[0])
  await expectMore(world, cell, answer)
  if (scenario.followUp) await followUp(world, cell, ask, scenario.followUp(answer))
  if (outcome.type !== 'works') return
  expect([...new Set(headers.losses)]).toEqual(outcome.losses)
  const [loss] = outcome.losses
  if (loss === undefined) return
  headers.isStrict = true
  await expectRefusal(way, () => ask(scenario.ask), loss.split('=')[0]!)
}

const doorOf = ({ platform, account }: World, { scenario }: Cell): Door => ({
  origin: platform.baseUrl.replace(/\/v1$/, ''),
  apiKey: scenario.mistake === 'wrong key' ? 'sk-getgpt-wrong' : account.apiKey,
})

const modelOf = ({ scenario, upstream }: Cell): string =>
  scenario.mistake === 'unknown model' ? 'test/unheard-of' : modelFor(upstream, scenario.faults !== undefined)

/** The SDK must throw, because its answer would be incomplete. */
const thrownBy = async (way: Way, act: () => Promise<Answer>): Promise<Thrown & { message: string }> => {
  const outcome = await act().then(
    (answer) => ({ answer }),
    (error: unknown) => ({ ...way.readThrown(error), message: String(error) }),
  )
  expect(outcome).not.toHaveProperty('answer')
  return outcome as Thrown & { message: string }
}

const expectRefusal = async (way: Way, act: () => Promise<Answer>, naming: string): Promise<void> => {
  const thrown = await thrownBy(way, act)
  expect(thrown).toMatchObject({ className: way.exceptions[400], status: 400 })
  expect(thrown.message).toContain(naming)
}

const expectException = async ({ scenario, way }: Cell, act: () => Promise<Answer>): Promise<void> => {
  const thrown = await thrownBy(way, act)
  if (scenario.throws === 'broken') {
    expect(thrown.className).toBe(way.exceptions.broken)
    if (!way.isStream) expect(thrown.status).toBeGreaterThanOrEqual(500)
    return
  }
  expect(thrown).toMatchObject({ className: way.exceptions[scenario.throws!], status: scenario.throws })
}

const ID: Record<Way['inbound'], RegExp> = {
  'openai-chat': /^chatcmpl-/,
  'openai-responses': /^resp_/,
  'anthropic-messages': /^msg_/,
  gemini: /^gen-/,
}

/** The SDK's user gets everything: every word, every argument, the finish reason and the usage. */
const expectAnswer = ({ scenario, way }: Cell, answer: Answer): void => {
  const { text, reasoning, toolCalls, usage, finish } = scenario.answer
  expect(answer.text).toBe(text.join(''))
  if (!way.hides.reasoning) expect(answer.reasoning).toBe(reasoning.join(''))
  expect(answer.calls.map(({ name, input }) => ({ name, input }))).toEqual(
    toolCalls.map(({ name, argumentPieces }) => ({
      name,
      input: JSON.parse(argumentPieces.join('')) as unknown,
    })),
  )
  expect(answer.finish).toBe(finish)
  const { input, output, cached } = answer.usage
  expect({ input, output, cached: cached ?? 0 }).toEqual({
    input: usage.inputTokens,
    output: usage.outputTokens + usage.reasoningTokens,
    cached: usage.cacheReadTokens,
  })
  expect(answer.id).toMatch(ID[way.inbound])
  scenario.shows?.(answer)
}

const expectSeen = ({ way, upstream }: Cell, ask: Ask, received: RecordedRequest | undefined): Seen => {
  const read = READ_RECEIVED[upstream](received?.json)
  const seen = { ...read, output: withoutMeta(read.output) }
  const numbered = { ...seen, turns: numberCalls(seen.turns) }
  const unsealed = { ...numbered, turns: numbered.turns.map(withoutReasoning) }
  expect(unsealed).toEqual(expectedSeen(ask, way, upstream))
  return numbered
}

/** SDKs add `$schema`, which some providers do not receive. */
const withoutMeta = (output: Seen['output']): Seen['output'] => {
  if (typeof output === 'string') return output
  const { $schema: _dialect, ...schema } = output.schema as Record<string, unknown>
  return { schema }
}

const withoutReasoning = ({ role, parts }: SeenTurn): SeenTurn => ({
  role,
  parts: parts.flatMap((part): SeenPart[] => {
    if ('thinking' in part) return []
    if (!('call' in part)) return [part]
    const { signature: _signature, ...call } = part
    return [call]
  }),
})

const expectMore = async (world: World, { scenario, way, upstream }: Cell, answer: Answer): Promise<void> => {
  // 11 input tokens at $10 and 8 output tokens at $20 per million.
  if (scenario.also === 'cost' && !way.hides.cost) expect(answer.costUsd).toBeCloseTo(0.00027, 9)
  if (scenario.also === 'receipt') {
    const { platform, account } = world
    const receipt = await awaitReceipt(platform.baseUrl, account.apiKey, answer.id ?? '')
    expect(receipt).toMatchObject({ id: answer.id, model: modelFor(upstream, false), total_cost: 0.00027 })
  }
}

/** The SDK called the tools itself: this is the second answer, and the provider received the first with the results. */
const expectLoop = ({ upstream }: World, cell: Cell, answer: Answer): void => {
  const { ask, answer: first } = cell.scenario
  expect(answer.text).toBe(FOLLOW_UP.text.join(''))
  const calls = first.toolCalls.map(({ id, name, argumentPieces }) => ({
    id,
    name,
    input: JSON.parse(argumentPieces.join('')) as unknown,
  }))
  const results = calls.map((call) => ({ call, text: ask.toolsAnswer ?? '' }))
  const turns: Turn[] = [
    ...ask.turns,
    { role: 'replay', answer: { ...answer, text: first.text.join(''), calls } },
    { role: 'results', results },
  ]
  expectSeen(cell, ask, upstream.requests()[0])
  expectSeen(cell, { ...ask, turns }, upstream.requests()[1])
  expect(upstream.requests()).toHaveLength(2)
}

const followUp = async (
  world: World,
  cell: Cell,
  ask: (words: Ask) => Promise<Answer>,
  words: Ask,
): Promise<void> => {
  const answer = await ask(words)
  expect(answer.text).toBe(FOLLOW_UP.text.join(''))
  const seen = expectSeen(cell, words, world.upstream.requests()[1])
  if (cell.scenario.also === 'signatures' && keepsSignatures(cell)) expectSignatures(cell.upstream, seen)
}

/** Gemini signs the call; the others sign the thoughts before it. */
const keepsSignatures = ({ way, upstream }: Cell): boolean =>
  way.hides.signatures === undefined && (upstream === 'gemini' || way.hides.thoughts === undefined)

/** Each provider must get its signatures back unchanged. OpenAI's chat dialect has none. */
const SIGNATURES: Record<UpstreamDialect, unknown> = {
  'openai-chat': undefined,
  'openai-responses': { thinking: 'Let me think…', signature: 'ZW5jcnlwdGVk' },
  'anthropic-messages': {
    thinking: 'Let me think…',
    signature: 'c2lnbmF0dXJlLW9mLXRoZS1zY3JpcHRlZC11cHN0cmVhbQ==',
  },
  gemini: {
    call: 'get_weather',
    input: { city: 'Paris', unit: 'c' },
    id: '1',
    signature: 'dGhvdWdodC1zaWduYXR1cmU=',
  },
}

const expectSignatures = (upstream: UpstreamDialect, { turns }: Seen): void => {
  const expected = SIGNATURES[upstream]
  if (expected === undefined) return
  const said = turns.find(({ role }) => role === 'assistant')?.parts ?? []
  expect(said).toContainEqual(expected)
}
