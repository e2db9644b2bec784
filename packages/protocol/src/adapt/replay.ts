import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import type { Turn } from '../canonical/request.ts'

/**
 * Some models, while reasoning, refuse one of their tool calls without the reasoning before it. Clients that do not
 * know reasoning lose it: such a conversation continues without reasoning.
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
