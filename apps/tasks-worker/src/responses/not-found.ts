import { PublicError } from '@gptget/errors'

/** Also what other accounts hear of it. */
export const noSuchResponse = (id: string): PublicError =>
  new PublicError('not_found', `Response with id '${id.slice(0, 100)}' not found.`, { param: 'response_id' })
