import { exchange } from '@gptget/bus'
import { findRecording, readResponse } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Bus } from '@gptget/bus'
import type { InboundRequest } from '../request/inbound-request.ts'
import { relayRecording } from './relay-recording.ts'
import type { DeliverContext } from './relay-recording.ts'

/** How long a router may take to say that it has the record of a generation. */
export const FIND_TIMEOUT_MS = 500

export type FollowedResponse = { accountId: string; responseId: string; eventsBefore: number }

/** How long a caller may wait if a message about a change is lost. */
const LOST_WORD_MS = 2_000
/** The time between a run's claim and its arrival at a router. After that it was no stream, or is lost. */
const START_TIMEOUT_MS = 5_000
/**
 * A router that has the record answers at once. This is how long a caller waits if the message about its start is lost.
 */
const START_FIND_MS = 100
const LOST_START_MS = 500

/**
 * Streams a response that is generated elsewhere: what exists, then the rest as it arrives. Waits while it is queued.
 * @throws PublicError `not_found`, `answer_gone` if there is no stream (any more).
 */
export const followResponse = async (
  context: DeliverContext,
  inbound: InboundRequest,
  followed: FollowedResponse,
): Promise<void> => {
  const { accountId, responseId: generationId, eventsBefore } = followed
  const instanceId = await findStream(context, inbound, followed)
  if (instanceId === null) return
  await relayRecording(context, inbound, { instanceId, accountId, generationId, eventsBefore })
}

/** The router that has it; null if the caller disconnected meanwhile. */
const findStream = async (
  { bus, responseChanges }: DeliverContext,
  { outgoing }: InboundRequest,
  { accountId, responseId }: FollowedResponse,
): Promise<string | null> => {
  let startedAtMs: number | null = null
  while (!outgoing.destroyed) {
    // Subscribed before the check, so that no change in between is missed.
    const changed = responseChanges.next(responseId, startedAtMs === null ? LOST_WORD_MS : LOST_START_MS)
    const status = await statusOf(bus, accountId, responseId)
    if (status === 'queued') {
      await changed
      continue
    }
    const isStarting = status === 'in_progress'
    const asked = { accountId, generationId: responseId }
    const found = await bus.find(findRecording, asked, isStarting ? START_FIND_MS : FIND_TIMEOUT_MS)
    if (found !== null) return found.instanceId
    startedAtMs ??= performance.now()
    if (!isStarting || performance.now() - startedAtMs > START_TIMEOUT_MS) throw noStream(status)
    await changed
  }
  return null
}

const statusOf = async (bus: Bus, accountId: string, responseId: string): Promise<unknown> => {
  const read = await exchange(bus, readResponse, { accountId, responseId })
  return (JSON.parse(read.toString()) as { status?: unknown }).status
}

const noStream = (status: unknown): PublicError =>
  new PublicError(
    'answer_gone',
    `The response is ${String(status)} and has no stream (any more): only those created with \`stream\` have one, until 10 minutes after their end. Ask for it without \`stream\`.`,
    { param: 'stream' },
  )
