import type { RunRequest } from '@gptget/api/schemas/runs'
import type { Entry, UserPart } from '@gptget/computer-use'

/** A request for a run, in our format. */
export type AskedRun = {
  request: Omit<RunRequest, 'messages' | 'metadata' | 'stream_options'>
  /** The caller's system prompt. */
  system: string[]
  entries: Entry[]
}

type Words = { role: string; parts: UserPart[] }

/** The conversation as sent: system prompts separate, the model's messages as text. */
export const conversationFrom = (messages: readonly Words[]): Pick<AskedRun, 'system' | 'entries'> => {
  const system = messages.filter(({ role }) => isSystem(role)).map(({ parts }) => textOf(parts))
  const entries = messages
    .filter(({ role, parts }) => !isSystem(role) && parts.length > 0)
    .map(({ role, parts }): Entry =>
      role === 'assistant' ? { type: 'said', text: textOf(parts) } : { type: 'user', parts },
    )
  return { system, entries }
}

const isSystem = (role: string): boolean => role === 'system' || role === 'developer'

const textOf = (parts: readonly UserPart[]): string =>
  parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
