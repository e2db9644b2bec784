import { PublicError } from '@gptget/errors'

/** Other accounts get the same error. */
export const noSuchResponse = (id: string): PublicError =>
  new PublicError('not_found', `Response with id '${id.slice(0, 100)}' not found.`, { param: 'response_id' })
