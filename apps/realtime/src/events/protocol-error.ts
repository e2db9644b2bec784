import { PublicError } from '@gptget/errors'

/** Errors that OpenAI's clients know by name, in addition to the public errors. */
export type ProtocolCode =
  | 'input_audio_buffer_commit_empty'
  | 'conversation_already_has_active_response'
  | 'response_cancel_not_active'
  | 'item_not_found'
  | 'session_expired'

/** An error that clients recognize by OpenAI's code. */
export class ProtocolError extends PublicError {
  override name = 'ProtocolError'
  readonly wireCode: ProtocolCode

  constructor(wireCode: ProtocolCode, message: string, param?: string) {
    super('invalid_request', message, param === undefined ? {} : { param })
    this.wireCode = wireCode
  }
}

export const noSuchItem = (itemId: string): ProtocolError =>
  new ProtocolError('item_not_found', `The conversation has no item "${itemId.slice(0, 100)}".`, 'item_id')
