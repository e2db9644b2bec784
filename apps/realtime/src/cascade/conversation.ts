import { PublicError } from '@gptget/errors'
import type { JsonObject } from '../events/event.ts'
import { noSuchItem, ProtocolError } from '../events/protocol-error.ts'
import { heardText, type SpokenPiece } from './heard.ts'

type Base = { id: string }

/** From the user, or from the application on their behalf. */
export type SaidItem = Base & { type: 'said'; role: 'user' | 'system'; content: JsonObject[] }
/** From the model. `cutMs`: how much of its audio was heard; null: all. */
export type AnswerItem = Base & {
  type: 'answer'
  modality: 'audio' | 'text'
  pieces: SpokenPiece[]
  status: 'in_progress' | 'completed' | 'incomplete'
  cutMs: number | null
}
export type CallItem = Base & { type: 'call'; callId: string; name: string; arguments: string }
export type ResultItem = Base & { type: 'result'; callId: string; output: string }
export type Item = SaidItem | AnswerItem | CallItem | ResultItem

/** The largest conversation of a session. Beyond it, items must be deleted or a new session opened. */
const MAX_ITEMS = 2_000
const MAX_CHARACTERS = 2 * 1024 * 1024

export const textOf = (item: AnswerItem): string =>
  item.cutMs === null ? item.pieces.map(({ text }) => text).join('') : heardText(item.pieces, item.cutMs)

/** An item as the protocol shows it. */
export const describeItem = (item: Item): JsonObject => {
  const base = { id: item.id, object: 'realtime.item' }
  switch (item.type) {
    case 'said':
      return { ...base, type: 'message', status: 'completed', role: item.role, content: item.content }
    case 'answer':
      return { ...base, type: 'message', status: item.status, role: 'assistant', content: contentOf(item) }
    case 'call':
      return {
        ...base,
        type: 'function_call',
        status: 'completed',
        call_id: item.callId,
        name: item.name,
        arguments: item.arguments,
      }
    case 'result':
      return {
        ...base,
        type: 'function_call_output',
        status: 'completed',
        call_id: item.callId,
        output: item.output,
      }
  }
}

const contentOf = (item: AnswerItem): JsonObject[] => {
  if (item.pieces.length === 0) return []
  return item.modality === 'audio'
    ? [{ type: 'output_audio', transcript: textOf(item) }]
    : [{ type: 'output_text', text: textOf(item) }]
}

/** An item as the Responses API reads it; empty if there is nothing to read. */
export const inputOf = (item: Item): JsonObject[] => {
  switch (item.type) {
    case 'said': {
      const content = item.content.flatMap(partOf)
      return content.length === 0 ? [] : [{ type: 'message', role: item.role, content }]
    }
    case 'answer': {
      const text = textOf(item)
      if (text === '') return []
      return [
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
      ]
    }
    case 'call':
      return [{ type: 'function_call', call_id: item.callId, name: item.name, arguments: item.arguments }]
    case 'result':
      return [{ type: 'function_call_output', call_id: item.callId, output: item.output }]
  }
}

const partOf = (part: JsonObject): JsonObject[] => {
  if (part['type'] !== 'input_audio') return [part]
  return part['transcript'] ? [{ type: 'input_text', text: part['transcript'] }] : []
}

/** The items of a session, in order. */
export class Conversation {
  readonly #items: Item[] = []

  get lastId(): string | null {
    return this.#items.at(-1)?.id ?? null
  }

  /** The input of the model. */
  input(): JsonObject[] {
    return this.#items.flatMap(inputOf)
  }

  /**
   * Adds an item after another one (`root`: at the beginning), else at the end. Returns the id before it.
   * @throws PublicError if that item does not exist, the id is taken or the conversation is full
   */
  add(item: Item, after?: string | null): string | null {
    this.#requireRoom(item)
    if (this.#items.some(({ id }) => id === item.id))
      throw new PublicError('invalid_request', `item.id: there is an item "${item.id}" already.`, {
        param: 'item.id',
      })
    if (after === undefined || after === null) {
      const previous = this.lastId
      this.#items.push(item)
      return previous
    }
    this.#items.splice(after === 'root' ? 0 : this.#indexOf(after) + 1, 0, item)
    return after === 'root' ? null : after
  }

  /** @throws ProtocolError */
  find(id: string): Item {
    return this.#items[this.#indexOf(id)]!
  }

  has(id: string): boolean {
    return this.#items.some((item) => item.id === id)
  }

  /** @throws ProtocolError */
  remove(id: string): void {
    this.#items.splice(this.#indexOf(id), 1)
  }

  lastAnswer(): AnswerItem | undefined {
    return this.#items.findLast((item) => item.type === 'answer')
  }

  /** @throws ProtocolError */
  findAnswer(id: string): AnswerItem {
    const item = this.find(id)
    if (item.type === 'answer') return item
    throw new ProtocolError(
      'item_not_found',
      `Only an item of the model can be truncated; "${id}" is not one.`,
      'item_id',
    )
  }

  #indexOf(id: string): number {
    const index = this.#items.findIndex((item) => item.id === id)
    if (index === -1) throw noSuchItem(id)
    return index
  }

  #requireRoom(item: Item): void {
    const characters = this.#items.reduce((sum, each) => sum + sizeOf(each), sizeOf(item))
    if (this.#items.length < MAX_ITEMS && characters <= MAX_CHARACTERS) return
    throw new PublicError(
      'invalid_request',
      `A conversation has ${MAX_ITEMS} items and ${MAX_CHARACTERS} characters at most. Delete items, or open another session.`,
    )
  }
}

const sizeOf = (item: Item): number => {
  switch (item.type) {
    case 'said':
      return item.content.reduce((sum, part) => sum + partSize(part), 0)
    case 'answer':
      return item.pieces.reduce((sum, { text }) => sum + text.length, 0)
    case 'call':
      return item.arguments.length
    case 'result':
      return item.output.length
  }
}

const partSize = ({ text, transcript, image_url: image }: JsonObject): number =>
  [text, transcript, image].reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 0),
    0,
  )
