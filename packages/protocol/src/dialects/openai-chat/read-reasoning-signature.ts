import type { Signature } from '../../canonical/events.ts'
import { optionalText, type JsonObject } from '../../json/object.ts'
import { ownIdIn } from './detail-ids.ts'
import { dialectOfFormat } from './reasoning-formats.ts'

/**
 * The signature in an entry of `reasoning_details`; undefined for text only. If `format` names a dialect, it is that
 * dialect's signature; otherwise it is the entry without its text, which is replayed unchanged.
 */
export const readReasoningSignature = (detail: JsonObject): Signature | undefined => {
  const { text: _text, summary: _summary, whole_text: _whole, ...entry } = detail
  const value = optionalText(entry['signature']) ?? optionalText(entry['data'])
  if (value === undefined) return undefined
  const dialect = dialectOfFormat(entry['format'])
  if (dialect === undefined) {
    const kind = optionalText(entry['signature']) === undefined ? 'encrypted' : 'signature'
    return { dialect: 'openai-chat', kind, value: JSON.stringify(entry) }
  }
  // Only OpenAI's reasoning has an id.
  const id = dialect === 'openai-responses' ? ownIdIn(entry['id']) : undefined
  return { dialect, kind: kindOf(dialect, entry), value, ...(id === undefined ? {} : { id }) }
}

/** Claude's data without a text is redacted thinking. */
const kindOf = (dialect: Signature['dialect'], entry: JsonObject): Signature['kind'] => {
  if (dialect === 'openai-responses') return 'encrypted'
  return dialect === 'anthropic-messages' && entry['type'] !== 'reasoning.text' ? 'redacted' : 'signature'
}
