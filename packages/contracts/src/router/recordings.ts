import { z } from 'zod'
import { defineCall, defineStream } from '../subject.ts'
import { generationHead } from './generations.ts'

const recording = { accountId: z.string(), generationId: z.string() }

/** The router that has the record of a generation: all are asked, and the one that has it answers. */
export const findRecording = defineCall(
  'router.recording.find',
  z.object(recording),
  z.object({ instanceId: z.string(), isStream: z.boolean() }),
)

/**
 * Served by the router that has the record: the answer in its own dialect, from after `eventsBefore` events, then the
 * rest as it arrives. Fails with `answer_gone` if it is not stored, `invalid_request` if there are fewer events.
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
