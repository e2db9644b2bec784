import { toUsdNumber } from '@gptget/money'
import type { Context } from '../../context.ts'
import type { ActiveRun } from '../active/active-run.ts'
import { describeCharge } from '../ask/charges.ts'
import type { Asking } from '../ask/ask-step.ts'
import type { Driven } from '../loop/drive-run.ts'
import { progressOf } from '../loop/progress.ts'
import { updateRun } from '../store/run-rows.ts'
import { usageOf } from './usage-of.ts'

type Ended = { asking: Asking; driven: Driven }

/** Releases keys and buttons, stores the result of a run, and reports its end, in this order. */
export const endRun = async (context: Context, run: ActiveRun, { asking, driven }: Ended): Promise<void> => {
  await letGo(context, run)
  await asking.charges.settled()
  const { charges } = asking
  const { ending, steps, text, pending, failure } = driven
  await writeDown(context, run, {
    ...progressOf(asking),
    status: pending === null ? 'finished' : 'waiting',
    finish_reason: ending.reason,
    error: ending.error,
    text,
    steps,
    pending: pending === null ? null : JSON.stringify(pending),
    ended_at: new Date(context.now()),
  })
  run.tell({
    type: 'run.finished',
    reason: ending.reason,
    steps,
    cost: toUsdNumber(charges.costNanoUsd),
    error: ending.error,
    usage: usageOf(charges.all.map(describeCharge)),
  })
  run.begin(failure)
  await run.over
  context.metrics.runs.inc({ outcome: ending.reason })
  await context.runEvents.flush()
}

const letGo = async ({ logger }: Context, { live, plan }: ActiveRun): Promise<void> => {
  if (live.closed.aborted) return
  try {
    await live.inTurn(async () => (await live.screen()).releaseAll())
  } catch (error) {
    logger.warn({ err: error, runId: plan.runId }, 'keys could not be let go: the screen is gone')
  }
}

/** Its caller is told in any case; without Postgres, the row is found and ended when the service starts again. */
const writeDown = async (
  { db, logger }: Context,
  { plan }: ActiveRun,
  changes: Parameters<typeof updateRun>[2],
): Promise<void> => {
  try {
    await updateRun(db, plan.runId, changes)
  } catch (error) {
    logger.error({ err: error, runId: plan.runId }, 'the end of a run was not written down')
  }
}
