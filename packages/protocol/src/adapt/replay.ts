import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Turn } from '../canonical/request.ts'

/**
 * Some models refuse, while they think, a tool call of theirs that comes back without the thoughts that led to it.
 * Clients that know nothing of thoughts lose them: such a conversation goes on without thinking.
 */
export const adaptReplay: Adaptation = (request, target, losses) => {
  const { reasoning, source } = request
  if (reasoning?.effort === 'none' || !mustReplay(target) || !request.turns.some(isBareCall)) return request
  losses.push({
    param: CAPABILITIES[source].fields.reasoning ?? 'reasoning',
    action: 'rewritten',
    reason: 'This model cannot reason when earlier tool calls come without their reasoning.',
  })
  return { ...request, reasoning: { effort: 'none' } }
}

const mustReplay = ({ quirks, thinking, capabilities }: AdaptTarget): boolean => {
  if (!quirks.mustReplayThinking || capabilities?.hasReasoning === false) return false
  return (
    thinking === undefined || thinking.mode === 'toggle' || ('canDisable' in thinking && thinking.canDisable)
  )
}

const isBareCall = ({ parts }: Turn): boolean =>
  parts.some(({ type }) => type === 'tool-call') &&
  !parts.some((part) => part.type === 'thinking' && part.text !== '')
