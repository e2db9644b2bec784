import { isCompleteJson } from '../../canonical/lanes.ts'

/** What is known of a call, or what a piece of a stream says of it. `json`: its arguments, as text. */
export type CallText = { name: string | undefined; json: string }

/**
 * True if a piece with the index of a known call is the first piece of another one: some servers use index 0 and no ids
 * for every call, and a name after a complete call then begins a new one.
 */
export const beginsAnother = (known: CallText, { name, json }: CallText): boolean => {
  if (name === undefined || known.json === '' || known.name === undefined) return false
  return name !== known.name || (isCompleteJson(known.json) && json.trimStart().startsWith('{'))
}
