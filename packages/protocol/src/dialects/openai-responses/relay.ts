import { UNSIGNED } from '../../canonical/losses.ts'
import type { Closing, Relay, RelayContext } from '../../dialect.ts'
import { editBytes, memberNames, replaceEarly, spliceNested, spliceText, textAt } from '../../json/splice.ts'
import type { Frame } from '../../wire/sse.ts'
import { arrayOf, objectOf, parseJson, type JsonObject } from '../../json/object.ts'
import { OWN_FIELDS } from '../own-fields.ts'
import { eventTypeOf, spliceUsage } from '../relayed.ts'
import { cutOff, newTrail, remember } from './cut-off.ts'
import type { Trail } from './cut-off.ts'
import { DEFAULTS } from './response-object.ts'
import { echoState, isBareReasoning, reasonsAt, STATE_FIELDS, stateless } from './state-fields.ts'
import { writeUsage } from './usage.ts'
import { outputText } from './write-result.ts'

/** The state of passing on one stream. */
export type RelayState = {
  /** As JSON, by member: our values in a response. */
  names: Record<string, string>
  /** As JSON, by member: values for members that the provider omits. */
  defaults: Record<string, string>
  /** The event that ends the stream, which waits for the cost. */
  held: Frame | null
  /** The stored state to end it with; null if only its provider ends it. */
  trail: Trail | null
}

/** Only events about the whole response contain its id. Items and deltas pass unchanged. */
export const relay: Relay<RelayState> = {
  start: (context) => ({
    names: namesOf(context),
    defaults: defaultsOf(context),
    held: null,
    trail: context.mayBeCut === true ? newTrail() : null,
  }),
  step: (state, frame) => {
    if (state.held !== null || frame.data === '[DONE]') return []
    const named = { ...frame, data: withNames(frame.data, state) }
    if (state.trail !== null) remember(state.trail, named.data)
    if (!isAboutResponse(frame.data) || !LAST.has(eventTypeOf(frame.data))) return [named]
    state.held = named
    return []
  },
  // The event that is held here is the only one that the dialect's reader accepts as the end.
  end: ({ held }, closing) =>
    held === null ? [] : [{ ...held, data: withEnding(held.data, ['response'], closing) }],
  cut: (state) => {
    if (state.trail === null) throw new Error('the stream was not started as one that may be cut')
    const { frames, last } = cutOff(state.trail)
    state.held = last
    return frames
  },
  whole: (text, context, closing) =>
    withEnding(filled(spliceText(text, namesOf(context)), [], defaultsOf(context)), [], closing),
  request: (body, target) => {
    let echo: JsonObject = {}
    let defaults: JsonObject = {}
    let isCut = false
    const written = editBytes(body, (read) => {
      const known = body.includes('"reasoning"') ? withoutBareReasoning(read('input')) : {}
      isCut = known.input !== undefined
      echo = echoState(read)
      defaults = repeated(read)
      return {
        ...OWN_FIELDS,
        ...Object.fromEntries(STATE_FIELDS.map((field) => [field, null])),
        ...printed(stateless(read('include'), reasonsAt(target, read('reasoning')))),
        ...known,
        model: JSON.stringify(target.model),
      }
    })
    return { body: written, wantsUsageChunk: false, echo, defaults, losses: isCut ? [UNSIGNED] : [] }
  },
}

const withoutBareReasoning = (input: unknown): { input?: string } => {
  const items = arrayOf(input)
  const known = items.filter((item) => !isBareReasoning(item))
  return known.length < items.length ? { input: JSON.stringify(known) } : {}
}

const LAST: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete'])

/** A cheap check before a search: quotes in texts are escaped, so no delta matches. */
const isAboutResponse = (data: string): boolean => data.includes('"response"')

const namesOf = ({ id, model, echo }: RelayContext): RelayState['names'] => printed({ id, model, ...echo })

const printed = (members: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(members).map(([key, value]) => [key, JSON.stringify(value)]))

const withNames = (data: string, { names, defaults }: Pick<RelayState, 'names' | 'defaults'>): string => {
  const named = isAboutResponse(data)
    ? filled(spliceNested(data, ['response'], names), ['response'], defaults)
    : data
  return named.includes('"response_id"') ? replaceEarly(named, { response_id: names['id']! }) : named
}

/** The fields that compatible servers omit, as OpenAI would send them. */
const defaultsOf = ({ defaults }: RelayContext): RelayState['defaults'] =>
  printed({ ...DEFAULTS, completed_at: null, incomplete_details: null, error: null, ...defaults })

const filled = (text: string, path: readonly string[], defaults: RelayState['defaults']): string => {
  const there = memberNames(text, path)
  if (there === undefined) return text
  const missing = Object.entries(defaults).filter(([name]) => !there.has(name))
  return missing.length === 0 ? text : spliceNested(text, path, Object.fromEntries(missing))
}

/** The fields of a request that its response repeats unchanged. */
const repeated = (read: (field: string) => unknown): JsonObject =>
  Object.fromEntries(
    Object.keys(DEFAULTS)
      .map((field) => [field, read(field)] as const)
      .filter(([field, value]) => value != null && (field !== 'service_tier' || value !== 'auto')),
  )

/** The cost, the end time, and the convenience field of all our answers. */
const withEnding = (text: string, path: readonly string[], closing: Closing): string => {
  const { completedAtSeconds } = closing
  const output = arrayOf(parseJson(textAt(text, [...path, 'output']) ?? '')).map(objectOf)
  const isComplete = textAt(text, [...path, 'status']) === '"completed"'
  const isTimed = !isComplete || textAt(text, [...path, 'completed_at']) !== 'null'
  const spoken = spliceNested(text, path, {
    output_text: JSON.stringify(outputText(output)),
    ...(isTimed || completedAtSeconds === undefined ? {} : { completed_at: String(completedAtSeconds) }),
  })
  return spliceUsage(spoken, [...path, 'usage'], closing, writeUsage)
}
