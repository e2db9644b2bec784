import { messages } from './en.ts'

/** The words of the pages in the reader's language. */
export const m = messages
