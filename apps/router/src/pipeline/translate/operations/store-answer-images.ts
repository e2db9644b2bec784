import type { BlockStart, ChatEvent, ResultBlock } from '@gptget/protocol'
import { createMediaAccess } from '../../generation/media-access.ts'
import type { Generation } from '../../generation/generation.ts'
import type { AnswerPath } from '../answer-path.ts'
import { tryStore } from './keep-images.ts'

type ImageBlock = Extract<BlockStart, { kind: 'image' }>
type Image = { block: ImageBlock; base64: string }

/**
 * A chat answer whose images are stored and replaced by our URLs. A stream sends the URLs at its end. An image that
 * cannot be stored is sent as data, because it is paid for.
 */
export const storingImages = (generation: Generation, path: AnswerPath): AnswerPath => {
  const held = new Map<number, Image>()
  return {
    ...path,
    step: (frame, events) =>
      path.step(
        frame,
        events.filter((event) => !hold(held, event)),
      ),
    end: async (closing) => {
      const stored = await Promise.all(
        [...held.values()].map((image, index) => storeImage(generation, image, index)),
      )
      const told = stored.flatMap((image, position) => eventsOf([...held.keys()][position]!, image))
      return [...path.step(null, told), ...(await path.end(closing))]
    },
    whole: async (text, result, closing) => {
      const blocks = await storeBlocks(generation, result.blocks)
      return path.whole(text, { ...result, blocks }, closing)
    },
  }
}

/** Holds back an event of an image. @returns whether it was one */
const hold = (held: Map<number, Image>, event: ChatEvent): boolean => {
  if (event.type === 'block-open' && event.block.kind === 'image')
    held.set(event.index, { block: event.block, base64: '' })
  if (!('index' in event)) return false
  const image = held.get(event.index)
  if (image === undefined) return false
  if (event.type === 'block-delta' && event.delta.kind === 'data') image.base64 += event.delta.base64
  return true
}

const eventsOf = (index: number, { block, base64 }: Image): ChatEvent[] => [
  { type: 'block-open', index, block },
  ...(base64 === ''
    ? []
    : [{ type: 'block-delta' as const, index, delta: { kind: 'data' as const, base64 } }]),
  { type: 'block-close', index },
]

const storeBlocks = (generation: Generation, blocks: readonly ResultBlock[]): Promise<ResultBlock[]> => {
  let count = 0
  return Promise.all(
    blocks.map(async (whole) => {
      if (whole.block.kind !== 'image') return whole
      const { block, base64 } = await storeImage(
        generation,
        { block: whole.block, base64: whole.content },
        count++,
      )
      return { ...whole, block, content: base64 }
    }),
  )
}

const storeImage = async (generation: Generation, image: Image, index: number): Promise<Image> => {
  const { block, base64 } = image
  const media = createMediaAccess(generation.bus, generation.stream.head)
  const url = await tryStore(generation, media, index, base64, block.mediaType)
  return url === null ? image : { block: { ...block, url }, base64: '' }
}
