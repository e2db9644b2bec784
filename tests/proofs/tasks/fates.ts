import type { Chance } from '../chance.ts'

/** The behavior of a provider, as scripted in the prompt, and how the task may end if no process is killed. */
export type Fate = { script: string; ends: readonly string[] }

const UNTOLD = ['failed']

const FATES: readonly Fate[] = [
  { script: 'polls=2', ends: ['completed'] },
  { script: 'polls=4 isOdd=true', ends: ['completed'] },
  { script: 'polls=1 pollFaults=2', ends: ['completed'] },
  { script: 'submit=429 times=2', ends: ['completed'] },
  // Providers that report errors with 200 use other codes.
  { script: 'submit=503 times=1', ends: ['completed', 'failed'] },
  { script: 'submit=500 times=1', ends: UNTOLD },
  { script: 'submit=400 times=1', ends: UNTOLD },
  { script: 'submit=lose times=1', ends: ['failed', 'completed'] },
  { script: 'submit=cut times=1', ends: ['failed', 'completed'] },
  { script: 'end=fail', ends: UNTOLD },
  { script: 'end=refuse', ends: UNTOLD },
  { script: 'end=empty', ends: ['failed', 'completed'] },
  { script: 'end=vanish', ends: UNTOLD },
  { script: 'file=gone', ends: ['completed'] },
  { script: 'file=flaky', ends: ['completed'] },
  { script: 'file=wrong', ends: ['failed', 'completed'] },
]

/** Most tasks succeed. */
const WELL = 0.4

export const chooseFate = (chance: Chance): Fate => (chance.next() < WELL ? FATES[0]! : chance.pick(FATES))
