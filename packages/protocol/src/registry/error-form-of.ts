import type { ErrorForm } from '../dialect.ts'
import type { CallerDialect } from '@gptget/contracts'
import { ERROR_FORMS } from './dialects.ts'
import { completionErrorForm } from '../dialects/openai-chat/errors.ts'

/** The error format of an operation in a dialect. */
export const errorFormOf = (operation: string, dialect: CallerDialect): ErrorForm =>
  operation === 'completions' ? completionErrorForm : ERROR_FORMS[dialect]
