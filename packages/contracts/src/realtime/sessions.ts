import { z } from 'zod'
import type { CaptureEvent } from '../billing/holds.ts'
import { generationDetails, type UsageEvent } from '../router/generations.ts'
import { defineBroadcast } from '../subject.ts'

/** Closes a session: the process that serves it does so. */
export const sessionClosed = defineBroadcast('realtime.session.closed', z.object({ sessionId: z.string() }))

/** The prefix of a hold's steps that charge a session's response; the response's id follows. */
export const REALTIME_STEP_PREFIX = 'resp_'

/** The receipt of a response that was charged from a session's hold, in the format of a generation's. */
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
