import { createSseReader } from '@gptget/protocol'
import type { ChatEvent, Fault, Frame } from '@gptget/protocol'
import type { UpstreamAnswer } from '@gptget/providers'
import type { Readable } from 'node:stream'
import { faultOfConnection } from '../upstream/faults.ts'
import { answeredIn, answerHeaders, failedBy } from './attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from './attempt-outcome.ts'
import type { StreamRelay } from './operation.ts'
import { printFor, respond, runningCost, streamHeadersOf } from './run.ts'

const streamHeaders = (attempt: Attempt): Record<string, string> => ({
  ...streamHeadersOf(attempt.run),
  ...answerHeaders(attempt),
})

/** Passes a stream on as it comes, from its first token; before that nothing of it is the caller's. */
export const relayStream = async (
  attempt: Attempt,
  relay: StreamRelay,
  answer: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const { run, route, watch, tally, context } = attempt
  const { status } = answer
  let firstTokenAtMs: number | null = null
  let ready: Frame[] = []
  try {
    for await (const { frames, fault } of readFrames(attempt, relay, answer.body)) {
      // Before its first token no sign of life counts: comments and roles are no answer.
      if (firstTokenAtMs !== null) watch.heard()
      ready = ready.length === 0 ? frames : [...ready, ...frames]
      if (firstTokenAtMs === null && tally.hasToken && !fault) {
        if (!attempt.lane.claim()) return { type: 'hedged', status }
        firstTokenAtMs = context.now()
        run.firstTokenMs = firstTokenAtMs - run.startedAtMs
        watch.firstToken()
        respond(run, 200, streamHeaders(attempt))
      }
      if (firstTokenAtMs !== null && ready.length > 0) {
        await watch.whileClientIsSlow(
          run.stream.write(printFor(run, ready, false), runningCost(run, route, tally)),
        )
        ready = []
      }
    }
  } catch (error) {
    if (watch.reason === 'client') return { type: 'cancelled', tally, status }
    if (watch.reason === 'rival') return { type: 'hedged', status }
    tally.fault ??= faultOfConnection(error, watch.reason)
  }
  if (tally.fault) {
    return firstTokenAtMs === null
      ? failedBy(tally.fault, status)
      : { type: 'broken', tally, fault: tally.fault, status, ttftMs: firstTokenAtMs - attempt.startedAtMs }
  }
  return {
    type: 'finished',
    tally,
    status,
    headers: {},
    answered: answeredIn(attempt, firstTokenAtMs),
    last: (closing) => printFor(run, relay.end(closing), true),
  }
}

type Read = { frames: Frame[]; fault: Fault | null }

/** Reads a stream piece by piece as it comes, up to its terminal event; the tally hears every event. */
async function* readFrames(
  { tally }: Attempt,
  { reader, step }: StreamRelay,
  body: Readable,
): AsyncGenerator<Read> {
  const sse = createSseReader()
  const decoder = new TextDecoder()
  const hear = (events: ChatEvent[]): void => events.forEach((event) => tally.add(event))
  for await (const chunk of body as AsyncIterable<Buffer>) {
    const frames: Frame[] = []
    for (const frame of sse.push(decoder.decode(chunk, { stream: true }))) {
      const events = reader.step(frame)
      hear(events)
      if (tally.fault) break
      frames.push(...step(frame, events))
      if (tally.finish) break
    }
    yield { frames, fault: tally.fault }
    if (tally.finish || tally.fault) return
  }
  const events = reader.end()
  hear(events)
  if (!tally.fault) yield { frames: step(null, events), fault: null }
}
