import type { Part } from '../canonical/request.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation } from './adapt.ts'

/**
 * Names how closely pictures are to be looked at, where the target's dialect has no word for it. Its writers leave it
 * out.
 */
export const adaptUnwritten: Adaptation = (request, { dialect }, losses) => {
  if (CAPABILITIES[dialect].hasPictureDetail) return request
  if (request.turns.some(({ parts }) => parts.flatMap(withContent).some(saysDetail)))
    losses.push({
      param: CAPABILITIES[request.source].fields.detail ?? 'detail',
      action: 'dropped',
      reason: 'This model decides by itself how closely it looks at a picture.',
    })
  return request
}

const withContent = (part: Part): Part[] => (part.type === 'tool-result' ? [part, ...part.content] : [part])

const saysDetail = (part: Part): boolean =>
  part.type === 'image' && part.detail !== undefined && part.detail !== 'auto'
