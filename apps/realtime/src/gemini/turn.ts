import type { LiveAnswer } from './live-answer.ts'

/** What follows when a turn of Gemini's is over: nothing, or an answer to what it was told meanwhile. */
type Next = 'idle' | 'awaited' | 'asked'

/**
 * Whose turn it is in a session with Gemini, which begins and ends answers by itself.
 *
 * - `awaited`: it answers what it was told, without being asked.
 * - `asked`: it was asked, so one turn of it follows, even if it says nothing.
 * - `interrupted`: somebody spoke over it; what comes now is of another answer, or the end of this one.
 * - `muted`: its answer was cancelled, of which Gemini knows nothing: what comes until its end is not passed on.
 */
export type Turn =
  | { type: 'idle' }
  | { type: 'awaited' }
  | { type: 'asked' }
  | { type: 'answering'; answer: LiveAnswer; over: PromiseWithResolvers<void>; next: Next }
  | { type: 'interrupted'; next: Next }
  | { type: 'muted'; next: Next }

export const IDLE: Turn = { type: 'idle' }

/** What is to come: of an answer that is under way, what comes after it. */
export const follows = (turn: Turn): Next => ('next' in turn ? turn.next : turn.type)

/** Gemini was told something that it answers, or asked to. */
export const awaiting = (turn: Turn, next: 'awaited' | 'asked'): Turn =>
  'next' in turn ? { ...turn, next } : { type: next }

/** An answer begins: it is the one that was awaited. */
export const answering = (answer: LiveAnswer): Turn & { type: 'answering' } => ({
  type: 'answering',
  answer,
  over: Promise.withResolvers(),
  next: 'idle',
})

/** The answer broke off; Gemini still says that its turn is over. */
export const brokenOff = (turn: Turn, type: 'interrupted' | 'muted'): Turn => ({ type, next: follows(turn) })

/** Gemini's turn is over. One that was awaited and of which nothing came has been had, too. */
export const completed = (turn: Turn): Turn => ('next' in turn ? { type: turn.next } : IDLE)
