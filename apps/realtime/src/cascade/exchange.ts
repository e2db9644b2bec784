import type { Context } from '../context.ts'
import { TurnClock } from '../turns/turn-clock.ts'
import type { Part } from './parts.ts'

/** What a user said and its answer: how fast it was, and what was paid for before the answer. */
export type Exchange = { readonly clock: TurnClock; readonly paid: Part[] }

/** `startedAtMs`: when speech ended; by default now. */
export const beginExchange = ({ now, metrics }: Context, startedAtMs?: number): Exchange => ({
  clock: new TurnClock({ now, metrics, backend: 'cascade', startedAtMs }),
  paid: [],
})
