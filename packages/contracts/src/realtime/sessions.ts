import { z } from 'zod'
import type { CaptureEvent } from '../billing/holds.ts'
import { generationDetails, type UsageEvent } from '../router/generations.ts'
import { defineBroadcast } from '../subject.ts'

/** A session is to end: the process that has it closes it. */
export const sessionClosed = defineBroadcast('realtime.session.closed', z.object({ sessionId: z.string() }))

/** How the steps of a session's hold begin that charge a response: each is called by the response's id. */
export const REALTIME_STEP_PREFIX = 'resp_'

/** The receipt of a response that was charged in a session's hold: what its capture says, as a generation's. */
export const generationOfCapture = (capture: CaptureEvent): UsageEvent => ({
  kind: 'generation',
  id: capture.step,
  accountId: capture.accountId,
  keyId: capture.keyId,
  product: capture.product,
  lines: capture.lines,
  costNanoUsd: capture.costNanoUsd,
  priceVersion: capture.priceVersion,
  startedAt: capture.startedAt,
  leaseId: null,
  ...(capture.byok === undefined ? {} : { byok: capture.byok }),
  details: generationDetails.parse(capture.details),
})
