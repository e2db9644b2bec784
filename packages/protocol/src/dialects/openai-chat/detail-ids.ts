import { optionalText } from '../../json/object.ts'
import type { Position } from '../placed-thoughts.ts'

const MARK = /^gptget\.(\d{1,9})\.(\d{1,4})\.(.*)$/s

/**
 * The id of an entry of `reasoning_details` whose block stands in the midst of its answer: a chat message has one place
 * for all of them, and every known client gives the id back. `own` is the id that the provider gave. Where it gave
 * none, the end of the entry's `data` makes it unique: `@openrouter/ai-sdk-provider` (3.1) drops an encrypted entry
 * whose id it has seen before.
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

/** The id that the provider gave. */
export const ownIdIn = (id: unknown): string | undefined => {
  const text = optionalText(id)
  const [, , , own] = MARK.exec(text ?? '') ?? []
  return own === undefined ? text : optionalText(own)
}
