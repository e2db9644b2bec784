import { isObject, parseJson } from '../json/object.ts'
import { TEXT_ARGUMENT } from '../adapt/tools.ts'

/**
 * The position of a reader of a custom tool's text: before it, inside its string, after it, or in other arguments.
 */
export type CustomInput = { stage: 'before' | 'within' | 'after' | 'other'; held: string }

export const startCustomInput = (): CustomInput => ({ stage: 'before', held: '' })

const BEFORE = new RegExp(`^\\s*\\{\\s*"${TEXT_ARGUMENT}"\\s*:\\s*"`)
const SHORTER_THAN_BEFORE = 200

/** Reads the next piece of the JSON arguments and returns the text in it. */
export const customInputPiece = (state: CustomInput, piece: string): string => {
  if (state.stage === 'after') return ''
  const json = state.held + piece
  if (state.stage === 'within') return readString(state, json)
  const [before] = state.stage === 'before' ? (BEFORE.exec(json) ?? []) : []
  if (before !== undefined) {
    state.stage = 'within'
    return readString(state, json.slice(before.length))
  }
  if (json.length > SHORTER_THAN_BEFORE) state.stage = 'other'
  state.held = json
  return ''
}

/** Decodes the complete characters of the string; a partial escape waits for its rest. */
const readString = (state: CustomInput, json: string): string => {
  let at = 0
  while (at < json.length && json[at] !== '"') {
    const length = json[at] !== '\\' ? 1 : json[at + 1] === 'u' ? 6 : 2
    if (at + length > json.length) break
    at += length
  }
  if (json[at] === '"') Object.assign(state, { stage: 'after', held: '' })
  else state.held = json.slice(at)
  const text = parseJson(`"${json.slice(0, at)}"`)
  return typeof text === 'string' ? text : json.slice(0, at)
}

/** At the end of the arguments: the text of those that did not have the expected form. */
export const endCustomInput = ({ stage, held }: CustomInput): string => {
  if (stage === 'within' || stage === 'after') return ''
  const parsed = parseJson(held)
  const text = isObject(parsed) ? parsed[TEXT_ARGUMENT] : undefined
  return typeof text === 'string' ? text : held
}
