import {
  audioWiresOf,
  billedSecondsOf,
  emptyUsage,
  requireTimes,
  UPSTREAM_FACING,
  writeTranscript,
  writeTranscriptEvents,
} from '@gptget/protocol'
import type { TranscriptionRequest, TranscriptionResult } from '@gptget/protocol'
import { hasOperation, operationUrl } from '@gptget/providers'
import { bodyOf, bytesOf } from '@gptget/threads'
import { readTranscription, withSound } from '../../../bodies/prepare-audio.ts'
import type { Answering } from '../../../bodies/prepared.ts'
import type { Route } from '../../../catalog/catalog.ts'
import { readHeadOf } from '../../generation/generation.ts'
import { loadMediaFor } from '../../generation/media-access.ts'
import type { Operation, WholeAnswer } from '../../generation/operation.ts'

/** As OpenAI's; others support more, and say so themselves. */
const MAX_FILE_BYTES = 25 * 1024 * 1024

type Listening = Operation<Extract<Answering, { type: 'transcribed' }>>

/** We measure the length that decides its cost. */
const listening = (name: 'transcriptions' | 'translations'): Listening => ({
  name,
  isOptional: true,
  isServedIn: (dialect) => hasOperation(dialect, name),
  resolve: async (context, generation) => {
    const { sound } = readTranscription(bytesOf(generation.body), readHeadOf(generation))
    if (sound.type === 'data') return
    const media = loadMediaFor(context, generation)
    const { contentType, bytes } = await media.read(sound.mediaId, sound.index, MAX_FILE_BYTES)
    const loaded = { mediaType: contentType, base64: bytes.toString('base64') }
    generation.body = bodyOf(withSound(bytesOf(generation.body), loaded))
  },
  open: (_generation, route, { losses, path, answering: { request } }) => {
    const { provider, upstreamModel: model } = route
    const wire = audioWiresOf(provider.dialect, provider.quirks).transcriptions
    return {
      url: operationUrl(provider, name, { model, path }),
      losses,
      readError: UPSTREAM_FACING[provider.dialect].readError,
      readWhole: (body) => answerOf(route, request, wire.readResult(body)),
      stream: null,
    }
  },
})

/** Transcriptions. */
export const transcriptions: Listening = listening('transcriptions')

/** Transcriptions in English. */
export const translations: Listening = listening('translations')

const answerOf = (route: Route, request: TranscriptionRequest, result: TranscriptionResult): WholeAnswer => {
  requireTimes(request.format, result)
  const isByTokens = route.price.input > 0n
  const told = { task: request.task, durationMs: request.sound.durationMs, isByTokens }
  const { contentType } = writeTranscript(request.format, result, told, { usage: emptyUsage(), costUsd: 0 })
  return {
    // What is charged by its length needs no count of tokens.
    usage: result.usage ?? (isByTokens ? undefined : emptyUsage()),
    texts: isByTokens ? [result.text] : [],
    counted: { quantities: { seconds: billedSecondsOf(request, route.provider.quirks) }, attributes: {} },
    contentType,
    print: (closing) => writeTranscript(request.format, result, told, closing).text,
    printEvents: async (closing) => writeTranscriptEvents(result, told, closing),
  }
}
