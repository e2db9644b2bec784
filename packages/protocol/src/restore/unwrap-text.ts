import { WRAPPER } from '../json-schema/adapt-schema.ts'

/** Where the unwrapping of a text stands: before the value, inside of it, or in a text that was no wrapped value. */
export type Unwrapping = { stage: 'before' | 'within' | 'other'; held: string }

export const startUnwrapping = (): Unwrapping => ({ stage: 'before', held: '' })

const BEFORE = new RegExp(`^\\s*\\{\\s*"${WRAPPER}"\\s*:\\s*`)

/** The beginning of what stands before the value, cut anywhere. */
const BEFORE_CUT = new RegExp(`^\\s*(?:\\{\\s*(?:${cut(`"${WRAPPER}"`)})?)?$`)

function cut(text: string): string {
  const [first = '', ...rest] = text
  return rest.length === 0 ? `${first}\\s*` : `${first}(?:${cut(rest.join(''))})?`
}

/** The end of the object, which may also be that of an object inside of it. */
const END = /\s*\}\s*$/

/** Takes the next piece of a text and returns what of it is surely the value's. */
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

/** The text is over: what is left of it, when it was none that was wrapped. */
export const endUnwrapping = ({ stage, held }: Unwrapping): string => (stage === 'before' ? held : '')
