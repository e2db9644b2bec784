import { PublicError } from '@gptget/errors'

const NAMES = { response: 'Response', conversation: 'Conversation', item: 'Item', key: 'Key' } as const
export type Stored = keyof typeof NAMES

/** An invalid id is not looked up. @throws PublicError 404 */
export const requireId = (what: Stored, id: string): string => {
  if (!/^[\w-]{1,200}$/.test(id)) throw noSuch(what, id)
  return id
}

export const noSuch = (what: Stored, id: string): PublicError =>
  new PublicError('not_found', `${NAMES[what]} with id '${id.slice(0, 100)}' not found.`, {
    param: `${what}_id`,
  })
