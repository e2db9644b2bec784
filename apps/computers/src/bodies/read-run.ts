import { createHash } from 'node:crypto'
import type { Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { parseJsonBody } from '@gptget/http/parse-json-body'
import type { AskedRun } from '../runs/dialects/asked-run.ts'
import { formatOf } from '../runs/dialects/formats.ts'

/** A request for a run. `fingerprint` makes it the same as another. */
export type ReadRun = { asked: AskedRun; fingerprint: string }

/** Pictures and texts of a conversation are few, however long they are. */
const MAX_PARTS = 2_000
/** Everything but the conversation. */
const MAX_FIELDS_LENGTH = 64 * 1024

/** Reads a request for a run of a computer, in a dialect. @throws PublicError 400 naming the field, 413 */
export const readRun = (
  body: Buffer,
  { dialect, computerId }: { dialect: Dialect; computerId: string },
): ReadRun => {
  const asked = formatOf(dialect).read(parseJsonBody(body))
  requireFewParts(asked)
  const fingerprint = createHash('sha256')
    .update(`${computerId}\n${dialect}\n`)
    .update(body)
    .digest('base64url')
  return { asked, fingerprint }
}

const requireFewParts = ({ entries, system, request }: AskedRun): void => {
  const parts = entries.reduce(
    (sum, entry) => sum + (entry.type === 'user' ? entry.parts.length : 1),
    system.length,
  )
  if (parts > MAX_PARTS)
    throw new PublicError('request_too_large', `The conversation has more than ${MAX_PARTS} parts.`)
  if (JSON.stringify(request).length > MAX_FIELDS_LENGTH)
    throw new PublicError('request_too_large', 'The fields beside the conversation have more than 64 KiB.')
}
