import type { Context } from '../context.ts'
import { TurnClock } from '../turns/turn-clock.ts'
import type { Part } from './parts.ts'

/** A user's turn and its answer, with their latency and the costs before the answer. */
export type Exchange = { readonly clock: TurnClock; readonly paid: Part[] }

/** `startedAtMs`: when speech ended; by default now. */
export const beginExchange = ({ now, metrics }: Context, startedAtMs?: number): Exchange => ({
  clock: new TurnClock({ now, metrics, backend: 'cascade', startedAtMs }),
  paid: [],
})
