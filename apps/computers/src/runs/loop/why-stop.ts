import { parseUsd } from '@gptget/money'
import type { FinishReason } from '../../db/schema/runs.ts'
import type { ActiveRun } from '../active/active-run.ts'
import type { Charges } from '../ask/charges.ts'

/** How a run ended. */
export type Ending = { reason: FinishReason; error: string | null }

type Now = { step: number; charges: Charges }

/** Why no further step may begin; else null. */
export const whyStop = (run: ActiveRun, { step, charges }: Now): Ending | null => {
  if (run.signal.aborted) return stopped(run)
  if (step >= run.plan.request.max_steps) return { reason: 'max_steps', error: null }
  return whyTooDear(run, charges)
}

export const stopped = ({ stopReason }: ActiveRun): Ending => stopReason

/** The next step will cost about as much as the previous one. */
const whyTooDear = ({ plan }: ActiveRun, charges: Charges): Ending | null => {
  const { max_cost: most } = plan.request
  if (most === undefined) return null
  const next = charges.newest?.costNanoUsd ?? 0n
  if (charges.costNanoUsd + next <= parseUsd(most)) return null
  return { reason: 'budget', error: `The next step would go beyond max_cost, $${most}.` }
}
