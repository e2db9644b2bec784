import type { ChatEvent } from '../../canonical/events.ts'
import { cutFault } from '../../canonical/faults.ts'
import { reasonBySent } from '../../canonical/finish.ts'
import { closeLanes, createLanes } from '../../canonical/lanes.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Usage } from '../../canonical/usage.ts'
import type { Frame } from '../../wire/sse.ts'
import { arrayOf, isObject, objectOf, optionalText, parseJson, type JsonObject } from '../../json/object.ts'
import { capabilities } from './capabilities.ts'
import { malformedFault } from '../read-fault.ts'
import { readErrorObject } from './errors.ts'
import { isBroken, readFinishWord } from './finish-words.ts'
import { readDelta, readLogprobs } from './read-delta.ts'
import { newestReport } from '../reported-counts.ts'
import { fail, type ReadState } from './read-state.ts'
import { servedTerms } from '../served-terms.ts'
import { readUsage } from './usage.ts'

/**
 * Reads a chat completion stream. Tolerates variants of compatible servers: a usage chunk without choices, usage with
 * the last delta or under `x_groq`, a missing `[DONE]`, an error inside a 200 stream, several choices.
 */
export const readStream: Machine<ReadState, Frame, ChatEvent, Record<string, never>> = {
  start: () => ({
    isStarted: false,
    isEnded: false,
    answerId: '',
    hasToolCalls: false,
    hasPlainReasoning: false,
    lanes: createLanes(),
    serviceTier: undefined,
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

const readFrame = (state: ReadState, { event, data }: Frame, out: ChatEvent[]): void => {
  if (data === '[DONE]') return endAnswer(state, out)
  const chunk = parseJson(data, capabilities.parsers.answer)
  if (!isObject(chunk)) return fail(state, malformedFault(data), out)
  if (event === 'error') return fail(state, readErrorObject(chunk['error'] ?? chunk, chunk), out)
  readChunk(state, chunk, out)
}

/** Reads one chunk, or a whole answer, whose message is one complete delta. */
export const readChunk = (state: ReadState, chunk: JsonObject, out: ChatEvent[]): void => {
  if (chunk['error'] !== undefined && chunk['error'] !== null) {
    return fail(state, readErrorObject(chunk['error'], chunk), out)
  }
  if (!state.isStarted) startAnswer(state, chunk, out)
  state.serviceTier = chunk['service_tier'] ?? state.serviceTier
  const choices = chunk['choices']
  if (Array.isArray(choices)) for (const choice of choices) readChoice(state, objectOf(choice), out)
  if (!state.isEnded) readChunkUsage(state, chunk, choices, out)
}

const startAnswer = (state: ReadState, chunk: JsonObject, out: ChatEvent[]): void => {
  state.isStarted = true
  const id = optionalText(chunk['id'])
  const model = optionalText(chunk['model'])
  state.answerId = id ?? ''
  out.push({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) })
}

const readChoice = (state: ReadState, choice: JsonObject, out: ChatEvent[]): void => {
  if (state.isEnded) return
  const index = typeof choice['index'] === 'number' ? choice['index'] : 0
  const delta = choice['delta'] ?? choice['message']
  if (isObject(delta)) {
    readLogprobs(state, choice, delta, index, out)
    readDelta(state, delta, index, out)
  }
  // `/v1/completions`, whose answers differ only in this.
  else if (typeof choice['text'] === 'string') readDelta(state, { content: choice['text'] }, index, out)
  const reason = optionalText(choice['finish_reason'])
  // A caller who requests several choices gets the bytes unchanged. Here only the first determines the finish reason.
  if (reason !== undefined && index === 0) readFinish(state, reason, choice, out)
}

const readFinish = (state: ReadState, raw: string, choice: JsonObject, out: ChatEvent[]): void => {
  if (isBroken(raw)) {
    const message = `The model's answer could not be used (${raw}).`
    return fail(state, readErrorObject(choice['error'] ?? { code: raw, message }, choice), out)
  }
  state.finish = readFinishWord(raw, choice)
}

const readChunkUsage = (state: ReadState, chunk: JsonObject, choices: unknown, out: ChatEvent[]): void => {
  const usage = reportedIn(chunk, choices)
  if (!isObject(usage)) return
  state.usage = newestReport(state.usage, usage)
  out.push({ type: 'usage', usage: usageOf(state.usage, state.serviceTier) })
}

/** The fields in which servers report usage. */
export const reportedIn = (chunk: JsonObject, choices: unknown): unknown =>
  chunk['usage'] ?? objectOf(chunk['x_groq'])['usage'] ?? objectOf(arrayOf(choices)[0])['usage']

/** The usage, from the provider's report and its service tier. */
export const usageOf = (reported: JsonObject, serviceTier: unknown): Usage => {
  const read = readUsage(reported)
  return serviceTier === undefined ? read : Object.assign(read, servedTerms({ serviceTier }))
}

export const endAnswer = (state: ReadState, out: ChatEvent[]): void => {
  if (state.finish === undefined) return fail(state, cutFault(), out)
  state.isEnded = true
  closeLanes(state.lanes, out)
  const reason = reasonBySent(state.finish.reason, state.hasToolCalls)
  out.push({ type: 'finish', ...state.finish, reason })
}
