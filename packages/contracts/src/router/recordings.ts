import { z } from 'zod'
import { defineCall, defineStream } from '../subject.ts'
import { generationHead } from './generations.ts'

const recording = { accountId: z.string(), generationId: z.string() }

/** Which router has the record of a generation: asked of all, answered by the one that has it. */
export const findRecording = defineCall(
  'router.recording.find',
  z.object(recording),
  z.object({ instanceId: z.string(), isStream: z.boolean() }),
)

/**
 * Served by the router that has the record: the answer again in its own dialect, from after `eventsBefore` events, and
 * on as it comes. Fails as `answer_gone` where it is not kept, `invalid_request` where there were not as many events.
 */
export const readRecording = defineStream(
  'router.recording.read',
  z.object({ ...recording, eventsBefore: z.number().int().nonnegative() }),
  z.object({
    status: z.number().int(),
    headers: z.record(z.string(), z.string()),
    startedAtMs: z.number(),
    /** There is nothing to send yet. */
    isWaiting: z.boolean(),
    ...generationHead.pick({ operation: true, dialect: true, framing: true, model: true }).shape,
  }),
  z.null(),
)
