import type { Closing, Quirks, Relay } from '../../dialect.ts'
import { editText, readMember, replaceEarly, spliceBytes, spliceText } from '../../json/splice.ts'
import type { Frame } from '../../wire/sse.ts'
import { OWN_FIELDS } from '../own-fields.ts'
import { arrayOf, isObject, objectOf, parseJson } from '../../json/object.ts'
import { inOwnForm, wholeInOwnForm, type SentChunks } from './chunk-form.ts'
import { ownFinishWord } from './finish-words.ts'
import { byokFields, usageToOpenAi } from './usage.ts'

/** The type of a stream's chunks, and an empty choice, as JSON text. */
type ChunkForm = { object: string; emptyChoice: string }

/** The state of passing on one stream. */
export type RelayState = {
  form: ChunkForm
  names: { id: string; model: string }
  /** The provider's name as JSON, for the first and the last chunk. */
  provider: Record<string, string>
  isStarted: boolean
  wantsUsageChunk: boolean
  /** The caller requested the usage so far in each chunk (vLLM's `continuous_usage_stats`). */
  wantsUsageInEach: boolean
  sent: SentChunks
  hasToolCalls: boolean
  /** The last chunk with a finish reason, which waits for the usage after it. */
  held: string | null
  /** The provider's own usage chunk, kept for a caller who requested one. */
  usageChunk: string | null
}

/**
 * OpenAI's usage chunk has no choices, but clients that did not request it access `choices[0]`. For them, the usage is
 * in the last chunk with a choice.
 */
const createRelay = (form: ChunkForm): Relay<RelayState> => ({
  repeatsText: true,
  start: ({ id, model, provider, wantsUsageChunk, wantsUsageInEach = false }) => ({
    form,
    names: { id: JSON.stringify(id), model: JSON.stringify(model) },
    provider: providerField(provider),
    isStarted: false,
    wantsUsageChunk,
    wantsUsageInEach,
    sent: { answerId: id, choices: new Map() },
    hasToolCalls: false,
    held: null,
    usageChunk: null,
  }),
  step: (state, { data }) => {
    if (data === '[DONE]') return []
    const named = withBothNames(inOwnForm(state.sent, replaceEarly(data, state.names)))
    const text = begin(state, withoutNulls(named, state.wantsUsageChunk))
    state.hasToolCalls ||= callsTools(data)
    if (!mayEnd(data)) return release(state, text)
    const chunk = objectOf(parseJson(data))
    const choices = arrayOf(chunk.choices)
    if (choices.length === 0 && isObject(chunk.usage)) {
      state.usageChunk = text
      return []
    }
    // Some servers send the usage with another, empty choice after the finished one.
    const isLate = state.held !== null && isObject(chunk.usage)
    if (!isLate && !choices.some((choice) => objectOf(choice).finish_reason))
      return release(state, withoutUsage(state, text))
    const out = release(state, null)
    state.held = choices.length === 1 ? endedBySent(text, state.hasToolCalls) : text
    return out
  },
  end: (state, closing) => {
    const frames = state.wantsUsageChunk ? withUsageChunk(state, closing) : withUsageOnLast(state, closing)
    return [...frames, { data: '[DONE]' }]
  },
  cut: (state) => {
    state.held = emptyChunk(
      state,
      `[${state.form.emptyChoice.replace('"finish_reason":null', '"finish_reason":"length"')}]`,
    )
    return []
  },
  whole: (told, { id, model, provider }, closing) => {
    const given = wholeInOwnForm(id, told)
    const text = withBothNames(
      given.split('"finish_reason"').length === 2 ? endedBySent(given, callsTools(given)) : given,
    )
    return editText(text, (read) => ({
      id: JSON.stringify(id),
      model: JSON.stringify(model),
      ...providerField(provider),
      // Clients of this dialect expect the field, and compatible servers omit it.
      ...(read('system_fingerprint') === undefined ? { system_fingerprint: 'null' } : {}),
      usage: usageText(read('usage'), closing),
    }))
  },
  request: (body, { model, isStream, quirks }) => {
    const edits: Record<string, string | null> = {
      ...OWN_FIELDS,
      model: JSON.stringify(model),
      ...renamedFields(body, quirks),
    }
    if (!isStream) return { body: spliceBytes(body, edits), wantsUsageChunk: false }
    // Numbering of events is our feature, not the provider's.
    const { include_event_ids: _ids, ...options } = objectOf(readMember(body, 'stream_options'))
    edits.stream_options =
      quirks.hasStreamUsageOption === false ? null : JSON.stringify({ ...options, include_usage: true })
    return {
      body: spliceBytes(body, edits),
      wantsUsageChunk: options.include_usage === true,
      wantsUsageInEach: options.continuous_usage_stats === true,
    }
  },
})

const providerField = (provider: string | undefined): Record<string, string> =>
  provider === undefined ? {} : { provider: JSON.stringify(provider) }

const begin = (state: RelayState, text: string): string => {
  if (state.isStarted) return text
  state.isStarted = true
  return spliceText(text, state.provider)
}

/**
 * OpenAI sends `usage: null` in every chunk if usage is requested, as the router always does, and a null fingerprint
 * for newer models. Strict clients that did not request usage refuse the nulls. Quotes in texts are escaped, so texts
 * cannot contain these.
 */
const withoutNulls = (text: string, wantsUsageChunk: boolean): string =>
  wantsUsageChunk
    ? text
    : withoutNull(withoutNull(text, '"usage"', USAGE_NULL), '"system_fingerprint"', FINGERPRINT_NULL)

/** A check is cheaper than a replacement without a match. */
const withoutNull = (text: string, name: string, pattern: RegExp): string =>
  text.includes(name) ? text.replace(pattern, '') : text

