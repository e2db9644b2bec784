import type { ChatEvent, Fault, Finish, FinishReason } from '../../canonical/events.ts'
import { cutFault } from '../../canonical/faults.ts'
import { reasonBySent } from '../../canonical/finish.ts'
import { appendToLane, closeLanes, createLanes, type Lanes } from '../../canonical/lanes.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import { arrayOf, isObject, objectOf, optionalText, parseJson, type JsonObject } from '../../json/object.ts'
import { capabilities } from './capabilities.ts'
import { readGeminiLogprobs } from '../logprobs.ts'
import { malformedFault } from '../read-fault.ts'
import { readErrorBody } from './errors.ts'
import { newestReport } from '../reported-counts.ts'
import type { PartialCall } from './partial-args.ts'
import { readPart } from './read-part.ts'
import { readUsage } from './usage.ts'

export type ReadState = {
  isStarted: boolean
  isEnded: boolean
  /** The provider's id of the answer, for ids of function calls without one. */
  answerId: string
  hasToolCalls: boolean
  lanes: Lanes
  /** A function call whose arguments are still arriving. */
  partial: PartialCall | undefined
  /** The newest usage, completed from earlier ones. */
  usage: JsonObject | undefined
  finish: Finish | undefined
}

/**
 * Reads a `streamGenerateContent` stream: every frame is a whole response that continues the one before. There is no
 * terminal event and a finish reason may come more than once, so the answer ends where the stream does.
 */
export const readStream: Machine<ReadState, Frame, ChatEvent, Record<string, never>> = {
  start: () => ({
    isStarted: false,
    isEnded: false,
    answerId: '',
    hasToolCalls: false,
    lanes: createLanes(),
    partial: undefined,
    usage: undefined,
    finish: undefined,
  }),
  step: (state, frame) => {
    const out: ChatEvent[] = []
    if (!state.isEnded) readFrame(state, frame, out)
    return [state, out]
  },
  end: (state) => {
    const out: ChatEvent[] = []
    if (!state.isEnded) endAnswer(state, out)
    return out
  },
}

const readFrame = (state: ReadState, { data }: Frame, out: ChatEvent[]): void => {
  const body = parseJson(data, capabilities.parsers.answer)
  if (!isObject(body)) return fail(state, malformedFault(data), out)
  readResponse(state, body, out)
}

/** Reads one chunk or a whole response: they have the same shape. */
export const readResponse = (state: ReadState, response: JsonObject, out: ChatEvent[]): void => {
  if (response['error'] !== undefined) return fail(state, readErrorBody(response), out)
  if (!state.isStarted) startAnswer(state, response, out)
  readFeedback(state, objectOf(response['promptFeedback']))
  for (const candidate of arrayOf(response['candidates'])) readCandidate(state, objectOf(candidate), out)
  if (!state.isEnded && isObject(response['usageMetadata'])) {
    state.usage = newestReport(state.usage, response['usageMetadata'])
    out.push({ type: 'usage', usage: readUsage(state.usage) })
  }
}

/** Marks the finish of an answer that did not start because the prompt was refused. */
export const BLOCKED_PROMPT = 'blockReason:'

const readFeedback = (state: ReadState, { blockReason, blockReasonMessage }: JsonObject): void => {
  const blocked = optionalText(blockReason)
  if (blocked === undefined) return
  const raw = `${BLOCKED_PROMPT}${blocked}`
  state.finish = { reason: 'content-filter', raw, ...explained(blockReasonMessage) }
}

const explained = (words: unknown): Pick<Finish, 'explanation'> => {
  const explanation = optionalText(words)
  return explanation === undefined ? {} : { explanation }
}

const startAnswer = (state: ReadState, response: JsonObject, out: ChatEvent[]): void => {
  state.isStarted = true
  const id = optionalText(response['responseId'])
  const model = optionalText(response['modelVersion'])
  state.answerId = id ?? ''
  out.push({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) })
}

