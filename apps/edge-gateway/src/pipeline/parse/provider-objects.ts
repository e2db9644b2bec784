import { PublicError } from '@gptget/errors'

/** Fields that name an object in a provider's account, in every dialect. */
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

/** Fields with addresses: a provider reads some of its own places with the rights of the calling account. */
const ADDRESSES = new Set(['url', 'image_url', 'file_url', 'video_url', 'audio_url', 'fileUri', 'file_uri'])

/** Buckets, and Google's files, which it returns to every key of their project. */
const OF_AN_ACCOUNT = /^\s*(?:gs:|s3:|https?:\/\/[a-z-]*generativelanguage\.googleapis\.com\b)/i

/** Whether a field names an object in a provider's account. */
export const isProviderObject = (
  name: string,
  value: unknown,
  owner: Readonly<Record<string, unknown>>,
): boolean => {
  if (value === null || value === undefined) return false
  if (IDS.has(name)) return true
  if (ADDRESSES.has(name)) return typeof value === 'string' && OF_AN_ACCOUNT.test(value)
  switch (name) {
    // A container is either described or named.
    case 'container':
      return typeof value === 'string' || hasText(value, 'id')
    // In a Responses request; the prompt of a completion is text.
    case 'prompt':
      return hasText(value, 'id')
    // The vendors' own skills are public.
    case 'skill_id':
      return owner['type'] !== 'anthropic'
    default:
      return false
  }
}

const hasText = (value: unknown, member: string): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, member) === 'string'

/** The refusal of a field that names an object in a provider account that everyone here shares. */
export const providerObjectRefusal = (param: string): PublicError =>
  new PublicError(
    'unsupported_parameter',
    `${param}: what is kept at a provider is in an account that is shared here, so it cannot be named. Send the content itself, or use your own key of the provider (POST /v1/byok).`,
    { param },
  )
