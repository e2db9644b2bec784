import type { ChatRequest } from '../../../api/chat.ts'
import type { Files } from './literal.ts'

/** What a sample does: the request, the address it is sent to, and the files that it reads. */
export type Facts = { origin: string; request: ChatRequest; files: Files }

/** Writes a program that makes the request. */
export type Sample = (facts: Facts) => string

/** Says in a comment what a format has no place for. */
export const leftOut = (names: readonly string[]): string =>
  names.length === 0 ? '' : `// This format has no place for: ${names.join(', ')}.\n`
