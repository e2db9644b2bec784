import { isImage, withSniffedType } from '../canonical/media-type.ts'
import { unsupported, type Capabilities, type Loss } from '../canonical/losses.ts'
import type {
  ChatRequest,
  ImagePart,
  MediaPart,
  OpaquePart,
  Part,
  TextPart,
  ToolResultPart,
  Turn,
} from '../canonical/request.ts'
import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'

/**
 * Refuses media that a model does not support, and drops what only its own provider could have produced. An answer may
 * lose a block of another provider's tool; a question may not lose anything.
 */
export const adaptMedia: Adaptation = (request, target, losses) => ({
  ...request,
  turns: request.turns.map((turn, index) => ({
    ...turn,
    parts: turn.parts.flatMap((part) =>
      adaptPart(
        part,
        turn,
        `${CAPABILITIES[request.source].turnsField}[${placeOf(request, index)}]`,
        target,
        losses,
      ),
    ),
  })),
})

/** Callers see the paths of their own list. */
const placeOf = ({ places }: ChatRequest, index: number): number => places?.[index] ?? index

const adaptPart = (part: Part, turn: Turn, path: string, target: AdaptTarget, losses: Loss[]): Part[] => {
  switch (part.type) {
    case 'image':
    case 'audio':
    case 'file':
      return [adaptSource(part, path, target)]
    case 'tool-result':
      return [adaptResult(part, path, target, losses)]
    case 'opaque': {
      const content = CAPABILITIES[part.dialect].contentIn?.(part.value)
      if (content !== undefined) return content.map((one) => adaptContent(one, part, path, target, losses))
      if (turn.role === 'user') throw unsupported(path, 'this kind of content does not exist for this model.')
      losses.push({
        param: path,
        action: 'dropped',
        reason: 'A block of a provider’s own tool cannot be sent to another provider.',
      })
      return []
    }
    default:
      return [part]
  }
}

/** What is readable of content that another dialect has alone. Of texts, only the words are passed on. */
const adaptContent = (
  content: TextPart | ImagePart,
  { signatures }: OpaquePart,
  path: string,
  target: AdaptTarget,
  losses: Loss[],
): Part => {
  const signed = signatures === undefined ? {} : { signatures }
  if (content.type === 'image') return adaptSource({ ...content, ...signed }, path, target)
  if (!losses.some(({ param, reason }) => param === path && reason === ONLY_WORDS))
    losses.push({ param: path, action: 'rewritten', reason: ONLY_WORDS })
  return content
}

const ONLY_WORDS = 'This model does not have this kind of content: its text was sent.'

/** Whether a model supports each kind of media. */
const MODEL_CAPABILITIES = {
  image: 'hasImages',
  audio: 'hasAudioInput',
  file: 'hasFiles',
} as const satisfies Record<string, keyof Capabilities>

const adaptSource = (sent: MediaPart, path: string, { dialect, capabilities }: AdaptTarget): MediaPart => {
  const part = { ...sent, source: withSniffedType(sent.source) }
  if (capabilities?.[MODEL_CAPABILITIES[part.type]] === false)
    throw unsupported(path, `this model takes no ${part.type}.`)
  const { source } = part
  if (source.type === 'file-id' && CAPABILITIES[source.dialect].family !== CAPABILITIES[dialect].family) {
    throw unsupported(path, 'a file stored at one provider cannot be read by another; send its content.')
  }
  const refusal = CAPABILITIES[dialect].refuseMedia(part, source)
  if (refusal !== undefined) throw unsupported(path, refusal)
  return part.type === 'file' && isImage(source)
    ? { type: 'image', source, ...(part.cache ? { cache: part.cache } : {}) }
    : part
}

/** Content of a result that only another dialect knows is sent as what is readable of it, or as its JSON. */
const adaptResult = (
  result: ToolResultPart,
  path: string,
  target: AdaptTarget,
  losses: Loss[],
): ToolResultPart => ({
  ...result,
  content: result.content.flatMap((part): ToolResultPart['content'] => {
    if (part.type === 'text') return [part]
    if (part.type !== 'opaque') return [withoutSound(adaptSource(part, path, target), part)]
    const content = CAPABILITIES[part.dialect].contentIn?.(part.value)
    if (content === undefined) return [{ type: 'text', text: JSON.stringify(part.value) }]
    return content.map((one) => withoutSound(adaptContent(one, part, path, target, losses), one))
  }),
})

/** A result holds no sound, and none was in it before. */
const withoutSound = (
  adapted: Part,
  before: ToolResultPart['content'][number],
): ToolResultPart['content'][number] =>
  adapted.type === 'text' || adapted.type === 'image' || adapted.type === 'file' ? adapted : before
