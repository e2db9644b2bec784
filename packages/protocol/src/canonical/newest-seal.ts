import type { Dialect } from '../dialect.ts'
import type { ChatRequest } from './request.ts'

/** The dialect of whoever signed last in a conversation; null when nothing in it is signed. */
export const newestSealDialect = ({ turns }: ChatRequest): Dialect | null => {
  for (const { parts } of turns.toReversed()) {
    for (const part of parts.toReversed()) {
      const seals = 'seals' in part ? (part.seals ?? []) : []
      // A seal without a value is an id: nobody has to understand it.
      const seal = seals.findLast(({ value }) => value !== '')
      if (seal) return seal.dialect
    }
  }
  return null
}
