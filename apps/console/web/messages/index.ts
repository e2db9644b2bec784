import { messages } from './en.ts'

/** The texts of the pages. */
export const m = messages
