import type { RealtimeEvent } from '../events/event.ts'
import type { SessionPort } from '../backends/backend.ts'
import { describeItem, textOf, type AnswerItem } from './conversation.ts'

type Place = { port: SessionPort; responseId: string; outputIndex: number; item: AnswerItem }

/** The events of one message of an answer, in the order that clients rely on. */
export class MessageEvents {
  readonly #place: Place
  readonly #hasSound: boolean

  constructor(place: Place) {
    this.#place = place
    this.#hasSound = place.item.modality === 'audio'
  }

  begin(previousItemId: string | null, isKept: boolean): void {
    const { port, item, outputIndex, responseId } = this.#place
    const shown = { ...describeItem(item), content: [] }
    port.send({
      type: 'response.output_item.added',
      response_id: responseId,
      output_index: outputIndex,
      item: shown,
    })
    if (isKept) port.send({ type: 'conversation.item.added', previous_item_id: previousItemId, item: shown })
    this.#send('response.content_part.added', { part: this.#part('') })
  }

  text(delta: string): void {
    const type = this.#hasSound ? 'response.output_audio_transcript.delta' : 'response.output_text.delta'
    this.#send(type, { delta })
  }

  sound(bytes: Buffer): void {
    this.#send('response.output_audio.delta', { delta: bytes.toString('base64') })
  }

  end(isKept: boolean): void {
    const { port, item, outputIndex, responseId } = this.#place
    const text = textOf(item)
    if (this.#hasSound) {
      this.#send('response.output_audio.done', {})
      this.#send('response.output_audio_transcript.done', { transcript: text })
    } else this.#send('response.output_text.done', { text })
    this.#send('response.content_part.done', { part: this.#part(text) })
    const shown = describeItem(item)
    if (isKept) port.send({ type: 'conversation.item.done', previous_item_id: null, item: shown })
    port.send({
      type: 'response.output_item.done',
      response_id: responseId,
      output_index: outputIndex,
      item: shown,
    })
  }

  #part(text: string): object {
    return this.#hasSound ? { type: 'audio', transcript: text } : { type: 'text', text }
  }

  #send(type: string, fields: object): void {
    const { port, responseId, item, outputIndex } = this.#place
    const event: RealtimeEvent = {
      type,
      response_id: responseId,
      item_id: item.id,
      output_index: outputIndex,
      content_index: 0,
      ...fields,
    }
    port.send(event)
  }
}
