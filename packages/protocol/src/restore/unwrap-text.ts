import { WRAPPER } from '../json-schema/adapt-schema.ts'

/** The position of unwrapping a text: before the value, inside it, or in a text that is not wrapped. */
export type Unwrapping = { stage: 'before' | 'within' | 'other'; held: string }

export const startUnwrapping = (): Unwrapping => ({ stage: 'before', held: '' })

const BEFORE = new RegExp(`^\\s*\\{\\s*"${WRAPPER}"\\s*:\\s*`)

/** A beginning of the text before the value, cut anywhere. */
const BEFORE_CUT = new RegExp(`^\\s*(?:\\{\\s*(?:${cut(`"${WRAPPER}"`)})?)?$`)

function cut(text: string): string {
  const [first = '', ...rest] = text
  return rest.length === 0 ? `${first}\\s*` : `${first}(?:${cut(rest.join(''))})?`
}

/** The end of the object, or of an object inside it. */
const END = /\s*\}\s*$/

/** Reads the next piece of a text and returns the part that certainly belongs to the value. */
export const unwrapPiece = (state: Unwrapping, piece: string): string => {
  if (state.stage === 'other') return piece
  const text = state.held + piece
  if (state.stage === 'before') return begin(state, text)
  const end = END.exec(text)?.index ?? text.length
  state.held = text.slice(end)
  return text.slice(0, end)
}

const begin = (state: Unwrapping, text: string): string => {
  const [before] = BEFORE.exec(text) ?? []
  if (before === undefined) {
    if (BEFORE_CUT.test(text)) {
      state.held = text
      return ''
    }
    Object.assign(state, { stage: 'other', held: '' })
    return text
  }
  Object.assign(state, { stage: 'within', held: '' })
  return unwrapPiece(state, text.slice(before.length))
}

/** At the end of the text: the rest, if it was not wrapped. */
export const endUnwrapping = ({ stage, held }: Unwrapping): string => (stage === 'before' ? held : '')
