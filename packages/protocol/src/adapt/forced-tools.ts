import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation } from './adapt.ts'

/** A model that always reasons cannot be forced to call a tool: it may call one, and the caller is told. */
export const adaptForcedTools: Adaptation = (request, { capabilities }, losses) => {
  const choice = request.toolChoice?.type
  if (capabilities?.hasForcedTools !== false || (choice !== 'required' && choice !== 'tool')) return request
  losses.push({
    param: CAPABILITIES[request.source].toolChoiceField,
    action: 'rewritten',
    reason: 'This model does not support forcing a tool.',
  })
  return { ...request, toolChoice: { type: 'auto' } }
}
