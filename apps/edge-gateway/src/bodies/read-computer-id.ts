import { parseJsonBody } from '@gptget/http'

const FIELD = '"computer_id"'

/** The computer that a chat names, else null. Few chats do, so a cheap check comes before parsing. */
export const readComputerId = (sent: Buffer): string | null => {
  if (!sent.includes(FIELD)) return null
  const body = parseJsonBody(sent) as { computer_id?: unknown } | null
  return typeof body?.computer_id === 'string' ? body.computer_id : null
}
