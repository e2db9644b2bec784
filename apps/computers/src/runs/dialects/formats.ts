import type { Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { AnswerFormat } from './answer-format.ts'
import type { AskedRun } from './asked-run.ts'
import { chatFormat } from './chat.ts'
import { messagesFormat } from './messages.ts'
import { readChat } from './read-chat.ts'
import { readMessages } from './read-messages.ts'
import { readResponses } from './read-responses.ts'
import { responsesFormat } from './responses.ts'

type RunFormat = { read: (body: unknown) => AskedRun; format: AnswerFormat }

const FORMATS: Partial<Record<Dialect, RunFormat>> = {
  'openai-chat': { read: readChat, format: chatFormat },
  'openai-responses': { read: readResponses, format: responsesFormat },
  'anthropic-messages': { read: readMessages, format: messagesFormat },
}

/** The formats of runs in a dialect. @throws PublicError 400 if it has none */
export const formatOf = (dialect: Dialect): RunFormat => {
  const format = FORMATS[dialect]
  if (format !== undefined) return format
  const message = 'computer_id: runs are created at /v1/chat/completions, /v1/responses or /v1/messages.'
  throw new PublicError('invalid_request', message, { param: 'computer_id' })
}
