import { isCompleteJson } from '../../canonical/lanes.ts'
import { arrayOf, isObject, objectOf, optionalText, parseJson, type JsonObject } from '../../json/object.ts'
import { spliceText } from '../../json/splice.ts'
import { beginsAnother } from './begins-another.ts'

/** A call of which a part was sent. `index`: the provider's. */
type SentCall = { index: unknown; id: string; name: string | undefined; json: string }

/** What was sent of a choice. `annotations` wait for its end. */
type SentChoice = { calls: SentCall[]; annotations: unknown[] }

/** What was sent of a stream: its choices, by their index. Calls without an id get one made of the answer's. */
export type SentChunks = { answerId: string; choices: Map<unknown, SentChoice> }

/**
 * A chunk in the form of OpenAI's own, which the stream helpers of the SDKs need: the role only in the first chunk of a
 * choice; id and name only in the first piece of a call, whose index counts from 0; annotations once, at the end.
 * Compatible servers differ in each. The Python helper joins repeated texts ("assistantassistant") and fails at a
 * second list without indexes; the JavaScript helper fails without a role and keeps only the last list.
 * (openai 3.57.0 and 7.59.0, `findings/openai-stream-helpers-differ.sh`.) Returns the same text if nothing differs.
 */
export const inOwnForm = (sent: SentChunks, text: string): string => {
  // These checks are enough for most chunks: quotes in texts are escaped, so texts do not contain these names.
  if (sent.choices.size > 0 && !MAY_DIFFER.some((name) => text.includes(name))) return text
  const choices = arrayOf(objectOf(parseJson(text))['choices'])
  const formed = choices.map((choice) => formChoice(sent, objectOf(choice)))
  return formed.some((choice, index) => choice !== choices[index])
    ? spliceText(text, { choices: JSON.stringify(formed) })
    : text
}

/** A whole answer whose calls have an id, a type and arguments as text, as OpenAI's. */
export const wholeInOwnForm = (answerId: string, text: string): string => {
  if (!text.includes('"tool_calls"')) return text
  const choices = arrayOf(objectOf(parseJson(text))['choices']).map(objectOf)
  const formed = choices.map((choice) => {
    const message = objectOf(choice['message'])
    const calls = arrayOf(message['tool_calls'])
    if (calls.length === 0) return choice
    const whole = formPieces(answerId, [], calls).map(({ index: _index, ...call }) => call)
    return { ...choice, message: { ...message, tool_calls: whole } }
  })
  return JSON.stringify(formed) === JSON.stringify(choices)
    ? text
    : spliceText(text, { choices: JSON.stringify(formed) })
}

const MAY_DIFFER = ['"role"', '"tool_calls"', '"annotations"', '"finish_reason":"', '"finish_reason": "']

const formChoice = (sent: SentChunks, choice: JsonObject): JsonObject => {
  const { delta, index } = choice
  const known = sent.choices.get(index)
  const state = known ?? { calls: [], annotations: [] }
  sent.choices.set(index, state)
  if (!isObject(delta)) return choice
  const formed = { ...delta }
  if (known !== undefined) delete formed['role']
  else formed['role'] ??= 'assistant'
  if (Array.isArray(delta['tool_calls']))
    formed['tool_calls'] = formPieces(sent.answerId, state.calls, delta['tool_calls'])
  gatherAnnotations(state, choice, formed)
  return JSON.stringify(formed) === JSON.stringify(delta) ? choice : { ...choice, delta: formed }
}

const gatherAnnotations = (state: SentChoice, choice: JsonObject, delta: JsonObject): void => {
  state.annotations.push(...arrayOf(delta['annotations']))
  if (Array.isArray(delta['annotations'])) delete delta['annotations']
  if (optionalText(choice['finish_reason']) === undefined || state.annotations.length === 0) return
  delta['annotations'] = state.annotations.splice(0)
}

const formPieces = (answerId: string, calls: SentCall[], pieces: readonly unknown[]): JsonObject[] =>
  pieces.flatMap((piece) => formPiece(answerId, calls, objectOf(piece)))

/** None for a complete call that is repeated. */
const formPiece = (answerId: string, calls: SentCall[], piece: JsonObject): JsonObject[] => {
  const said = saidBy(piece)
  const known = findCall(calls, said)
  if (known === undefined) {
    const call = { ...said, id: said.id ?? `call_${answerId}_${calls.length}` }
    calls.push(call)
    return [firstPiece(piece, call, calls.length - 1)]
  }
  const isRepeated = said.id !== undefined && said.json !== '' && said.json === known.json
  if (isRepeated && isCompleteJson(said.json)) return []
  return [nextPiece(piece, said, known, calls.indexOf(known))]
}

/** What a piece says of its call. A custom tool has free text instead of arguments. */
type Said = { id: string | undefined; name: string | undefined; index: unknown; json: string }

const saidBy = (piece: JsonObject): Said => {
  const texts = objectOf(piece[kindOf(piece)])
  return {
    id: optionalText(piece['id']),
    name: optionalText(texts['name']),
    index: piece['index'] ?? undefined,
    json: optionalText(texts['input']) ?? argumentsText(texts['arguments']),
  }
}

const kindOf = (piece: JsonObject) => (piece['custom'] === undefined ? 'function' : 'custom')

const findCall = (calls: readonly SentCall[], said: Said): SentCall | undefined => {
  if (said.id !== undefined) return calls.find(({ id }) => id === said.id)
  if (said.index === undefined) return said.name === undefined ? calls.at(-1) : undefined
  const newest = calls.findLast(({ index }) => index === said.index)
  return newest !== undefined && beginsAnother(newest, said) ? undefined : newest
}

const firstPiece = (piece: JsonObject, { id, json }: SentCall, index: number): JsonObject => {
  const kind = kindOf(piece)
  const call = objectOf(piece[kind])
  const type = optionalText(piece['type']) ?? kind
  return { ...piece, index, id, type, [kind]: kind === 'function' ? { ...call, arguments: json } : call }
}

/** Without what was sent already. A name may arrive in pieces before the arguments. */
const nextPiece = (piece: JsonObject, { name, json }: Said, known: SentCall, index: number): JsonObject => {
  const isNamePiece = name !== undefined && known.json === '' && name !== known.name
  if (isNamePiece) known.name = (known.name ?? '') + name
  known.json += json
  const kind = kindOf(piece)
  const { id: _id, type, ...others } = piece
  const { name: _name, ...texts } = objectOf(piece[kind])
  const hasArguments = kind === 'function' && texts['arguments'] !== undefined
  return {
    ...others,
    index,
    ...(typeof type === 'string' ? { type } : {}),
    [kind]: {
      ...(isNamePiece ? { name } : {}),
      ...texts,
      ...(hasArguments ? { arguments: json } : {}),
    },
  }
}

/** Ollama and others send parsed arguments. */
const argumentsText = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}
