import type { ChatRequest } from '../../../api/chat.ts'
import type { Files } from './literal.ts'

/** The input of a sample: the request, the base URL, and the files that it reads. */
export type Facts = { origin: string; request: ChatRequest; files: Files }

/** Prints a program that sends the request. */
export type Sample = (facts: Facts) => string

/** A comment that names the settings that a format does not have. */
export const leftOut = (names: readonly string[]): string =>
  names.length === 0 ? '' : `// This format has no place for: ${names.join(', ')}.\n`
