import { PublicError } from '@gptget/errors'

/** Fields that name something kept in an account of a provider, in the words of every dialect. */
const IDS = new Set([
  'file_id',
  'fileId',
  'file_ids',
  'fileIds',
  'vector_store_ids',
  'container_id',
  'cachedContent',
  'cached_content',
  'fileSearchStoreNames',
  'file_search_store_names',
  'batch_id',
])

/** Fields of addresses: a provider reads some of its own places with the rights of the account that asks. */
const ADDRESSES = new Set(['url', 'image_url', 'file_url', 'video_url', 'audio_url', 'fileUri', 'file_uri'])

/** Buckets, and files at Google, which it gives to anyone with a key of their project. */
const OF_AN_ACCOUNT = /^\s*(?:gs:|s3:|https?:\/\/[a-z-]*generativelanguage\.googleapis\.com\b)/i

/** Whether a field names something that is kept in a provider's account. */
export const isProviderObject = (
  name: string,
  value: unknown,
  owner: Readonly<Record<string, unknown>>,
): boolean => {
  if (value === null || value === undefined) return false
  if (IDS.has(name)) return true
  if (ADDRESSES.has(name)) return typeof value === 'string' && OF_AN_ACCOUNT.test(value)
  switch (name) {
    // A container is asked for by what it is to be like, or named.
    case 'container':
      return typeof value === 'string' || hasText(value, 'id')
    // Of a Responses request; a completion's prompt is text.
    case 'prompt':
      return hasText(value, 'id')
    // The makers' own skills are everybody's.
    case 'skill_id':
      return owner['type'] !== 'anthropic'
    default:
      return false
  }
}

const hasText = (value: unknown, member: string): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, member) === 'string'

/** The refusal of a field that names something in the account of a provider which everybody here uses. */
export const providerObjectRefusal = (param: string): PublicError =>
  new PublicError(
    'unsupported_parameter',
    `${param}: what is kept at a provider is in an account that is shared here, so it cannot be named. Send the content itself, or use your own key of the provider (POST /v1/byok).`,
    { param },
  )