const USAGE_NULL = /,\s?"usage":\s?null/
const FINGERPRINT_NULL = /,\s?"system_fingerprint":\s?null/

/** A cheap check first: quotes in texts are escaped, so no text of the model is mistaken for a field. */
const callsTools = (text: string): boolean => text.includes('"tool_calls"') && SOME_CALL.test(text)

const SOME_CALL = /"tool_calls":\s?\[\s?\{/

/** The finish reason of one choice, by its content, like `reasonBySent` for translated answers. */
const endedBySent = (text: string, hasToolCalls: boolean): string => {
  const own = text.replace(ENDED, (_, before: string, word: string) => `${before}"${ownFinishWord(word)}"`)
  return hasToolCalls ? own.replace(STOPPED, '$1"tool_calls"') : own.replace(CALLED, '$1"stop"')
}

const ENDED = /("finish_reason":\s?)"([^"\\]*)"/

const STOPPED = /("finish_reason":\s?)"stop"/
const CALLED = /("finish_reason":\s?)"tool_calls"/

/** Adds reasoning under both names: `reasoning` is OpenRouter's, `reasoning_content` DeepSeek's. */
const withBothNames = (text: string): string => {
  // This check is enough for most chunks.
  if (!text.includes('"reasoning')) return text
  const isPlain = text.includes('"reasoning":')
  if (isPlain === text.includes('"reasoning_content":')) return text
  return isPlain
    ? text.replace(PLAIN_REASONING, '$&,"reasoning_content":$1')
    : text.replace(REASONING_CONTENT, '$&,"reasoning":$1')
}

const PLAIN_REASONING = /"reasoning":\s?("(?:[^"\\]|\\.)*")/g
const REASONING_CONTENT = /"reasoning_content":\s?("(?:[^"\\]|\\.)*")/g

/** Fields that a server has under another name. It would refuse or ignore the caller's. */
const renamedFields = (body: Buffer, quirks: Quirks): Record<string, string | null> => {
  const edits: Record<string, string | null> = {}
  for (const [from, to] of renamesOf(quirks)) {
    const value = body.includes(`"${from}"`) ? readMember(body, from) : undefined
    if (value === undefined) continue
    edits[from] = null
    edits[to] = JSON.stringify(value)
  }
  return edits
}

const renamesOf = ({ maxTokensField, seedField }: Quirks): [string, string][] => [
  ...(maxTokensField === 'max_tokens' ? [['max_completion_tokens', 'max_tokens'] as [string, string]] : []),
  ...(seedField === undefined ? [] : [['seed', seedField] as [string, string]]),
]

export const relay = createRelay({
  object: 'chat.completion.chunk',
  emptyChoice: '{"index":0,"delta":{},"finish_reason":null}',
})

/** The same for `/v1/completions`, whose chunks have other choices. */
export const completionRelay = createRelay({
  object: 'text_completion',
  emptyChoice: '{"index":0,"text":"","logprobs":null,"finish_reason":null}',
})

/** A cheap check before parsing: most chunks are deltas without a finish reason or usage. */
const mayEnd = (data: string): boolean =>
  data.includes('"usage":{') ||
  data.includes('"usage": {') ||
  (data.includes('"finish_reason"') && !NOT_FINISHED.test(data))

const NOT_FINISHED = /"finish_reason":\s*null/

const release = (state: RelayState, text: string | null): Frame[] => {
  const out: Frame[] = []
  if (state.held !== null) out.push({ data: withoutUsage(state, state.held) })
  if (text !== null) out.push({ data: text })
  state.held = null
  return out
}

/** A chunk for the usage, if the provider sent none that can have it. */
const emptyChunk = ({ names, form }: RelayState, choices: string): string =>
  `{"id":${names.id},"object":"${form.object}","model":${names.model},"choices":${choices}}`

const withUsageOnLast = (state: RelayState, closing: Closing): Frame[] => {
  const last = state.held ?? emptyChunk(state, `[${state.form.emptyChoice}]`)
  const usage = usageText(reportedUsage(state.usageChunk ?? last), closing)
  return [{ data: spliceText(last, { ...state.provider, usage }) }]
}

const withUsageChunk = (state: RelayState, closing: Closing): Frame[] => {
  const { held, usageChunk } = state
  // A provider that adds usage to the last choice sends no separate chunk. One usage is enough.
  if (usageChunk === null && held !== null && reportedUsage(held) !== undefined)
    return withUsageOnLast(state, closing)
  const chunk = usageChunk ?? emptyChunk(state, '[]')
  const last = {
    data: spliceText(chunk, { ...state.provider, usage: usageText(reportedUsage(chunk), closing) }),
  }
  return held === null ? [last] : [{ data: withoutUsage(state, held) }, last]
}

/**
 * A chunk before the last one has no usage, as OpenAI's. Some servers report the usage so far in each, and LangChain's
 * Python package adds the reports up.
 */
const withoutUsage = ({ wantsUsageChunk, wantsUsageInEach }: RelayState, text: string): string =>
  wantsUsageInEach || !text.includes('"usage"')
    ? text
    : spliceText(text, { usage: wantsUsageChunk ? 'null' : null })

const reportedUsage = (text: string): object | undefined => {
  const { usage } = objectOf(parseJson(text))
  return isObject(usage) ? usage : undefined
}

/** The provider's usage object with our cost; ours if it sent none or an invalid one. */
const usageText = (reported: unknown, { usage, costUsd }: Closing): string =>
  JSON.stringify(
    isObject(reported) && !usage.isEstimated
      ? { ...reported, cost: costUsd, ...byokFields(usage) }
      : usageToOpenAi(usage, costUsd),
  )
