import type { Dialect } from '@gptget/contracts'
import { signaturesOf } from './signatures.ts'
import type { ChatRequest } from '../canonical/request.ts'

/** The dialect of the newest signature in a conversation; null without one. */
export const newestSignatureDialect = ({ turns }: ChatRequest): Dialect | null => {
  for (const { parts } of turns.toReversed()) {
    for (const part of parts.toReversed()) {
      // A signature without a value is an id: no provider has to understand it.
      const signature = signaturesOf(part).findLast(({ value }) => value !== '')
      if (signature) return signature.dialect
    }
  }
  return null
}
