import type { ChatEvent, Fault, FinishReason } from '../../canonical/events.ts'
import { cutFault } from '../../canonical/faults.ts'
import { closeLanes, createLanes } from '../../canonical/lanes.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import { arrayOf, isObject, objectOf, optionalText, parseJson, type JsonObject } from '../../json/object.ts'
import type { Usage } from '../../canonical/usage.ts'
import { malformedFault } from '../read-fault.ts'
import { readErrorObject } from './errors.ts'
import {
  addAnnotation,
  addArguments,
  addRefusal,
  addText,
  addThinking,
  finishItem,
  openItem,
} from './read-item.ts'
import type { ReadState } from './read-state.ts'
import { ReportedCounts } from '../reported-counts.ts'
import { servedTerms } from '../served-terms.ts'
import { readUsage } from './usage.ts'

/** Reads a Responses stream. Data that is only in a `done` event or the final response is read from there. */
export const readStream: Machine<ReadState, Frame, ChatEvent, Record<string, never>> = {
  start: () => ({
    isStarted: false,
    isEnded: false,
    hasToolCalls: false,
    lanes: createLanes(),
    filled: new Set(),
    finished: new Set(),
    summaryIndex: 0,
  }),
  step: (state, frame) => {
    const out: ChatEvent[] = []
    if (!state.isEnded) readFrame(state, frame, out)
    return [state, out]
  },
  end: (state) => {
    const out: ChatEvent[] = []
    if (!state.isEnded) fail(state, cutFault(), out)
    return out
  },
}

const readFrame = (state: ReadState, { data }: Frame, out: ChatEvent[]): void => {
  if (data === '[DONE]') return
  const event = parseJson(data)
  if (!isObject(event)) return fail(state, malformedFault(data), out)
  readEvent(state, event, out)
}

const readEvent = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  switch (event['type']) {
    case 'response.created':
      return startAnswer(state, objectOf(event['response']), out)
    case 'response.output_item.added':
      return openItem(state, event['output_index'], objectOf(event['item']), out)
    case 'response.output_item.done':
      return finishItem(state, event['output_index'], objectOf(event['item']), out)
    case 'response.output_text.delta':
      return addText(state, event, out)
    case 'response.refusal.delta':
      return addRefusal(state, event, out)
    case 'response.output_text.annotation.added':
      return addAnnotation(state, event, out)
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return addThinking(state, event, out)
    case 'response.function_call_arguments.delta':
      return addArguments(state, event, out)
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
    case 'response.cancelled':
      return readResponse(state, objectOf(event['response']), out)
    case 'error':
      return fail(state, readErrorObject(event['error'] ?? event, event), out)
    default:
      // Begin and end of parts, and progress of the provider's tools, which the items contain too.
      return
  }
}

const startAnswer = (state: ReadState, response: JsonObject, out: ChatEvent[]): void => {
  if (state.isStarted) return
  state.isStarted = true
  const id = optionalText(response['id'])
  const model = optionalText(response['model'])
  out.push({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) })
}

/** Reads a whole response: the last one of a stream, or the body of a plain answer. */
export const readResponse = (state: ReadState, response: JsonObject, out: ChatEvent[]): void => {
  startAnswer(state, response, out)
  for (const [index, item] of arrayOf(response['output']).entries()) {
    if (!state.finished.has(index)) finishItem(state, index, objectOf(item), out)
  }
  if (isObject(response['usage'])) {
    out.push({ type: 'usage', usage: { ...readUsage(response['usage']), ...servedAs(response) } })
  }
  endAnswer(state, response, out)
}

/** The fields of a response, besides usage, that determine its cost. */
const servedAs = (response: JsonObject): Pick<Usage, 'terms' | 'toolCalls'> => {
  const search = objectOf(objectOf(response['tool_usage'])['web_search'])
  const webSearch = search['num_requests']
  return {
    ...servedTerms({ serviceTier: response['service_tier'] }),
    ...(webSearch === undefined ? {} : { toolCalls: { webSearch: new ReportedCounts().of(webSearch) } }),
  }
}

const endAnswer = (state: ReadState, response: JsonObject, out: ChatEvent[]): void => {
  const status = optionalText(response['status'])
  if (isObject(response['error'])) return fail(state, readErrorObject(response['error'], response), out)
  if (status !== 'completed' && status !== 'incomplete') return fail(state, cutFault(), out)
  state.isEnded = true
  closeLanes(state.lanes, out)
  const raw = optionalText(objectOf(response['incomplete_details'])['reason']) ?? status
  out.push({ type: 'finish', reason: finishReason(state, raw), raw })
}

const finishReason = (state: ReadState, raw: string): FinishReason => {
  if (raw === 'completed') return state.hasToolCalls ? 'tool-calls' : 'stop'
  return INCOMPLETE.get(raw) ?? 'pause'
}

/** Any other reason, or none, means that the answer could continue. */
const INCOMPLETE: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    max_output_tokens: 'length',
    content_filter: 'content-filter',
  }),
)

/** Ends the answer with a fault, after closing what is open. */
export const fail = (state: ReadState, fault: Fault, out: ChatEvent[]): void => {
  state.isEnded = true
  closeLanes(state.lanes, out)
  out.push({ type: 'fault', fault })
}
