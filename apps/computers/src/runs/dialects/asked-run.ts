import type { RunRequest } from '@gptget/api/schemas/runs'
import type { Entry, UserPart } from '@gptget/computer-use'

/** What is asked of a run, whatever format it came in. */
export type AskedRun = {
  request: Omit<RunRequest, 'messages'>
  /** What the caller says to the model before all. */
  system: string[]
  entries: Entry[]
}

type Words = { role: string; parts: UserPart[] }

/** A conversation as it was sent: what a system says apart, what a model said as words. */
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
