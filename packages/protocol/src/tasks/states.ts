import { textOf } from '../json/object.ts'

export type UpstreamState = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired'

/** The providers' names for the states of a task, in lower case without punctuation. */
const WORDS: Readonly<Record<Exclude<UpstreamState, 'running'>, readonly string[]>> = {
  succeeded: [
    'succeeded',
    'succeed',
    'success',
    'successful',
    'completed',
    'complete',
    'done',
    'finished',
    'ok',
  ],
  failed: ['failed', 'fail', 'failure', 'error', 'errored', 'rejected', 'moderated', 'blocked'],
  cancelled: ['cancelled', 'canceled', 'aborted', 'cancel'],
  expired: ['expired', 'timeout', 'timedout'],
}

const STATES = new Map<string, UpstreamState>(
  Object.entries(WORDS).flatMap(([state, words]) =>
    words.map((word): [string, UpstreamState] => [word, state as UpstreamState]),
  ),
)

/** An unknown state is not an end: the task is polled again. */
export const stateOf = (word: unknown): UpstreamState =>
  STATES.get(
    textOf(word)
      .toLowerCase()
      .replaceAll(/[\s_-]/g, ''),
  ) ?? 'running'

/** `57`, `"57%"` and `0.57` (`isShare`) as a percentage; null for other values. */
export const progressOf = (value: unknown, isShare = false): number | null => {
  const number = typeof value === 'string' ? Number(value.replace('%', '')) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return null
  return Math.max(0, Math.min(100, Math.round(isShare ? number * 100 : number)))
}
