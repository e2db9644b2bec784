import { PublicError } from '@gptget/errors'

/** How much of an unknown name is repeated to its sender. */
const SHOWN_LENGTH = 200

/** The error for an unknown name, with suggestions. */
export const noSuchModel = (name: string, suggestions: readonly string[]): PublicError => {
  const quoted = suggestions.map((id) => `"${id}"`)
  const hint =
    suggestions.length === 0
      ? 'GET /v1/models lists those you can use.'
      : `Did you mean ${quoted.length === 1 ? quoted[0] : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`}?`
  return new PublicError(
    'model_not_found',
    `The model "${name.slice(0, SHOWN_LENGTH)}" does not exist. ${hint}`,
    {
      param: 'model',
      ...(suggestions.length === 0 ? {} : { metadata: { suggestions } }),
    },
  )
}
