import type { Adaptation } from './adapt.ts'
import type { Loss } from '../canonical/losses.ts'
import type { Part, Turn } from '../canonical/request.ts'
import { CAPABILITIES } from '../registry/dialects.ts'

/**
 * Images made by a model are in its answer. If a dialect does not accept them back there, they become a user message.
 */
export const adaptSpokenMedia: Adaptation = (request, { dialect }, losses) => {
  if (CAPABILITIES[dialect].hasPicturesInAnswers || !request.turns.some(isShowing)) return request
  losses.push(SHOWN)
  const turns: Turn[] = []
  let shown: Part[] = []
  for (const turn of request.turns) {
    if (shown.length > 0 && turn.role !== 'user') turns.push({ role: 'user', parts: shown })
    const parts =
      turn.role === 'user' ? [...shown, ...turn.parts] : turn.parts.filter((part) => !isShown(part))
    if (parts.length > 0) turns.push({ ...turn, parts })
    shown = isShowing(turn) ? [CAPTION, ...turn.parts.filter(isShown)] : []
  }
  return { ...request, turns: shown.length > 0 ? [...turns, { role: 'user', parts: shown }] : turns }
}

const SHOWN: Loss = {
  param: 'pictures in an answer',
  action: 'rewritten',
  reason: 'This model accepts images only in user messages; they were sent as user messages.',
}

const CAPTION: Part = { type: 'text', text: 'From your last answer:' }

const isShown = ({ type }: Part): boolean => type === 'image' || type === 'file'

const isShowing = ({ role, parts }: Turn): boolean => role === 'assistant' && parts.some(isShown)
