import { unsupported } from '../canonical/losses.ts'
import type { Part } from '../canonical/request.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation } from './adapt.ts'

/**
 * Refuses more of something than the provider allows in one request: it would refuse the whole request, and only the
 * caller knows which ones matter.
 */
export const adaptCounts: Adaptation = (request, { dialect }) => {
  const { maxTools = Infinity, maxPictures = Infinity } = CAPABILITIES[dialect].bounds
  if (request.tools.length > maxTools)
    throw unsupported('tools', `this model takes at most ${maxTools}, and these are ${request.tools.length}.`)
  const pictures = request.turns.flatMap(({ parts }) => parts.flatMap(picturesIn)).length
  if (pictures > maxPictures)
    throw unsupported(
      CAPABILITIES[request.source].turnsField,
      `this model is shown at most ${maxPictures} pictures, and these are ${pictures}.`,
    )
  return request
}

const picturesIn = (part: Part): Part[] => {
  if (part.type === 'tool-result') return part.content.flatMap(picturesIn)
  return part.type === 'image' ? [part] : []
}
