import { z } from 'zod'
import { defineCall } from '../subject.ts'

/** The steps from the end of speech to the first audio of an answer, in this order. */
export const TURN_STEPS = ['vad', 'transcription', 'first_token', 'first_audio'] as const
export type TurnStep = (typeof TURN_STEPS)[number]

const milliseconds = z.number().nonnegative().optional()

/**
 * When each step of a turn was reached, in milliseconds from the end of speech, or from the request for the answer. A
 * step that this turn does not have is omitted.
 */
export const turnLatency = z.object({
  vad: milliseconds,
  transcription: milliseconds,
  first_token: milliseconds,
  first_audio: milliseconds,
} satisfies Record<TurnStep, typeof milliseconds>)
export type TurnLatency = z.output<typeof turnLatency>

/** The latency of a response of a voice session; null if nothing is known of it. */
export const readTurn = defineCall(
  'realtime.turns.get',
  z.object({ accountId: z.string(), responseId: z.string() }),
  z.object({ latency: turnLatency.nullable() }),
)

/** How ids of voice sessions begin. */
export const VOICE_SESSION_PREFIX = 'sess_'
