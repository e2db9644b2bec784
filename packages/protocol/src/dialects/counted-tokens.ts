import { FaultError } from '../canonical/faults.ts'
import { compact, objectOf, type JsonObject } from '../json/object.ts'
import { malformedFault } from './read-fault.ts'

/** Only the fields of a request that a count accepts. */
export const pickFields = (body: JsonObject, names: readonly string[]): JsonObject =>
  compact(Object.fromEntries(names.map((name) => [name, body[name]])))

/** The count in a provider's answer. @throws FaultError if there is none */
export const countIn = (body: unknown, field: string): number => {
  const count = objectOf(body)[field]
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count
  throw new FaultError(malformedFault(body))
}
