import { renewLeases } from '@gptget/contracts'
import type { GenerationHead } from '@gptget/contracts'
import type { RouterContext } from '../../context.ts'
import type { GenerateStream, Outcome } from '../generation/generation.ts'
import { isLost } from '../generation/is-lost.ts'
import { keepClaimed } from './keep-claimed.ts'
import type { Recording } from '../../recording/recording.ts'

/** Well within the lifetime of a lease. */
const RENEW_INTERVAL_MS = 5_000

/**
 * Serves a generation while recording its stream. If the edge dies, the generation continues, so that the caller can
 * resume it at another edge; if the caller disconnects, it stops. An answer that cannot be resumed is not recorded, and
 * stops in both cases.
 */
export const serveRecorded = async (
  context: RouterContext,
  stream: GenerateStream,
  serve: (context: RouterContext, stream: GenerateStream) => Promise<void>,
): Promise<void> => {
  const { head } = stream
  if (!head.isStream && head.claim === undefined) return serve(context, stream)
  const recording = context.recordings.open(head)
  const detached = detach(context, stream, recording)
  try {
    await serve(context, record(context, stream, recording, detached.signal))
  } finally {
    detached.end()
    context.recordings.end(recording, 'cut')
  }
}

/**
 * A signal that the death of the edge does not abort while the answer is recorded; its lease is kept open for the
 * charge.
 */
const detach = (
  context: RouterContext,
  { head, signal }: GenerateStream,
  recording: Recording,
): { signal: AbortSignal; end(): void } => {
  const abort = new AbortController()
  let renewing: NodeJS.Timeout | undefined
  const onAbort = (): void => {
    if (!isLost(signal.reason) || recording.state === 'dropped') return abort.abort(signal.reason)
    recording.isDetached = true
    recording.onDropped = () => abort.abort(signal.reason)
    renewLease(context, head)
    renewing = setInterval(() => renewLease(context, head), RENEW_INTERVAL_MS)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  const end = (): void => {
    signal.removeEventListener('abort', onAbort)
    clearInterval(renewing)
  }
  return { signal: abort.signal, end }
}

const record = (
  context: RouterContext,
  stream: GenerateStream,
  recording: Recording,
  signal: AbortSignal,
): GenerateStream => {
  const { recordings } = context
  let outcome: Outcome | null = null
  return {
    head: stream.head,
    bodyLength: stream.bodyLength,
    signal,
    body: () => stream.body(),
    chunks: () => stream.chunks(),
    respond: (answer) => {
      recording.begin(answer)
      stream.respond(answer)
    },
    write: (bytes, progress) => {
      recordings.append(recording, bytes)
      if (outcome === null || stream.head.claim === undefined) return stream.write(bytes, progress)
      return keepClaimed(context, recording, outcome).then(() => stream.write(bytes, progress))
    },
    close: (ended) => {
      outcome ??= ended
      // The caller has disconnected: nothing more will be written.
      if (ended.outcome === 'cancelled') void keepClaimed(context, recording, ended)
    },
    end: (trailer) => {
      recordings.end(recording, trailer.outcome === 'cancelled' ? 'cut' : 'ended')
      stream.end(trailer)
    },
  }
}

const renewLease = ({ bus, logger }: RouterContext, { leaseId, leaseHolder }: GenerationHead): void => {
  if (leaseId === null || leaseHolder === undefined) return
  bus
    .call(renewLeases, { holder: leaseHolder, leaseIds: [leaseId] })
    .catch((error: unknown) =>
      logger.warn({ err: error, leaseId }, 'the lease of a lost edge was not renewed'),
    )
}
