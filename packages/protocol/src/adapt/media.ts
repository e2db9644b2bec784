import { isImage, isText, withSniffedType } from '../canonical/media-type.ts'
import { unsupported, type Capabilities, type Loss } from '../canonical/losses.ts'
import type {
  ChatRequest,
  FilePart,
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
    case 'file':
      return adaptFile(part, path, target, losses)
    case 'image':
    case 'audio':
      return [adaptSource(part, path, target)]
    case 'tool-result':
      return [adaptResult(part, path, target, losses)]
    case 'opaque': {
      const content = CAPABILITIES[part.dialect].contentIn?.(part.value)
      if (content !== undefined) return content.map((one) => adaptContent(one, part, path, target, losses))
      if (turn.role !== 'assistant') throw unsupported(path, NO_SUCH_KIND)
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

/** A file, after what is said about it where it has no field for that. */
const adaptFile = (
  { context, ...file }: FilePart,
  path: string,
  target: AdaptTarget,
  losses: Loss[],
): (MediaPart | TextPart)[] => {
  const words = wordsIn(file, target)
  if (words !== undefined) {
    losses.push({ param: path, action: 'rewritten', reason: AS_TEXT })
    const about = [file.filename && `“${file.filename}”`, context && `(${context})`].filter(Boolean)
    const text = about.length === 0 ? words : `Document ${about.join(' ')}:\n${words}`
    return [{ type: 'text', text, ...(file.cache ? { cache: file.cache } : {}) }]
  }
  if (context === undefined || CAPABILITIES[target.dialect].hasFileContext)
    return [adaptSource({ ...file, ...(context === undefined ? {} : { context }) }, path, target)]
  losses.push({ param: path, action: 'rewritten', reason: ABOUT })
  const name = file.filename === undefined ? '' : ` “${file.filename}”`
  return [{ type: 'text', text: `About the document${name}: ${context}` }, adaptSource(file, path, target)]
}

/** The words of a file of text, where the model takes no such file. */
const wordsIn = ({ source: sent }: FilePart, { dialect, capabilities }: AdaptTarget): string | undefined => {
  if (CAPABILITIES[dialect].hasTextFiles && capabilities?.hasFiles !== false) return undefined
  const source = withSniffedType(sent)
  return source.type === 'base64' && isText(source)
    ? Buffer.from(source.base64, 'base64').toString()
    : undefined
}

const AS_TEXT = 'This model takes no files of text: what is in the file was sent as text.'

const ABOUT =
  'This model has no field for the context of a document: it was sent as a text before the document.'

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
    if (part.type === 'file')
      return adaptFile(part, path, target, losses).map((one) => withoutSound(one, part))
    if (part.type !== 'opaque') return [withoutSound(adaptSource(part, path, target), part)]
    const content = CAPABILITIES[part.dialect].contentIn?.(part.value)
    if (content === undefined) return [jsonOf(part.value, path, losses)]
    return content.map((one) => withoutSound(adaptContent(one, part, path, target, losses), one))
  }),
})

const NO_SUCH_KIND = 'this kind of content does not exist for this model.'

/** Longer JSON of content that only one dialect knows is data, such as sound, which no model reads as text. */
const MAX_JSON_LENGTH = 10_000

const jsonOf = (value: unknown, path: string, losses: Loss[]): TextPart => {
  const text = JSON.stringify(value)
  if (text.length > MAX_JSON_LENGTH) throw unsupported(path, NO_SUCH_KIND)
  losses.push({ param: path, action: 'rewritten', reason: AS_JSON })
  return { type: 'text', text }
}

const AS_JSON = 'This model does not have this kind of content: its JSON was sent.'

/** A result holds no sound, and none was in it before. */
const withoutSound = (
  adapted: Part,
  before: ToolResultPart['content'][number],
): ToolResultPart['content'][number] =>
  adapted.type === 'text' || adapted.type === 'image' || adapted.type === 'file' ? adapted : before
