import { PublicError } from '@gptget/errors'

/** So much of a name that does not exist is repeated to who sent it. */
const SHOWN_LENGTH = 200

/** The refusal of a name that no model has, with those that may have been meant. */
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
