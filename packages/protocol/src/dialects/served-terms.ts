import type { ServedTerms } from '../canonical/usage.ts'
import { optionalText } from '../json/object.ts'

/** The words of a provider for how it served a request; the field is left out where it says nothing of any of them. */
export const servedTerms = (words: { [name in keyof ServedTerms]: unknown }): { terms?: ServedTerms } => {
  const terms: ServedTerms = {}
  for (const [name, word] of Object.entries(words)) {
    const text = optionalText(word)
    if (text !== undefined) terms[name as keyof ServedTerms] = text.toLowerCase()
  }
  return Object.keys(terms).length > 0 ? { terms } : {}
}
