import type { Signature } from '../canonical/events.ts'
import { mapParts } from '../canonical/map-parts.ts'
import { UNSIGNED, type Loss } from '../canonical/losses.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { ChatRequest, Part, Turn } from '../canonical/request.ts'

/**
 * Removes the signatures of other dialects: a provider refuses a signature that it did not make. OpenRouter serves all
 * of them, and has a field for each.
 */
export const adaptSignatures: Adaptation = (request, target, losses) => {
  const { dialect, quirks } = target
  if (request.source !== dialect) losses.push(...unsignedLosses(request, target))
  if (quirks.hasReasoningObject) return request
  if (!request.turns.some(({ parts }) => parts.some((part) => hasForeignSignature(part, dialect))))
    return request
  losses.push(SIGNED)
  return { ...request, turns: request.turns.map((turn) => withoutForeignSignatures(turn, dialect)) }
}

const SIGNED: Loss = {
  param: 'signed reasoning',
  action: 'dropped',
  reason: 'Signed reasoning can only be replayed to the kind of provider that made it.',
}

/** Drops reasoning of which only the text is left, if it cannot be replayed. */
export const unsignedLosses = ({ turns, source }: ChatRequest, { dialect, quirks }: AdaptTarget): Loss[] => {
  if (CAPABILITIES[dialect].hasPlainReasoning(quirks, source === dialect)) return []
  return turns.some(({ parts }) => parts.some(isUnsigned)) ? [UNSIGNED] : []
}

const isUnsigned = (part: Part): boolean =>
  part.type === 'thinking' && part.text.trim() !== '' && part.signatures.length === 0

/** The signatures of a part, of any dialect. */
export const signaturesOf = (part: Part): Signature[] => ('signatures' in part ? (part.signatures ?? []) : [])

const hasForeignSignature = (part: Part, dialect: string): boolean =>
  signaturesOf(part).some((signature) => signature.dialect !== dialect)

const withoutForeignSignatures = (turn: Turn, dialect: string): Turn =>
  mapParts(turn, (part) =>
    hasForeignSignature(part, dialect)
      ? { ...part, signatures: signaturesOf(part).filter((signature) => signature.dialect === dialect) }
      : part,
  )
