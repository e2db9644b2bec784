import { PublicError } from '@gptget/errors'
import { pathOf, walkFields, type FieldVisitor } from './walk-fields.ts'

/** Fields that name an object in a provider's account, in every dialect and in the fields of task providers. */
/** Types of skills that the vendor publishes. Others are of an account. */
const PUBLIC_SKILLS: ReadonlySet<string> = new Set(['anthropic'])

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
  // OpenAI: a response to compare with, and a tunnel into somebody's network.
  'comparison_response_id',
  'tunnel_id',
  // Google: stores to search, buckets to write to, and templates of a project.
  'vertexRagStore',
  'vertex_rag_store',
  'vertexAiSearch',
  'vertex_ai_search',
  'ragCorpus',
  'rag_corpus',
  'ragFileIds',
  'rag_file_ids',
  'storageUri',
  'storage_uri',
  'outputGcsUri',
  'output_gcs_uri',
  'promptTemplateName',
  'prompt_template_name',
  'responseTemplateName',
  'response_template_name',
  'previous_interaction_id',
  'environment_id',
  // Suno wrappers: songs and singers of an account. A task continues another one by `parent_id`.
  'clip_id',
  'continue_clip_id',
  'cover_clip_id',
  'infill_clip_id',
  'underpainting_clip_id',
  'overpainting_clip_id',
  'persona_id',
  'artist_clip_id',
])

/** Fields with addresses: a provider reads some of its own places with the rights of the calling account. */
const ADDRESSES = new Set([
  'url',
  'uri',
  'image_url',
  'imageUri',
  'image_uri',
  'file_url',
  'video_url',
  'audio_url',
  'fileUri',
  'file_uri',
  'gcsUri',
  'gcs_uri',
])

/** Buckets, and files of Google and Replicate, which they return to every key of their account. */
const OF_AN_ACCOUNT =
  /^\s*(?:gs:\/\/|s3:\/\/|runway:\/\/|https?:\/\/(?:[a-z-]*generativelanguage\.googleapis\.com\b|api\.replicate\.com\/))/i

/** Whether an address is a place that a provider opens to its own accounts only. */
export const isOfAnAccount = (address: string): boolean => OF_AN_ACCOUNT.test(address)

/** Whether a field names an object in a provider's account. */
export const isProviderObject = (
  name: string,
  value: unknown,
  owner: Readonly<Record<string, unknown>>,
): boolean => {
  if (value === null || value === undefined) return false
  if (IDS.has(name)) return true
  if (ADDRESSES.has(name)) return typeof value === 'string' && isOfAnAccount(value)
  switch (name) {
    // A container is either described or named.
    case 'container':
      return typeof value === 'string' || hasText(value, 'id')
    // In a Responses request; the prompt of a completion is text.
    case 'prompt':
    // An earlier answer of a chat, where a request to speak has a voice and a format.
    case 'audio':
    // One that somebody had made from a sample; the others have names.
    case 'voice':
      return hasText(value, 'id')
    // A generated image without its bytes.
    case 'id':
      return owner['type'] === 'image_generation_call' && (owner['result'] ?? null) === null
    case 'skill_id':
      return !PUBLIC_SKILLS.has(String(owner['type']))
    // A conversation that Anthropic keeps. The same field only compares in `diagnostics`.
    case 'previous_message_id':
      return owner['type'] === 'continue'
    default:
      return false
  }
}

const hasText = (value: unknown, member: string): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, member) === 'string'

type Recognize = typeof isProviderObject

/** The path of the first field, at any level, that names an object in a provider's account, else null. */
export const findProviderObject = (sent: object, isNamed: Recognize = isProviderObject): string | null => {
  let found: string | null = null
  const look: FieldVisitor = (name, value, owner, steps) => {
    if (isNamed(name, value, owner)) found ??= pathOf(steps)
  }
  walkFields(sent, look, () => false)
  return found
}

/** The same in fields that only their provider knows: any of them may be an address. */
export const findInUnknownFields = (input: object): string | null =>
  findProviderObject(
    input,
    (name, value, owner) =>
      isProviderObject(name, value, owner) || (typeof value === 'string' && isOfAnAccount(value)),
  )

/** The refusal of a field that names an object in a provider account that everyone here shares. */
export const providerObjectRefusal = (param: string, advice = OWN_KEY): PublicError =>
  new PublicError(
    'unsupported_parameter',
    `${param}: what is kept at a provider is in an account that is shared here, so it cannot be named. ${advice}`,
    { param },
  )

const OWN_KEY = 'Send the content itself, or use your own key of the provider (POST /v1/byok).'
