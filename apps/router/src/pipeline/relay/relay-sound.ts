import { convertSpeech, ENCODINGS, FfmpegFailed } from '@gptget/audio'
import { emptyUsage, estimateSpeechTokens, FaultError, speechDelta, speechDone } from '@gptget/protocol'
import type { Closing, Fault, SpokenAs, Usage } from '@gptget/protocol'
import type { UpstreamAnswer, UpstreamBody } from '@gptget/providers'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { faultOfConnection } from '../../upstream/faults.ts'
import { answeredIn, answerHeaders, failedBy } from '../generation/attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from '../generation/attempt-outcome.ts'
import type { SoundRelay } from '../generation/operation.ts'
import { soundCostOf } from '../price/running-cost.ts'
import { forgetBody } from './forget-body.ts'
import { parseOrText, readText } from './read-text.ts'
import { printFor, respond, streamHeadersOf } from './write-answer.ts'

/** The provider's audio, and its format. */
type Spoken = { sound: AsyncIterable<Uint8Array>; spokenAs: SpokenAs; usage?: Usage }

/** Relays audio as it arrives, in the requested format; nothing is sent before its first byte. */
export const relaySound = async (
  attempt: Attempt,
  relay: SoundRelay,
  answer: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const { accumulator, watch } = attempt
  const { status } = answer
  let firstByteAtMs: number | null = null
  try {
    const spoken = await openSound(attempt, relay, answer)
    const usage = spoken.usage ?? estimated(relay)
    const costNanoUsd = soundCostOf(attempt.generation, attempt.route, usage, relay.counted)
    for await (const bytes of await inFormat(attempt, relay, spoken)) {
      if (firstByteAtMs === null) {
        if (!begin(attempt, relay)) return { type: 'hedged', status }
        firstByteAtMs = attempt.context.now()
        accumulator.usage = usage
      }
      await write(attempt, bytes, costNanoUsd)
    }
    if (firstByteAtMs === null) throw new FaultError(NO_SOUND)
  } catch (error) {
    if (watch.reason === 'client') return { type: 'cancelled', accumulator, status }
    if (watch.reason === 'rival') return { type: 'hedged', status }
    const fault = faultOf(attempt, error)
    if (firstByteAtMs === null) return failedBy(fault, status)
    return { type: 'broken', accumulator, fault, status, ttftMs: firstByteAtMs - attempt.startedAtMs }
  }
  accumulator.finish = { reason: 'stop', raw: null }
  const answered = answeredIn(attempt, firstByteAtMs)
  return {
    type: 'finished',
    accumulator,
    status,
    headers: {},
    answered,
    last: (closing) => lastOf(attempt, closing),
  }
}

const NO_SOUND: Fault = { code: 'provider_unavailable', message: 'The provider answered without audio.' }

/** The usage that the provider reported; without one, an estimate. */
const estimated = ({ request }: SoundRelay): Usage => ({
  ...emptyUsage(),
  audioOutputTokens: estimateSpeechTokens(request),
  isEstimated: true,
})

const openSound = async (
  { watch, route }: Attempt,
  { answer }: SoundRelay,
  { body, headers }: UpstreamAnswer,
): Promise<Spoken> => {
  if (answer.type === 'json') {
    const text = await readText(body, watch)
    const { sound, ...rest } = answer.read(parseOrText(text, route.provider.dialect))
    return { ...rest, sound: asIterable(sound) }
  }
  // A 200 may contain an error, or a web page.
  if (/^(application\/json|text\/)/i.test(String(headers['content-type'] ?? '')))
    throw new FaultError(NO_SOUND)
  return { sound: piecesOf(body, () => watch.heard()), spokenAs: answer.spokenAs }
}

async function* asIterable(sound: Buffer): AsyncGenerator<Buffer> {
  yield sound
}

/** Turns a pushed body into a pulled one: data that is not read yet waits at the provider. */
const piecesOf = (body: UpstreamBody, onPiece: () => void): PassThrough => {
  const pieces = new PassThrough()
  body
    .read((piece) => {
      onPiece()
      if (pieces.destroyed) return 'abort'
      if (!pieces.write(piece)) return drained(pieces)
    })
    .then(
      () => pieces.end(),
      (error: unknown) => pieces.destroy(error as Error),
    )
  return pieces
}

const drained = async (pieces: PassThrough): Promise<void> => {
  const done = new AbortController()
  const { signal } = done
  await Promise.race([once(pieces, 'drain', { signal }), once(pieces, 'close', { signal })]).catch(() => {})
  // Whichever came first, the other one is no longer needed.
  done.abort()
}

const inFormat = async (
  { context, watch }: Attempt,
  { request: { format }, speed }: SoundRelay,
  { sound, spokenAs }: Spoken,
): Promise<AsyncIterable<Uint8Array>> => {
  if (speed === 1 && spokenAs.type === 'format' && spokenAs.format === format) return sound
  const source = spokenAs.type === 'samples' ? spokenAs : { type: 'file' as const }
  return convertSpeech(sound, { ffmpeg: await context.ffmpeg(), source, format, speed, signal: watch.signal })
}

/** @returns whether this route's answer is used */
const begin = (attempt: Attempt, { request: { format } }: SoundRelay): boolean => {
  const { generation, accumulator, context, watch } = attempt
  if (!attempt.entry.claim()) return false
  generation.firstTokenMs = context.now() - generation.startedAtMs
  accumulator.hasToken = true
  watch.firstToken()
  forgetBody(attempt)
  const headers = generation.stream.head.isStream
    ? streamHeadersOf(generation)
    : { 'content-type': ENCODINGS[format].contentType, 'x-content-type-options': 'nosniff' }
  respond(generation, 200, { ...headers, ...answerHeaders(attempt) })
  return true
}

const write = async (
  { generation, watch }: Attempt,
  bytes: Uint8Array,
  costNanoUsd: number,
): Promise<void> => {
  const { stream } = generation
  const written = stream.head.isStream ? printFor(generation, [speechDelta(bytes)], false) : bytes
  const taken = stream.write(written, costNanoUsd)
  if (taken instanceof Promise) await watch.whileClientIsSlow(taken)
}

const lastOf = ({ generation }: Attempt, closing: Closing): Buffer =>
  generation.stream.head.isStream ? printFor(generation, [speechDone(closing)], true) : Buffer.alloc(0)

const faultOf = ({ watch }: Attempt, error: unknown): Fault => {
  if (error instanceof FaultError) return error.fault
  if (error instanceof FfmpegFailed) return { ...NO_SOUND, raw: error }
  return faultOfConnection(error, watch.reason)
}
