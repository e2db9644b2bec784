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
  const { charges } = asking
  const { ending, steps, text, pending, failure } = driven
  const isCharged = await charges.settled(ending.reason === 'cancelled' ? CANCEL_MS : undefined)
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
  if (!isCharged) void writeLateCharges(context, run, asking)
  context.metrics.runs.inc({ outcome: ending.reason })
  await context.runEvents.flush()
}

/** How long a cancellation waits for the cost of an interrupted answer, which may be known later. */
const CANCEL_MS = 600
const LATE_MS = 30_000

/** Adds the charge for an interrupted answer after the run has ended. */
const writeLateCharges = async (context: Context, run: ActiveRun, asking: Asking): Promise<void> => {
  await asking.charges.settled(LATE_MS)
  const { cost_nano_usd, generations } = progressOf(asking)
  await writeDown(context, run, { cost_nano_usd, generations })
}

const letGo = async ({ logger }: Context, { live, plan }: ActiveRun): Promise<void> => {
  if (live.closed.aborted) return
  try {
    await live.inTurn(async () => (await live.screen()).releaseAll())
  } catch (error) {
    logger.warn({ err: error, runId: plan.runId }, 'keys could not be released: the screen is gone')
  }
}

/** The caller is notified even without Postgres; the row is then ended when the service starts again. */
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
