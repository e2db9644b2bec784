import type { LiveAnswer } from './live-answer.ts'

/** What follows a turn of Gemini: nothing, or an answer to input that arrived meanwhile. */
type Next = 'idle' | 'awaited' | 'asked'

/**
 * Whose turn it is in a session with Gemini, which starts and ends answers by itself.
 *
 * - `awaited`: it answers input without a request.
 * - `asked`: it got a request, so one turn follows, even if it is empty.
 * - `interrupted`: someone spoke over it; what arrives now belongs to another answer, or is the end of this one.
 * - `muted`: its answer was cancelled, which Gemini does not know: what arrives until its end is discarded.
 */
export type Turn =
  | { type: 'idle' }
  | { type: 'awaited' }
  | { type: 'asked' }
  | { type: 'answering'; answer: LiveAnswer; over: PromiseWithResolvers<void>; next: Next }
  | { type: 'interrupted'; next: Next }
  | { type: 'muted'; next: Next }

export const IDLE: Turn = { type: 'idle' }

/** What is expected next; during an answer, what follows it. */
export const follows = (turn: Turn): Next => ('next' in turn ? turn.next : turn.type)

/** Gemini got input that it answers, or a request. */
export const awaiting = (turn: Turn, next: 'awaited' | 'asked'): Turn =>
  'next' in turn ? { ...turn, next } : { type: next }

/** An answer begins: the awaited one. */
export const answering = (answer: LiveAnswer): Turn & { type: 'answering' } => ({
  type: 'answering',
  answer,
  over: Promise.withResolvers(),
  next: 'idle',
})

/** The answer broke off; Gemini still reports the end of its turn. */
export const brokenOff = (turn: Turn, type: 'interrupted' | 'muted'): Turn => ({ type, next: follows(turn) })

/** Gemini's turn is over. An awaited one that was empty also counts. */
export const completed = (turn: Turn): Turn => ('next' in turn ? { type: turn.next } : IDLE)
