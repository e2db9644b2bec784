import type { Closing, Relay, RelayContext } from '../../dialect.ts'
import { editBytes, replaceEarly, spliceNested, spliceText, textAt } from '../../json/splice.ts'
import type { Frame } from '../../wire/sse.ts'
import { arrayOf, objectOf, parseJson, type JsonObject } from '../json.ts'
import { OWN_FIELDS } from '../own-fields.ts'
import { eventTypeOf, spliceUsage } from '../relayed.ts'
import { echoState, isBareReasoning, reasonsAt, STATE_FIELDS, stateless } from './state-fields.ts'
import { writeUsage } from './usage.ts'
import { outputText } from './write-result.ts'

/** Where the passing on of one stream stands. */
export type RelayState = {
  /** In JSON, by member: what a response says in our words. */
  names: Record<string, string>
  /** The event that ends the stream: it waits for the cost. */
  held: Frame | null
}

/** Only events about the whole response name it: items and deltas pass as they are. */
export const relay: Relay<RelayState> = {
  start: (context) => ({ names: namesOf(context), held: null }),
  step: (state, frame) => {
    if (state.held !== null || frame.data === '[DONE]') return []
    const named = { ...frame, data: withNames(frame.data, state.names) }
    if (!isAboutResponse(frame.data) || !LAST.has(eventTypeOf(frame.data))) return [named]
    state.held = named
    return []
  },
  // The dialect's reader takes nothing for an end but the event that is held here.
  end: ({ held }, closing) =>
    held === null ? [] : [{ ...held, data: withEnding(held.data, ['response'], closing) }],
  whole: (text, context, closing) => withEnding(spliceText(text, namesOf(context)), [], closing),
  request: (body, target) => {
    let echo: JsonObject = {}
    const written = editBytes(body, (read) => {
      echo = echoState(read)
      return {
        ...OWN_FIELDS,
        ...Object.fromEntries(STATE_FIELDS.map((field) => [field, null])),
        ...printed(stateless(read('include'), reasonsAt(target, read('reasoning')))),
        ...(body.includes('"reasoning"') ? withoutBareReasoning(read('input')) : {}),
        model: JSON.stringify(target.model),
      }
    })
    return { body: written, wantsUsageChunk: false, echo }
  },
}

const withoutBareReasoning = (input: unknown): Record<string, string> => {
  const items = arrayOf(input)
  const known = items.filter((item) => !isBareReasoning(item))
  return known.length < items.length ? { input: JSON.stringify(known) } : {}
}

const LAST: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete'])

/** A cheap look before a search: quotes inside of texts are escaped, so no delta is taken for one of these. */
const isAboutResponse = (data: string): boolean => data.includes('"response"')

const namesOf = ({ id, model, echo }: RelayContext): RelayState['names'] => printed({ id, model, ...echo })

const printed = (members: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(members).map(([key, value]) => [key, JSON.stringify(value)]))

const withNames = (data: string, names: RelayState['names']): string => {
  const named = isAboutResponse(data) ? spliceNested(data, ['response'], names) : data
  return named.includes('"response_id"') ? replaceEarly(named, { response_id: names['id']! }) : named
}

/** The cost, and the convenience field all our answers have. */
const withEnding = (text: string, path: readonly string[], closing: Closing): string => {
  const output = arrayOf(parseJson(textAt(text, [...path, 'output']) ?? '')).map(objectOf)
  const spoken = spliceNested(text, path, { output_text: JSON.stringify(outputText(output)) })
  return spliceUsage(spoken, [...path, 'usage'], closing, writeUsage)
}
