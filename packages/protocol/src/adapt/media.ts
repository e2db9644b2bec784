import type { CallerDialect, Dialect } from '@gptget/contracts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import { withSniffedType } from '../canonical/media-type.ts'
import { unsupported, type Capabilities, type Loss } from '../canonical/losses.ts'
import { objectOf, optionalText, textOf } from '../json/object.ts'
import type { ImagePart, MediaSource, OpaquePart, Part, ToolResultPart, Turn } from '../canonical/request.ts'

/**
 * Refuses what a model cannot be shown, and leaves out what only its own provider could have said. An answer may lose a
 * block of another provider's tool; a question may not lose anything.
 */
export const adaptMedia: Adaptation = (request, target, losses) => ({
  ...request,
  turns: request.turns.map((turn, index) => ({
    ...turn,
    parts: turn.parts.flatMap((part) =>
      adaptPart(part, turn, `${NAMES[request.source]}[${index}]`, target, losses),
    ),
  })),
})

/** What each dialect calls its turns. */
const NAMES: Record<CallerDialect, string> = {
  'openai-chat': 'messages',
  'openai-responses': 'input',
  'anthropic-messages': 'messages',
  gemini: 'contents',
  canonical: 'turns',
}

const adaptPart = (part: Part, turn: Turn, path: string, target: AdaptTarget, losses: Loss[]): Part[] => {
  switch (part.type) {
    case 'image':
    case 'audio':
    case 'file':
      return [adaptSource(part, path, target)]
    case 'tool-result':
      return [adaptResult(part, path, target)]
    case 'opaque':
      if (isPicture(part)) return [adaptSource(pictureOf(part), path, target)]
      if (turn.role === 'user') throw unsupported(path, 'this kind of content does not exist for this model.')
      losses.push({
        param: path,
        action: 'dropped',
        reason: 'A block of a provider’s own tool means nothing to another.',
      })
      return []
    default:
      return [part]
  }
}

/** What OpenAI's image tool made is a picture to every model. */
const isPicture = ({ dialect, value }: OpaquePart): boolean => {
  const { type, result } = objectOf(value)
  return dialect === 'openai-responses' && type === 'image_generation_call' && typeof result === 'string'
}

const pictureOf = ({ value }: OpaquePart): ImagePart => {
  const { result, output_format } = objectOf(value)
  const mediaType = `image/${optionalText(output_format) ?? 'png'}`
  return { type: 'image', source: { type: 'base64', mediaType, base64: textOf(result) } }
}

const CAPABILITIES = {
  image: 'hasImages',
  audio: 'hasAudioInput',
  file: 'hasFiles',
} as const satisfies Record<string, keyof Capabilities>

type MediaPart = Extract<Part, { type: 'image' | 'audio' | 'file' }>

const adaptSource = (sent: MediaPart, path: string, { dialect, capabilities }: AdaptTarget): MediaPart => {
  const part = { ...sent, source: withSniffedType(sent.source) }
  if (capabilities?.[CAPABILITIES[part.type]] === false)
    throw unsupported(path, `this model takes no ${part.type}.`)
  const { source } = part
  if (source.type === 'file-id' && source.dialect !== dialect && !isOpenAiFile(source.dialect, dialect)) {
    throw unsupported(path, 'a file stored at one provider cannot be read by another; send its content.')
  }
  const refusal = REFUSALS[dialect](part, source)
  if (refusal !== undefined) throw unsupported(path, refusal)
  return part.type === 'file' && isImage(source)
    ? { type: 'image', source, ...(part.cache ? { cache: part.cache } : {}) }
    : part
}

/** OpenAI's two dialects share one file store. */
const isOpenAiFile = (one: Dialect, other: Dialect): boolean =>
  one.startsWith('openai-') && other.startsWith('openai-')

const mediaTypeOf = (source: MediaSource): string => source.mediaType ?? ''
const isImage = (source: MediaSource): boolean => mediaTypeOf(source).startsWith('image/')
const isVideo = (source: MediaSource): boolean => mediaTypeOf(source).startsWith('video/')

type Refusal = (part: MediaPart, source: MediaSource) => string | undefined

const NO_URL = 'a file by URL cannot be read by this model; send its content.'
const NO_AUDIO_URL = 'audio by URL cannot be heard by this model; send its content.'
const NO_AUDIO = 'this model cannot hear audio.'
const NO_VIDEO = 'this model cannot watch video.'

/** What each dialect has no words for. */
const REFUSALS: Record<Dialect, Refusal> = {
  'openai-chat': (part, source) => {
    if (source.type !== 'url' || part.type === 'image' || isVideo(source)) return undefined
    return part.type === 'audio' ? NO_AUDIO_URL : NO_URL
  },
  'openai-responses': (part, source) => {
    if (part.type === 'audio') return NO_AUDIO
    return isVideo(source) ? NO_VIDEO : undefined
  },
  'anthropic-messages': (part, source) => {
    if (part.type === 'audio') return NO_AUDIO
    if (isVideo(source)) return NO_VIDEO
    const isReadable = isImage(source) || /^(text\/|application\/pdf$)/.test(mediaTypeOf(source))
    return part.type === 'file' && source.type === 'base64' && !isReadable
      ? 'only PDF, text and pictures can be read.'
      : undefined
  },
  gemini: () => undefined,
}

/** Content of a result that only another dialect knows is shown as the JSON it is. */
const adaptResult = (result: ToolResultPart, path: string, target: AdaptTarget): ToolResultPart => ({
  ...result,
  content: result.content.map((part) => {
    if (part.type === 'opaque') return { type: 'text', text: JSON.stringify(part.value) }
    if (part.type === 'text') return part
    const adapted = adaptSource(part, path, target)
    return adapted.type === 'audio' ? part : adapted
  }),
})
