import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Field, Loss } from '../canonical/losses.ts'
import type { ChatRequest } from '../canonical/request.ts'
import type { Range, RangedSetting } from '../canonical/ranges.ts'
import type { Bounds, DialectCapabilities } from '../capabilities.ts'

/** Drops the settings that a dialect does not have, and keeps the others within its limits. */
export const adaptFields: Adaptation = (request, target, losses) => {
  const kept = withOwnSettings(request)
  const note = (field: Field, action: Loss['action'], reason: string) =>
    losses.push({ param: paramOf(request, field), action, reason })
  for (const [field, reason] of lacksOf(request, target))
    if (dropField(kept, field)) note(field, 'dropped', reason)
  if (target.capabilities?.hasSampling === false)
    dropSampling(kept, 'This model does not support sampling settings.', note)
  limitOutput(kept, target, note)
  const { sampling, bounds } = CAPABILITIES[target.dialect]
  keepInRange(kept.sampling, bounds.ranges, note)
  keepInRange(kept.sampling, target.capabilities?.ranges ?? {}, note)
  boundSampling(kept, sampling, note)
  return kept
}

/** That functions are called one at a time is what callers of them take for granted, without a field for it. */
const paramOf = ({ source, functions }: ChatRequest, field: Field): string =>
  functions === 'asked' && field === 'allowsParallelToolCalls'
    ? 'functions'
    : (CAPABILITIES[source].fields[field] ?? field)

type Note = (field: Field, action: Loss['action'], reason: string) => void

const withOwnSettings = (request: ChatRequest): ChatRequest => ({
  ...request,
  sampling: { ...request.sampling },
})

const lacksOf = (
  { source, serviceTier }: ChatRequest,
  { dialect, quirks, capabilities }: AdaptTarget,
): [Field, string][] => [
  ...Object.entries(CAPABILITIES[dialect].lacks)
    .filter(([field]) => !(field === 'topK' && quirks.hasTopK))
    .filter(([field]) => !(field === 'serviceTier' && sharesTier(serviceTier, source, dialect, quirks)))
    .map(([field, reason]): [Field, string] => [field as Field, reason]),
  ...(capabilities?.refuses ?? []).map((field): [Field, string] => [field, 'This model does not accept it.']),
]

/** Whether a caller's tier reaches a provider of another dialect: most are the same at the vendor of both. */
export const sharesTier = (
  tier: string | undefined,
  source: ChatRequest['source'],
  dialect: AdaptTarget['dialect'],
  quirks: AdaptTarget['quirks'],
): boolean => {
  const { family, fields, sharedFields, lacksTiers } = CAPABILITIES[dialect]
  if (tier !== undefined && lacksTiers?.has(tier)) return false
  return (
    CAPABILITIES[source].family === family && sharedFields(quirks).has(fields.serviceTier ?? 'service_tier')
  )
}

/** Removes a setting from the copy; returns whether it had a value. */
const dropField = (request: ChatRequest, field: Field): boolean => {
  const holder: Partial<Record<Field, unknown>> = field in request.sampling ? request.sampling : request
  const value = holder[field]
  delete holder[field]
  return value !== undefined && value !== 'auto'
}

const limitOutput = ({ sampling }: ChatRequest, { maxOutputTokens: most }: AdaptTarget, note: Note): void => {
  if (most === undefined || sampling.maxOutputTokens === undefined || sampling.maxOutputTokens <= most) return
  sampling.maxOutputTokens = most
  note('maxOutputTokens', 'rewritten', `This model writes at most ${most} tokens.`)
}

const dropSampling = ({ sampling }: Pick<ChatRequest, 'sampling'>, reason: string, note: Note): void => {
  for (const field of ['temperature', 'topP', 'topK'] as const) {
    if (sampling[field] === undefined) continue
    delete sampling[field]
    note(field, 'dropped', reason)
  }
}

/** Uses the closest number that the provider accepts. */
const keepInRange = (sampling: ChatRequest['sampling'], ranges: Bounds['ranges'], note: Note): void => {
  for (const [name, range] of Object.entries(ranges)) {
    const field = name as RangedSetting
    const value = sampling[field]
    if (value === undefined) continue
    const { least = -Infinity, most = Infinity } = range
    const nearest = Math.min(Math.max(value, least), most)
    if (nearest === value) continue
    sampling[field] = nearest
    note(field, 'rewritten', `This model accepts ${wordsOf(range)}.`)
  }
}

const wordsOf = ({ least, most }: Range): string => {
  if (most === undefined) return `${least} or more`
  return least === undefined ? `at most ${most}` : `${least} to ${most}`
}

/** Drops settings that a model does not accept together. */
const boundSampling = (
  { sampling, reasoning }: ChatRequest,
  { hasTemperatureOrTopP, isRefusedWhileThinking }: DialectCapabilities['sampling'],
  note: Note,
): void => {
  const isThinking = reasoning?.budgetTokens !== undefined || reasoning?.isAdaptive === true
  if (isThinking && isRefusedWhileThinking)
    dropSampling({ sampling }, 'This model does not support this setting with reasoning.', note)
  if (hasTemperatureOrTopP && sampling.temperature !== undefined && sampling.topP !== undefined) {
    delete sampling.topP
    note('topP', 'dropped', 'This model accepts either temperature or top-p.')
  }
}
