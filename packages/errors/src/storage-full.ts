import { PublicError } from './public-error.ts'

/** The refusal to store something for an account whose storage is full. */
export const storageFull = (maxStoredBytes: number): PublicError =>
  new PublicError(
    'storage_quota_exceeded',
    `The responses and conversations of this account take all of the ${maxStoredBytes} bytes that may be stored. Delete some, or send "store": false.`,
    { param: 'store', metadata: { limit_source: 'stored_bytes', max_stored_bytes: maxStoredBytes } },
  )
