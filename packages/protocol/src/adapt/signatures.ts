import type { Signature } from '../canonical/events.ts'
import type { Adaptation } from './adapt.ts'
import type { Part, Turn } from '../canonical/request.ts'

/**
 * Leaves out the signatures of other dialects: a provider refuses a signature it did not make. OpenRouter speaks for
 * all of them, and has a place for each.
 */
export const adaptSignatures: Adaptation = (request, { dialect, quirks }, losses) => {
  if (quirks.hasReasoningObject) return request
  if (!request.turns.some(({ parts }) => parts.some((part) => hasForeignSignature(part, dialect))))
    return request
  losses.push({
    param: 'signed reasoning',
    action: 'dropped',
    reason: 'Signed reasoning is replayed only to the kind of provider that made it.',
  })
  return { ...request, turns: request.turns.map((turn) => withoutForeignSignatures(turn, dialect)) }
}

/** The signatures of a part, of any dialect. */
export const signaturesOf = (part: Part): Signature[] => ('signatures' in part ? (part.signatures ?? []) : [])

const hasForeignSignature = (part: Part, dialect: string): boolean =>
  signaturesOf(part).some((signature) => signature.dialect !== dialect)

const withoutForeignSignatures = (turn: Turn, dialect: string): Turn => ({
  ...turn,
  parts: turn.parts.map((part) =>
    hasForeignSignature(part, dialect)
      ? { ...part, signatures: signaturesOf(part).filter((signature) => signature.dialect === dialect) }
      : part,
  ),
})
