import { readImageStream, startMachine, writeImageEvents } from '@gptget/protocol'
import type { Frame, MadeImage } from '@gptget/protocol'
import type { Route } from '../../../catalog/catalog.ts'
import { namesOf } from '../../generation/generation.ts'
import type { Generation } from '../../generation/generation.ts'
import type { Answering } from '../../../bodies/prepared.ts'
import type { StreamRelay } from '../../generation/operation.ts'
import { countedOf } from './image-usage.ts'
import { giveImages } from './keep-images.ts'

type Pictured = Extract<Answering, { type: 'pictured' }>

type Completed = {
  b64_json?: string
  size?: string
  quality?: string
  background?: string
  output_format?: string
}

/** Relays an image's drafts as they arrive, and keeps the final images until they are stored and charged. */
export const relayImages = (
  generation: Generation,
  route: Route,
  { request, isEdit }: Pictured,
): StreamRelay => {
  const completed: Completed[] = []
  const madeOf = (): MadeImage[] =>
    completed.flatMap(({ b64_json }) => (b64_json === undefined ? [] : [{ base64: b64_json }]))
  return {
    reader: startMachine(readImageStream, { count: request.count }),
    step: (frame) => {
      const type = frame && typeOf(frame)
      if (frame === null || type === null) return []
      if (type.endsWith('.partial_image')) return [{ event: type, data: frame.data }]
      if (type.endsWith('.completed')) completed.push(JSON.parse(frame.data) as Completed)
      return []
    },
    // Its highest cost is reserved.
    cut: () => [],
    counted: () => countedOf(request, { images: madeOf(), ...completed.at(-1) }),
    end: async (closing) => {
      const last = completed.at(-1) ?? {}
      const told = { ...last, outputFormat: last.output_format }
      const given = await giveImages(generation, request, madeOf(), { areBoth: true })
      return writeImageEvents(given, told, isEdit, namesOf(generation, route), closing)
    },
  }
}

/** `image_generation.partial_image`, and null for anything but a draft or an image. */
const typeOf = ({ data }: Frame): string | null =>
  /"type"\s*:\s*"(image_(?:generation|edit)\.\w+)"/.exec(data)?.[1] ?? null
