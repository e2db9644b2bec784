import { CAPABILITIES } from '../registry/dialects.ts'
import type { Citation } from '../canonical/result.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Part, Turn } from '../canonical/request.ts'

/** Removes citations of earlier answers if the target does not support them, and reports it. */
export const adaptCitations: Adaptation = (request, target, losses) => {
  const { turns, source } = request
  const isLost = (turn: Turn, part: Part): boolean => {
    if (part.type === 'tool-result') return part.content.some(isCiting)
    return (
      part.type === 'text' &&
      (part.citations ?? []).some((citation) => !isSayable(citation, part.text, turn, target))
    )
  }
  if (!turns.some((turn) => turn.parts.some((part) => isLost(turn, part)))) return request
  losses.push({
    param: CAPABILITIES[source].fields.citations ?? 'citations',
    action: 'dropped',
    reason: 'This model accepts no sources of an earlier answer, or only pages.',
  })
  return { ...request, turns: turns.map((turn) => withSayable(turn, target)) }
}

/** Only answers have citations, and only some servers accept them back. */
const isSayable = (
  citation: Citation,
  text: string,
  { role }: Turn,
  { dialect, quirks }: AdaptTarget,
): boolean => role === 'assistant' && CAPABILITIES[dialect].canReplay(citation, text, quirks)

const withSayable = (turn: Turn, target: AdaptTarget): Turn => ({
  ...turn,
  parts: turn.parts.map((part) => {
    if (part.type === 'tool-result') return { ...part, content: part.content.map(withoutCitations) }
    if (part.type !== 'text' || part.citations === undefined) return part
    const { citations, ...rest } = part
    const kept = citations.filter((citation) => isSayable(citation, part.text, turn, target))
    return kept.length > 0 ? { ...rest, citations: kept } : rest
  }),
})

const isCiting = (part: Part): boolean => part.type === 'text' && part.citations !== undefined

const withoutCitations = <Inner extends Part>(part: Inner): Inner => {
  if (!isCiting(part)) return part
  const { citations: _citations, ...rest } = part as Inner & { citations?: unknown }
  return rest as unknown as Inner
}
