import type { ServedTerms } from '../canonical/usage.ts'
import { optionalText } from '../json/object.ts'

/** How a provider served a request, by its report; omitted without a report. */
export const servedTerms = (words: { [name in keyof ServedTerms]: unknown }): { terms?: ServedTerms } => {
  const terms: ServedTerms = {}
  for (const [name, word] of Object.entries(words)) {
    const text = optionalText(word)
    if (text !== undefined) terms[name as keyof ServedTerms] = text.toLowerCase()
  }
  return Object.keys(terms).length > 0 ? { terms } : {}
}
