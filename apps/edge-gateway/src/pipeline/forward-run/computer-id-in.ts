import { workOn } from '@gptget/threads'
import { readComputerId } from '../../bodies/read-computer-id.ts'
import type { EdgeContext } from '../../context.ts'
import type { Received } from '../receive-body/receive-body.ts'

/** A run starts with a short task. A larger chat is no run, and its field is refused as unknown. */
const MAX_BODY_BYTES = 10 * 1024 * 1024

/** The computer on which a chat is to run, else null. */
export const computerIdIn = async (
  { threads }: Pick<EdgeContext, 'threads'>,
  { inbound, key, sent }: Pick<Received, 'inbound' | 'key' | 'sent'>,
): Promise<string | null> => {
  if (inbound.operation !== 'chat' || sent.byteLength > MAX_BODY_BYTES) return null
  const turn = { caller: key.accountId, isWanted: () => !inbound.outgoing.destroyed }
  return workOn(threads, { readComputerId }, sent, undefined, turn)
}
