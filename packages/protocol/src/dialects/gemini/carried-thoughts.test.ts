import type { Dialect } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import type { ChatEvent, Signature } from '../../canonical/events.ts'
import { fold } from '../../canonical/fold.ts'
import { run } from '../../canonical/machine.ts'
import { emptyUsage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import { CLIENT_FACING } from '../../registry/dialects.ts'
import { arrayOf, objectOf, optionalText, textOf, type JsonObject } from '../../json/object.ts'

const SIGNATURES: Partial<Record<Dialect, Signature>> = {
  'anthropic-messages': { dialect: 'anthropic-messages', kind: 'signature', value: 'c2ln' },
  'openai-responses': { dialect: 'openai-responses', kind: 'encrypted', value: 'ZW5j', id: 'rs_1' },
}

const block = (index: number, ...events: ChatEvent[]): ChatEvent[] => [
  ...events,
  { type: 'block-close', index },
]
const thought = (index: number, text: string, signature: Signature): ChatEvent[] =>
  block(
    index,
    { type: 'block-open', index, block: { kind: 'thinking' } },
    { type: 'block-delta', index, delta: { kind: 'thinking', text } },
    { type: 'block-signature', index, signature },
  )
const call = (index: number): ChatEvent[] =>
  block(
    index,
    { type: 'block-open', index, block: { kind: 'tool-call', id: `call_${index}`, name: 'look' } },
    { type: 'block-delta', index, delta: { kind: 'arguments', json: '{}' } },
  )

/** Thinks, says something, calls, thinks again and calls again. */
const eventsOf = (signature: Signature): ChatEvent[] => [
  { type: 'start' },
  ...thought(0, 'first', signature),
  ...block(
    1,
    { type: 'block-open', index: 1, block: { kind: 'text' } },
    { type: 'block-delta', index: 1, delta: { kind: 'text', text: 'One moment.' } },
  ),
  ...call(2),
  ...thought(3, 'second', { ...signature, value: `${signature.value}2` }),
  ...call(4),
  { type: 'usage', usage: emptyUsage() },
  { type: 'finish', reason: 'tool-calls' },
]

const context: AnswerContext = { id: 'gen-1', model: 'provider/model', createdAtSeconds: 1 }
const { readRequest, writeResult, writeStream } = CLIENT_FACING.gemini

const partsIn = (response: unknown): JsonObject[] =>
  arrayOf(objectOf(objectOf(arrayOf(objectOf(response)['candidates'])[0])['content'])['parts']).map(objectOf)

const ANSWERS: Record<string, (signature: Signature) => JsonObject[]> = {
  whole: (signature) => partsIn(writeResult(fold(eventsOf(signature)), context)),
  streamed: (signature) =>
    run(writeStream, context, eventsOf(signature)).flatMap(({ data }) => partsIn(JSON.parse(data))),
}

const isThought = ({ thought }: JsonObject): boolean => thought === true

/** Streamed thoughts arrive in pieces, of which the last has the signature. */
const signaturesOf = (parts: JsonObject[]): string[] =>
  parts.filter(isThought).flatMap(({ thoughtSignature }) => optionalText(thoughtSignature) ?? [])

/** All thoughts as one at the front; `sign` makes its signature. */
const joined = (parts: JsonObject[], sign: (signatures: string[]) => string | undefined): JsonObject[] => {
  const text = parts
    .filter(isThought)
    .map((part) => textOf(part['text']))
    .join('')
  const thoughtSignature = sign(signaturesOf(parts))
  const signed = thoughtSignature === undefined ? {} : { thoughtSignature }
  return [{ text, thought: true, ...signed }, ...parts.filter((part) => !isThought(part))]
}

const CLIENTS: Record<string, (parts: JsonObject[]) => JsonObject[]> = {
  'gives back all parts': (parts) => parts,
  'leaves thoughts out, as Gemini CLI does,': (parts) => parts.filter((part) => !isThought(part)),
  'leaves their signatures out': (parts) =>
    parts.map((part) => (isThought(part) ? { ...part, thoughtSignature: undefined } : part)),
  'joins them without a signature': (parts) => joined(parts, () => undefined),
  'joins them with the first signature, as LangChain does,': (parts) => joined(parts, ([first]) => first),
  'joins them with the last signature': (parts) => joined(parts, (signatures) => signatures.at(-1)),
  'joins them and their signatures': (parts) => joined(parts, (signatures) => signatures.join('')),
  'keeps only the signed piece of a thought': (parts) =>
    parts.map((part) =>
      isThought(part) && part['thoughtSignature'] !== undefined ? { ...part, text: '' } : part,
    ),
}

/** Streams end with an empty text. */
const isSaid = ({ text, thoughtSignature }: JsonObject): boolean =>
  text !== '' || thoughtSignature !== undefined

const cases = Object.values(SIGNATURES).flatMap((signature) =>
  Object.keys(ANSWERS).flatMap((answer) =>
    Object.keys(CLIENTS).map((client) => ({ dialect: signature.dialect, signature, answer, client })),
  ),
)

it.each(cases)(
  'the $answer thoughts of $dialect are returned signed and in order by a client that $client',
  ({ signature, answer, client }) => {
    const parts = CLIENTS[client]!(ANSWERS[answer]!(signature)).filter(isSaid)
    const request = readRequest({ model: 'm', contents: [{ role: 'model', parts }] })
    const read = request.turns[0]!.parts.map((part) => {
      if (part.type === 'thinking') return [part.text, part.signatures]
      return part.type === 'text' ? part.text : part.type
    })
    expect(read).toEqual([
      ['first', [signature]],
      'One moment.',
      'tool-call',
      ['second', [{ ...signature, value: `${signature.value}2` }]],
      'tool-call',
    ])
  },
)

describe('Gemini’s own thoughts', () => {
  it('are not put into signatures, because Gemini signs its calls itself', () => {
    const own: Signature = { dialect: 'gemini', kind: 'signature', value: 'dGhv' }
    const calls = ANSWERS['whole']!(own).filter(({ functionCall }) => functionCall !== undefined)
    expect(calls.map(({ thoughtSignature }) => thoughtSignature)).toEqual([undefined, undefined])
  })
})
