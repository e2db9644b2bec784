import { AsyncLocalStorage } from 'node:async_hooks'

export { BriefMap, BriefSet } from './brief-map.ts'
export { FairPlaces } from './fair-places.ts'
export { LoopTurns } from './loop-turns.ts'
export { Turns } from './turns.ts'

const callers = new AsyncLocalStorage<string>()

/**
 * Runs work for a caller: an account, or the address of somebody who has none yet. What processes share by turns, such
 * as connections to Postgres, counts all that the work asks for as that caller's.
 *
 * @example workFor(key.accountId, () => next())
 */
export const workFor = <Result>(caller: string, work: () => Result): Result => callers.run(caller, work)

/** For whom the running code works; null: for the process itself. */
export const callerOfWork = (): string | null => callers.getStore() ?? null
