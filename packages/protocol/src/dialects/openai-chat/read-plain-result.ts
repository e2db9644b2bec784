import { reasonBySent } from '../../canonical/finish.ts'
import type { ChatResult } from '../../canonical/result.ts'
import { isObject, optionalText, type JsonObject } from '../../json/object.ts'
import { isBroken, readFinishWord } from './finish-words.ts'
import { reportedIn, usageOf } from './read-stream.ts'

/**
 * Reads an answer with only one text, like most answers, without creating events; null for any other answer. A test
 * checks that the result is the same as that of `readResult`.
 */
export const readPlainResult = (body: JsonObject): ChatResult | null => {
  const { choices, service_tier } = body
  if ((body['error'] ?? null) !== null || !Array.isArray(choices) || choices.length !== 1) return null
  const choice: unknown = choices[0]
  if (!isObject(choice) || (choice['index'] ?? 0) !== 0 || (choice['logprobs'] ?? null) !== null) return null
  const raw = optionalText(choice['finish_reason'])
  const content = (choice['delta'] ?? null) === null ? plainTextIn(choice['message']) : null
  if (content === null || raw === undefined || isBroken(raw)) return null
  const finish = readFinishWord(raw, choice)
  const id = optionalText(body['id'])
  const model = optionalText(body['model'])
  const reported = reportedIn(body, choices)
  return {
    blocks: [{ block: { kind: 'text' }, content, signatures: [] }],
    finish: { ...finish, reason: reasonBySent(finish.reason, false) },
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
    ...(isObject(reported) ? { usage: usageOf(reported, service_tier ?? undefined) } : {}),
  }
}

/** The text of a message with nothing else; null otherwise. */
const plainTextIn = (message: unknown): string | null => {
  if (!isObject(message)) return null
  for (const name in message)
    if (name !== 'role' && name !== 'content' && !isEmpty(message[name])) return null
  return optionalText(message['content']) ?? null
}

/** Fields that most servers send for missing content. */
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0)
