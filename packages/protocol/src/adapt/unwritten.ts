import type { Field, Loss } from '../canonical/losses.ts'
import type { Part, Turn } from '../canonical/request.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'

/** Names what of pictures and files the target's dialect has no place for. Its writers leave it out. */
export const adaptUnwritten: Adaptation = (request, target, losses) => {
  const fields = new Set(partsOf(request.turns).flatMap((part) => unwrittenOf(part, target)))
  for (const field of fields) losses.push(lossOf(field, CAPABILITIES[request.source].fields[field]))
  return request
}

type Unwritten = Extract<Field, 'detail' | 'filename'>

const REASONS: Record<Unwritten, string> = {
  detail: 'This model decides by itself how closely it looks at a picture.',
  filename: 'This model is not told what a file is called.',
}

const lossOf = (field: Unwritten, param: string = field): Loss => ({
  param,
  action: 'dropped',
  reason: REASONS[field],
})

const partsOf = (turns: readonly Turn[]): Part[] => turns.flatMap(({ parts }) => parts.flatMap(withContent))

const withContent = (part: Part): Part[] => (part.type === 'tool-result' ? [part, ...part.content] : [part])

const unwrittenOf = (part: Part, { dialect }: AdaptTarget): Unwritten[] => {
  const { hasPictureDetail, namesFiles } = CAPABILITIES[dialect]
  if (part.type === 'image')
    return !hasPictureDetail && part.detail !== undefined && part.detail !== 'auto' ? ['detail'] : []
  return part.type === 'file' && part.filename !== undefined && !namesFiles(part.source) ? ['filename'] : []
}
