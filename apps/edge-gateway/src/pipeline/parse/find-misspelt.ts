import { PublicError } from '@gptget/errors'
import { fieldNamesOf } from '@gptget/protocol'
import type { FieldNames } from '@gptget/protocol'
import { distanceWithin } from '@gptget/catalog-mirror'
import type { InboundHead } from '../request/inbound-request.ts'

/** An unknown field, and the known field with a similar name that is probably meant; both with their path. */
export type Misspelt = { param: string; meant: string }

/** Callers choose names, so the cost of the search is limited. */
const MOST_UNKNOWN = 32
const SHORTEST_NAME = 4
const LONGEST_NAME = 40
/** From this length on two letters may differ, below it one. */
const LONG_NAME = 8
/** What a header may contain. */
const PLAIN_NAME = /^[\w-]+$/

const NONE: readonly Misspelt[] = []

/** The fields of a body that are probably misspelled, at the top and in objects of the dialect. */
export const findMisspelt = (
  { operation, dialect }: Pick<InboundHead, 'operation' | 'dialect'>,
  body: unknown,
): readonly Misspelt[] => {
  if (!isObject(body)) return NONE
  const names = fieldNamesOf(operation, dialect)
  // Nearly every request has none, so nothing is allocated for those.
  if (!holdsUnknown(body, names)) return NONE
  return lookAt(body, names, '').slice(0, MOST_UNKNOWN)
}

const holdsUnknown = (level: Level, names: FieldNames): boolean => {
  for (const name in level) {
    const inner = names.get(name)
    if (inner === undefined) return true
    const value = level[name]
    if (inner !== null && isObject(value) && holdsUnknown(value, inner)) return true
  }
  return false
}

const lookAt = (level: Level, names: FieldNames, path: string): Misspelt[] => {
  const unknown = Object.keys(level).filter((name) => !names.has(name))
  const here = unknown.slice(0, MOST_UNKNOWN).flatMap((name) => {
    const meant = nearestTo(name, names)
    return meant === null ? [] : [{ param: path + name, meant: path + meant }]
  })
  const below = [...names].flatMap(([name, inner]) => {
    const value = level[name]
    return inner !== null && isObject(value) ? lookAt(value, inner, `${path}${name}.`) : []
  })
  return [...here, ...below]
}

type Level = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Level =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const nearestTo = (name: string, names: FieldNames): string | null => {
  if (name.length < SHORTEST_NAME || name.length > LONGEST_NAME || !PLAIN_NAME.test(name)) return null
  let most = name.length < LONG_NAME ? 1 : 2
  let nearest: string | null = null
  for (const known of names.keys()) {
    if (spellingOf(known) === spellingOf(name)) return known
    const distance = distanceWithin(name, known, most)
    if (distance === null) continue
    nearest = known
    most = distance - 1
  }
  return nearest
}

/** `maxTokens` and `max_tokens` are the same. */
const spellingOf = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '')

/** The header that names them; every answer has it. */
export const warningHeaders = (misspelt: readonly Misspelt[]): Record<string, string> =>
  misspelt.length === 0 ? {} : { 'x-gptget-warnings': describeMisspelt(misspelt) }

const describeMisspelt = (misspelt: readonly Misspelt[]): string =>
  misspelt.map(({ param, meant }) => `${param}: unknown parameter, did you mean ${meant}?`).join(' ')

/** In strict mode nothing may be ignored. @throws PublicError 400 naming the first */
export const refuseMisspelt = (misspelt: readonly Misspelt[]): void => {
  const [first] = misspelt
  if (first === undefined) return
  throw new PublicError('unsupported_parameter', `In strict mode: ${describeMisspelt(misspelt)}`, {
    param: first.param,
    metadata: { misspelt },
  })
}

/** A field that is reported as missing may be present with a wrong name; the error then says so. */
export const withHint = <Result>(misspelt: readonly Misspelt[], read: () => Result): Result => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    const { param } = error.details
    const hint = misspelt.find(({ meant }) => meant === param)
    if (hint === undefined) throw error
    throw new PublicError(error.code, `${error.message} (The body has "${hint.param}".)`, error.details)
  }
}
