import { parseJsonBody } from '@gptget/http'

const FIELD = '"computer_id"'

/** The computer that a chat names; null where it names none. Hardly any does: a cheap look comes before a parse. */
export const readComputerId = (sent: Buffer): string | null => {
  if (!sent.includes(FIELD)) return null
  const body = parseJsonBody(sent) as { computer_id?: unknown } | null
  return typeof body?.computer_id === 'string' ? body.computer_id : null
}
