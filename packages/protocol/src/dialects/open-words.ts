import { z } from 'zod'

/**
 * One of a few words, or a newer one: a provider of the caller's own dialect decides about it. For other providers it
 * is a loss, or mapped.
 */
export const openWords = (words: readonly string[]) => z.union([z.enum(words as [string]), z.string()])
