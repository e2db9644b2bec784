import type { Adaptation } from './adapt.ts'

/**
 * Some models do not continue an answer that was begun for them: a user message asks them to go on. Conversations end
 * so where a turn was interrupted, too.
 */
export const adaptPrefill: Adaptation = (request, { capabilities }, losses) => {
  if (capabilities?.hasPrefill !== false || request.turns.at(-1)?.role !== 'assistant') return request
  losses.push({
    param: 'the beginning of the answer',
    action: 'rewritten',
    reason: 'This model does not continue an answer: a user message asks it to go on.',
  })
  return {
    ...request,
    turns: [...request.turns, { role: 'user', parts: [{ type: 'text', text: 'Continue.' }] }],
  }
}
