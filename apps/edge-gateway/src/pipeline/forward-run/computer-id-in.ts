import { workOn } from '@gptget/threads'
import { readComputerId } from '../../bodies/read-computer-id.ts'
import type { EdgeContext } from '../../context.ts'
import type { Received } from '../receive-body/receive-body.ts'

/** A run begins with a task and not with a book: a larger chat is none, and its field is refused as any unknown one. */
const MAX_BODY_BYTES = 10 * 1024 * 1024

/** The computer on which a chat is to run; null where it names none. */
export const computerIdIn = async (
  { threads }: Pick<EdgeContext, 'threads'>,
  { inbound, key, sent }: Pick<Received, 'inbound' | 'key' | 'sent'>,
): Promise<string | null> => {
  if (inbound.operation !== 'chat' || sent.byteLength > MAX_BODY_BYTES) return null
  const turn = { key: key.keyId, isWanted: () => !inbound.outgoing.destroyed }
  return workOn(threads, { readComputerId }, sent, undefined, turn)
}
