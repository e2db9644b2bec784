import { setTimeout as sleep } from 'node:timers/promises'

export type SweeperOptions = {
  /** From the end of one sweep to the start of the next. */
  intervalMs: number
  /** Whether the first sweep is now, and not after the first interval. */
  startsAtOnce?: boolean
  sweep: () => Promise<unknown>
  /** A sweep failed; the next one tries again. */
  onError: (error: unknown) => void
}

export type Sweeper = {
  /** Starts no more sweeps; resolves when the running one has ended. */
  stop(): Promise<void>
}

/** Sweeps at an interval until stopped, one sweep at a time. */
export const startSweeper = (options: SweeperOptions): Sweeper => {
  const abort = new AbortController()
  const running = run(options, abort.signal)
  return {
    stop: () => {
      abort.abort()
      return running
    },
  }
}

const run = async (
  { intervalMs, startsAtOnce = false, sweep, onError }: SweeperOptions,
  signal: AbortSignal,
): Promise<void> => {
  if (!startsAtOnce) await pause(intervalMs, signal)
  while (!signal.aborted) {
    await sweep().catch(onError)
    await pause(intervalMs, signal)
  }
}

const pause = async (intervalMs: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(intervalMs, undefined, { signal, ref: false })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
