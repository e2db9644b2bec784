import { optionalText } from '../../json/object.ts'
import type { Position } from '../placed-thoughts.ts'

const MARK = /^gptget\.(\d{1,9})\.(\d{1,4})\.(.*)$/s

/**
 * The id of an entry of `reasoning_details` whose block is in the middle of its answer. A chat message has one field
 * for all of them, and every known client sends the id back. `own` is the provider's id. Without one, the end of the
 * entry's `data` makes it unique: `@openrouter/ai-sdk-provider` (3.1) drops an encrypted entry with a repeated id.
 */
export const placedId = (
  { textLength, callCount }: Position,
  own: string | undefined,
  data = '',
): { id?: string } => {
  if (textLength > 0 || callCount > 0)
    return { id: `gptget.${textLength}.${callCount}.${own ?? data.slice(-16)}` }
  return own === undefined ? {} : { id: own }
}

/** Reads what `placedId` wrote; undefined for any other id. */
export const positionIn = (id: unknown): Position | undefined => {
  const [, textLength, callCount] = MARK.exec(optionalText(id) ?? '') ?? []
  return textLength === undefined
    ? undefined
    : { textLength: Number(textLength), callCount: Number(callCount) }
}

/** The provider's id. */
export const ownIdIn = (id: unknown): string | undefined => {
  const text = optionalText(id)
  const [, , , own] = MARK.exec(text ?? '') ?? []
  return own === undefined ? text : optionalText(own)
}
