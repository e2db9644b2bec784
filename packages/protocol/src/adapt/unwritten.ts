import type { Loss } from '../canonical/losses.ts'
import type { ChatRequest, Part, Turn } from '../canonical/request.ts'
import type { Markable } from '../capabilities.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'

/**
 * Reports hints that the target's dialect does not have (image detail, cache markers), and images that answers in the
 * caller's dialect cannot hold. Writers omit them.
 */
export const adaptUnwritten: Adaptation = (request, target, losses) => {
  losses.push(
    ...detailLosses(request, target),
    ...cacheLosses(request, target),
    ...imageLosses(request, target),
  )
  return request
}

const detailLosses = ({ source, turns }: ChatRequest, { dialect }: AdaptTarget): Loss[] => {
  if (CAPABILITIES[dialect].hasPictureDetail) return []
  if (!turns.some(({ parts }) => parts.some((part) => withContent(part).some(saysDetail)))) return []
  return [
    {
      param: CAPABILITIES[source].fields.detail ?? 'detail',
      action: 'dropped',
      reason: 'This model has no setting for image detail.',
    },
  ]
}

/** Said before the answer is paid for: its writer leaves the images out. */
const imageLosses = ({ source }: ChatRequest, { capabilities }: AdaptTarget): Loss[] => {
  const reason = CAPABILITIES[source].lacksImagesInAnswers
  if (reason === undefined || capabilities?.hasImageOutput !== true) return []
  return [{ param: 'images in the answer', action: 'dropped', reason }]
}

const withContent = (part: Part): Part[] => (part.type === 'tool-result' ? [part, ...part.content] : [part])

const saysDetail = (part: Part): boolean =>
  part.type === 'image' && part.detail !== undefined && part.detail !== 'auto'

export const cacheLosses = (request: ChatRequest, { dialect, quirks }: AdaptTarget): Loss[] => {
  const { system, turns, tools, source } = request
  const isLost = (on: Markable) => !CAPABILITIES[dialect].hasCacheMarker(on, quirks)
  const isNamed =
    (system.some(isMarked) && isLost('system')) ||
    (tools.some(isMarked) && isLost('tool')) ||
    turns.some((turn) => turn.parts.some((part) => marksIn(part, turn).some(isLost)))
  return isNamed ? [cacheLoss(source)] : []
}

/** A cache marker that is dropped. */
export const cacheLoss = (source: ChatRequest['source']): Loss => ({
  param: CAPABILITIES[source].fields.cache ?? 'cache',
  action: 'ignored',
  reason: 'This model’s provider does not support a cache marker at this place.',
})

export const isMarked = (one: object): boolean => 'cache' in one && one.cache !== undefined

const NO_MARKS: Markable[] = []

/** The cache markers of a part: its own, and those inside. */
const marksIn = (part: Part, { role }: Turn): Markable[] => {
  if (part.type === 'tool-result') {
    const isInside = part.content.some(isMarked)
    if (isMarked(part)) return isInside ? ['tool-result', 'said'] : ['tool-result']
    return isInside ? ['said'] : NO_MARKS
  }
  if (!isMarked(part)) return NO_MARKS
  if (part.type === 'tool-call') return ['tool-call']
  return role === 'assistant' ? ['answered'] : ['said']
}
