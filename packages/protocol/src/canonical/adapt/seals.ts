import type { Seal } from '../events.ts'
import type { Adaptation } from '../adapt.ts'
import type { Part, Turn } from '../request.ts'

/** Leaves out the seals of other dialects: a provider refuses a signature it did not make. */
export const adaptSeals: Adaptation = (request, { dialect }, losses) => {
  if (!request.turns.some(({ parts }) => parts.some((part) => hasForeignSeal(part, dialect)))) return request
  losses.push({
    param: 'signed reasoning',
    action: 'dropped',
    reason: 'Signed reasoning is replayed only to the kind of provider that made it.',
  })
  return { ...request, turns: request.turns.map((turn) => withoutForeignSeals(turn, dialect)) }
}

const sealsOf = (part: Part): Seal[] => ('seals' in part ? (part.seals ?? []) : [])

const hasForeignSeal = (part: Part, dialect: string): boolean =>
  sealsOf(part).some((seal) => seal.dialect !== dialect)

const withoutForeignSeals = (turn: Turn, dialect: string): Turn => ({
  ...turn,
  parts: turn.parts.map((part) =>
    hasForeignSeal(part, dialect)
      ? { ...part, seals: sealsOf(part).filter((seal) => seal.dialect === dialect) }
      : part,
  ),
})
