import { parseJsonBody } from '@gptget/http'
import { bytesOf } from '@gptget/threads'
import type { Received } from '../receive-body/receive-body.ts'

const FIELD = '"computer_id"'
/** What is larger is read in threads, and refused there: a run begins with a task and not with a book. */
const MAX_BODY_BYTES = 10 * 1024 * 1024

/** The computer on which a chat is to run; null where it names none. */
export const computerIdIn = ({ inbound, sent }: Pick<Received, 'inbound' | 'sent'>): string | null => {
  if (inbound.operation !== 'chat' || sent.byteLength > MAX_BODY_BYTES) return null
  const bytes = bytesOf(sent)
  // A cheap look before a parse: hardly any request is for a computer.
  if (!bytes.includes(FIELD)) return null
  const body = parseJsonBody(bytes) as { computer_id?: unknown } | null
  return typeof body?.computer_id === 'string' ? body.computer_id : null
}
