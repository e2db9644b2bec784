import { FaultError, totalOutputTokens } from '@gptget/protocol'
import type { ChatEvent, Closing, Fault, Frame } from '@gptget/protocol'
import type { UpstreamAnswer } from '@gptget/providers'
import { forThread, LARGE_BODY_BYTES } from '@gptget/threads'
import type { VectorsAsked } from '../../bodies/read-vectors.ts'
import { answeredIn, answerHeaders, failedBy } from '../generation/attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from '../generation/attempt-outcome.ts'
import { turnOf } from '../generation/generation.ts'
import type { UpstreamExchange, WholeAnswer } from '../generation/operation.ts'
import { forgetBody } from './forget-body.ts'
import { TextLifter } from '../../bodies/lifted-texts.ts'
import type { LiftedTexts } from '../../bodies/lifted-texts.ts'
import { parseOrText, readBytes, readPieces, textOf } from './read-text.ts'
import { printFor, respond, streamHeadersOf } from './write-answer.ts'

/** Reads an answer that is not streamed; its text for the caller is printed once its cost is known. */
export const relayWhole = async (
  attempt: Attempt,
  { body, status }: Pick<UpstreamAnswer, 'body' | 'status'>,
): Promise<AttemptOutcome> => {
  const { far, readLifted } = attempt.exchange
  if (readLifted !== undefined) {
    const lifted = await readLifting(attempt, body)
    const read = (body: unknown) => readLifted(body, lifted)
    return relayRead(attempt, readAnswer(attempt, textOf(lifted.json), read), status)
  }
  const bytes = await readBytes(body, attempt.watch)
  return far !== undefined && bytes.byteLength > LARGE_BODY_BYTES
    ? relayRead(attempt, await readFar(attempt, far, bytes), status)
    : relayText(attempt, textOf(bytes), status)
}

/** Reads an answer whose long base64 texts stay bytes, and passes them on while they arrive. */
const readLifting = async (
  { exchange, watch }: Attempt,
  body: UpstreamAnswer['body'],
): Promise<LiftedTexts> => {
  const lifter = new TextLifter((text) => exchange.onLifted?.(text))
  try {
    await readPieces(body, watch, (piece) => lifter.push(piece))
  } catch (error) {
    lifter.fail(error as Error)
    throw error
  }
  return lifter.end()
}

/** The same for an answer that has arrived. */
export const relayText = (attempt: Attempt, text: string, status: number): AttemptOutcome =>
  relayRead(attempt, readAnswer(attempt, text, attempt.exchange.readWhole), status)

type Read = WholeAnswer | { fault: Fault }

/** Reads a large answer in a thread, and prints it in one. */
const readFar = async (
  { context: { threads }, generation }: Attempt,
  asked: VectorsAsked,
  bytes: Buffer,
): Promise<Read> => {
  const body = forThread(bytes)
  const turn = turnOf(generation)
  const read = await threads.run('readVectors', body, asked, turn)
  if ('fault' in read) return read
  return {
    ...(read.usage === null ? {} : { usage: read.usage }),
    texts: [],
    print: (closing) => threads.run('printVectors', body, { ...asked, closing }, turn),
  }
}

const relayRead = (attempt: Attempt, whole: Read, status: number): AttemptOutcome => {
  const { accumulator, generation, context } = attempt
  if ('fault' in whole) return failedBy(whole.fault, status)
  if (!attempt.entry.claim()) return { type: 'hedged', status }
  forgetBody(attempt)
  generation.firstTokenMs ??= context.now() - generation.startedAtMs
  accumulator.hasToken = true
  accumulator.usage = whole.usage ?? null
  accumulator.counted = whole.counted
  accumulator.upstreamId = whole.id ?? null
  accumulator.finish = whole.finish ? { reason: whole.finish.reason, raw: whole.finish.raw ?? null } : null
  accumulator.toolCalls.addBlocks(whole.blocks ?? [])
  const isCounted =
    whole.usage !== undefined && !whole.usage.isEstimated && totalOutputTokens(whole.usage) > 0
  if (!isCounted) for (const said of whole.texts) accumulator.add(textEvent(said))
  return {
    type: 'finished',
    accumulator,
    status,
    headers: {
      ...(whole.contentType === undefined ? {} : { 'content-type': whole.contentType }),
      ...answerHeaders(attempt),
    },
    answered: answeredIn(attempt, null),
    last: (closing) => printLast(attempt, whole, closing),
    isCertain: whole.isCertain === true && !generation.stream.head.isStream,
  }
}

/** If the caller requested a stream of something that the provider returns whole, they get it as a stream. */
const printLast = (attempt: Attempt, whole: WholeAnswer, closing: Closing): Buffer | Promise<Buffer> => {
  if (attempt.generation.stream.head.isStream && whole.printEvents !== undefined)
    return printAsStream(attempt, whole.printEvents(closing))
  const printed = whole.print(closing)
  if (typeof printed === 'string') return Buffer.from(printed)
  return printed.then((text) => (typeof text === 'string' ? Buffer.from(text) : text))
}

const printAsStream = async (attempt: Attempt, printed: Promise<Frame[]>): Promise<Buffer> => {
  const { generation } = attempt
  const frames = await printed
  respond(generation, 200, { ...streamHeadersOf(generation), ...answerHeaders(attempt) })
  return printFor(generation, frames, true)
}

const textEvent = (text: string): ChatEvent => ({
  type: 'block-delta',
  index: 0,
  delta: { kind: 'text', text },
})

/** A 200 may contain an error, or be cut off: only its content shows it. */
const readAnswer = ({ route }: Attempt, text: string, read: UpstreamExchange['readWhole']): Read => {
  try {
    return read(parseOrText(text, route.provider.dialect), text)
  } catch (error) {
    if (error instanceof FaultError) return { fault: error.fault }
    throw error
  }
}
