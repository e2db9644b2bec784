import type { Dialect } from '@gptget/contracts'
import type { Loss } from '@gptget/protocol'
import { observe, type Observed } from './observe.ts'
import { namesOf, numberAt, textAt, type Path } from './plausible.ts'
import type { Sample } from './samples.ts'
import { saysNothing, valueAt } from './says-nothing.ts'
import { settle } from './settle.ts'

type Json = Record<string, unknown>

/** A leaf of a request that does not reach the provider and is not named as a loss. */
export type Silence = { from: Dialect; to: Dialect; path: Path; body: Json; losses: string[] }

/**
 * Whether a leaf is lost silently. The request is sent twice, the second time with another value or without it. If the
 * provider gets the same, a loss must name the leaf.
 */
export const silenceOf = (from: Dialect, to: Dialect, sample: Sample): Silence | undefined => {
  const { path, value } = sample
  const other = changedAt(value, path, otherValue(sample, valueAt(value, path)))
  if (other === undefined || saysNothing(from, value, path) !== undefined) return undefined
  const body = settle(from, value as Json)
  const otherBody = settle(from, other as Json)
  if (JSON.stringify(body) === JSON.stringify(otherBody)) return undefined
  const sent = observe(from, to, body)
  if (sent.type === 'refused' || isNamed(sent.losses, path)) return undefined
  if (!isSame(sent, observe(from, to, otherBody))) return undefined
  return { from, to, path, body, losses: sent.losses.map(({ param }) => param) }
}

const isSame = (one: Observed, other: Observed): boolean => JSON.stringify(one) === JSON.stringify(other)

const LEFT_OUT = Symbol('left out')

/** Another value for a leaf; undefined if none is allowed. */
export const otherValue = ({ leaf, path, isOptional }: Sample, value: unknown): unknown => {
  if (value === null) return undefined
  if (leaf.kind === 'boolean') return value !== true
  if (leaf.kind === 'number') return unlike(value, numberAt(path, 0), numberAt(path, 1))
  if (leaf.kind === 'text' && textAt(path, 1) !== textAt(path, 0))
    return unlike(value, textAt(path, 0), textAt(path, 1))
  return isOptional ? LEFT_OUT : undefined
}

const unlike = <T>(value: unknown, one: T, other: T): T => (value === other ? one : other)

export const changedAt = (value: unknown, path: Path, to: unknown): unknown => {
  if (to === undefined) return undefined
  const [step, ...rest] = path
  if (step === undefined) return to
  if (Array.isArray(value))
    return value.map((one: unknown, place) => (place === step ? changedAt(one, rest, to) : one))
  const changed = Object.entries(value as Json).map(([name, field]) => [
    name,
    name === step ? changedAt(field, rest, to) : field,
  ])
  return Object.fromEntries(changed.filter(([, field]) => field !== LEFT_OUT))
}

/** Losses whose names are not paths, and what they refer to. */
const PHRASES: Record<string, RegExp> = {
  'signed reasoning':
    /signature$|encrypted_content$|content\.data$|thoughtSignature$|\.thinking$|(summary|content|parts)\.text$/,
  'unsigned reasoning':
    /reasoning(_content)?$|details|\.thinking$|summary\.(text|type)$|content\.text$|parts\.text$/,
  thinking: /output_config\.effort$/,
  cache_control: /cache_control|prompt_cache_breakpoint/,
  prompt_cache_breakpoint: /prompt_cache_breakpoint/,
  reasoning: /thinking$|summary\.text$|content\.text$|thought/,
  annotations: /annotations\./,
  citations: /citations\./,
  is_error: /is_error$/,
  'input.content.detail': /detail$/,
  'pictures in an answer': /source\.|image_url$/,
}

/** Whether a loss names a leaf: its field, an outer field or an inner field. */
export const isNamed = (losses: readonly Pick<Loss, 'param'>[], path: Path): boolean => {
  const leaf = namesOf(path)
  return losses.some(({ param }) => {
    const lost = param.replace(/\[\d+\]/g, '')
    return (
      leaf === lost ||
      leaf.startsWith(`${lost}.`) ||
      lost.startsWith(`${leaf}.`) ||
      PHRASES[param]?.test(leaf)
    )
  })
}
