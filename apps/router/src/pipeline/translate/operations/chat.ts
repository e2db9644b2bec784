import { pipe, startMachine, stopAt, stoppedAt, UPSTREAM_FACING } from '@gptget/protocol'
import type { ChatEvent, Frame, Running, UpstreamFacing } from '@gptget/protocol'
import { operationUrl } from '@gptget/providers'
import { openPath } from '../answer-path.ts'
import type { AnswerPath } from '../answer-path.ts'
import { foldedRelay } from '../folded-relay.ts'
import { fetchMedia } from './fetch-media.ts'
import { storingImages } from './store-answer-images.ts'
import { createMediaAccess } from '../../generation/media-access.ts'
import type { Answering } from '../../../bodies/prepared.ts'
import { isFolded } from '../../generation/generation.ts'
import type { Operation } from '../../generation/operation.ts'

type Chatting = Extract<Answering, { type: 'passed' | 'translated' }>

/** Conversations: every dialect has them, and each can be translated to each. */
export const chat: Operation<Chatting> = {
  name: 'chat',
  isOptional: false,
  isServedIn: () => true,
  resolve: async (context, generation) => {
    const { bus, stream } = generation
    // Checked before anything costs money: the answer must be storable.
    if (stream.head.storesImages) await createMediaAccess(bus, stream.head).requireRoom()
    await fetchMedia(context, generation)
  },
  open: (generation, route, { losses, answering }) => {
    const isWanted = generation.stream.head.isStream
    const isStream = isWanted || isFolded(generation)
    const { readError, readResult, readStream } = UPSTREAM_FACING[route.provider.dialect]
    const opened = openPath(generation, route, answering)
    const path = generation.stream.head.storesImages ? storingImages(generation, opened) : opened
    const reader = readerOf(readStream, path)
    return {
      url: operationUrl(route.provider, 'chat', { model: route.upstreamModel, isStream }),
      losses,
      readError,
      readWhole: (body, text) => {
        const whole = readResult(body)
        // Everything the provider wrote counts, also what the caller does not get.
        const texts = whole.blocks.map(({ content }) => content)
        const result = path.stops.length === 0 ? whole : stoppedAt(path.stops, whole)
        return {
          ...result,
          blocks: whole.blocks,
          texts,
          print: (closing) => path.whole(text, result, closing),
        }
      },
      stream: isStream
        ? isWanted
          ? { reader, repeatsText: path.repeatsText, step: path.step, cut: path.cut, end: path.end }
          : foldedRelay(reader, path)
        : null,
    }
  },
}

const readerOf = (
  readStream: UpstreamFacing['readStream'],
  { stops }: AnswerPath,
): Running<Frame, ChatEvent> =>
  stops.length === 0 ? startMachine(readStream, {}) : startMachine(pipe(readStream, stopAt), [{}, { stops }])
