import { LIMITS } from '../registry/limits.ts'
import { citationsFor, type Citation } from '../dialects/url-citations.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Part, Turn } from '../canonical/request.ts'

/** Leaves out what earlier answers cite where the target cannot be told so, and names it. */
export const adaptCitations: Adaptation = (request, target, losses) => {
  const { turns, source } = request
  const isLost = (turn: Turn, part: Part): boolean =>
    part.type === 'text' &&
    (part.citations ?? []).some((citation) => !isSayable(citation, part.text, turn, target))
  if (!turns.some((turn) => turn.parts.some((part) => isLost(turn, part)))) return request
  losses.push({
    param: LIMITS[source].fields.citations ?? 'citations',
    action: 'dropped',
    reason: 'Of the sources of an earlier answer this model can be told none, or only pages.',
  })
  return { ...request, turns: turns.map((turn) => withSayable(turn, target)) }
}

/**
 * Anthropic takes back only sources of its own, with their index; Gemini's stand beside its answer, not in what is replayed;
 * of servers that speak like OpenAI only some know annotations.
 */
const isSayable = (
  citation: Citation,
  text: string,
  { role }: Turn,
  { dialect, quirks }: AdaptTarget,
): boolean => {
  if (role !== 'assistant' || dialect === 'anthropic-messages' || dialect === 'gemini') return false
  if (dialect === 'openai-chat' && !quirks.hasOpenaiFields && !quirks.hasReasoningObject) return false
  return citationsFor(dialect, [citation], text).length > 0
}

const withSayable = (turn: Turn, target: AdaptTarget): Turn => ({
  ...turn,
  parts: turn.parts.map((part) => {
    if (part.type !== 'text' || part.citations === undefined) return part
    const { citations, ...rest } = part
    const kept = citations.filter((citation) => isSayable(citation, part.text, turn, target))
    return kept.length > 0 ? { ...rest, citations: kept } : rest
  }),
})