const readCandidate = (state: ReadState, candidate: JsonObject, out: ChatEvent[]): void => {
  const index = typeof candidate['index'] === 'number' ? candidate['index'] : 0
  readLogprobs(state, candidate, index, out)
  for (const part of arrayOf(objectOf(candidate['content'])['parts'])) {
    if (!state.isEnded) readPart(state, objectOf(part), index, out)
  }
  if (state.isEnded) return
  readSources(state, candidate, out)
  const reason = optionalText(candidate['finishReason'])
  if (reason !== undefined && index === 0) readFinish(state, reason, candidate, out)
}

const readLogprobs = (
  state: ReadState,
  { logprobsResult }: JsonObject,
  candidate: number,
  out: ChatEvent[],
): void => {
  const tokens = readGeminiLogprobs(logprobsResult)
  if (tokens.length === 0 || candidate !== 0) return
  appendToLane(state.lanes, 'text', { kind: 'text' }, { kind: 'logprobs', tokens }, out)
}

const readSources = (state: ReadState, candidate: JsonObject, out: ChatEvent[]): void => {
  for (const field of SOURCE_FIELDS) {
    const value = candidate[field]
    if (!isObject(value) || Object.keys(value).length === 0) continue
    const delta = { kind: 'citation', dialect: 'gemini', value: { [field]: value } } as const
    appendToLane(state.lanes, 'text', { kind: 'text' }, delta, out)
  }
}

const SOURCE_FIELDS = ['groundingMetadata', 'citationMetadata', 'urlContextMetadata']

/** Reasons for an unusable answer: another attempt may succeed. */
const BROKEN = new Set([
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'MALFORMED_RESPONSE',
  'MISSING_THOUGHT_SIGNATURE',
])

/** Google limited or closed the account of the key. */
const ACCOUNT_CLOSED = 'PUP_LIMITED_DISABLED'

/** A map, because a provider's value may be the name of an object's built-in property. */
const FINISH_REASONS: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    STOP: 'stop',
    MAX_TOKENS: 'length',
    // The most tokens of one request: a further one would go on.
    CONTINUATION: 'length',
    SAFETY: 'content-filter',
    RECITATION: 'content-filter',
    LANGUAGE: 'content-filter',
    BLOCKLIST: 'content-filter',
    PROHIBITED_CONTENT: 'content-filter',
    SPII: 'content-filter',
    ESCALATION: 'content-filter',
    MODEL_ARMOR: 'content-filter',
    IMAGE_SAFETY: 'content-filter',
    IMAGE_PROHIBITED_CONTENT: 'content-filter',
    IMAGE_RECITATION: 'content-filter',
  }),
)

const readFinish = (state: ReadState, raw: string, candidate: JsonObject, out: ChatEvent[]): void => {
  const finish = { reason: FINISH_REASONS.get(raw) ?? 'other', raw, ...explained(candidate['finishMessage']) }
  if (raw === ACCOUNT_CLOSED) fail(state, { ...unusable(finish), isOfOurAccount: true }, out)
  else if (BROKEN.has(raw)) fail(state, unusable(finish), out)
  else state.finish = finish
}

const unusable = ({ raw, explanation }: Finish): Fault => ({
  code: 'provider_unavailable',
  message: explanation ?? `The model's answer could not be used (${raw}).`,
  raw: { finishReason: raw, finishMessage: explanation },
})

export const endAnswer = (state: ReadState, out: ChatEvent[]): void => {
  if (state.finish === undefined || state.partial !== undefined) return fail(state, cutFault(), out)
  // Empty, and for a reason that is no end (OTHER, NO_IMAGE): it would look like a finished answer.
  if (state.finish.reason === 'other' && state.lanes.nextIndex === 0)
    return fail(state, unusable(state.finish), out)
  state.isEnded = true
  closeLanes(state.lanes, out)
  const reason = reasonBySent(state.finish.reason, state.hasToolCalls)
  out.push({ type: 'finish', ...state.finish, reason })
}

/** Ends the answer with a fault, after closing what is open. */
export const fail = (state: ReadState, fault: Fault, out: ChatEvent[]): void => {
  state.isEnded = true
  closeLanes(state.lanes, out)
  out.push({ type: 'fault', fault })
}
