/** Fields that name or contain media, with any value. */
const NAMES = new Set(
  `image_url video_url audio_url document_url file_url fileUri file_uri file_id fileId file_ids fileIds
  inlineData inline_data`.split(/\s+/),
)

/** Fields that do so as strings. As objects, they describe something else, such as the voice of an answer. */
const NAMES_OF_TEXTS = new Set(
  'image video audio document images videos audios documents attachments'.split(' '),
)

const ADDRESSED_SOURCES = new Set<unknown>(['url', 'base64'])

/**
 * Whether a field contains or refers to an image, a file, audio or video: a provider may count many more tokens for it
 * than it has bytes.
 */
export const isMediaReference = (
  name: string,
  value: unknown,
  owner: Readonly<Record<string, unknown>>,
): boolean => {
  if (value === null || value === undefined) return false
  if (NAMES.has(name)) return true
  if (NAMES_OF_TEXTS.has(name)) return typeof (Array.isArray(value) ? value[0] : value) === 'string'
  switch (name) {
    // Anthropic's media and documents. A stored file has a `file_id`; a text has nothing else.
    case 'source':
      return ADDRESSED_SOURCES.has(Reflect.get(Object(value), 'type'))
    // Results of OpenAI's tools.
    case 'result':
      return owner['type'] === 'image_generation_call'
    case 'url':
      return owner['type'] === 'image'
    default:
      return false
  }
}
