import { PublicError } from '@gptget/errors'
import type { HoldStepKind } from '../db/schema/holds.ts'
import type { Transaction } from '../db/schema/index.ts'

type Step = {
  subject: string
  step: string
  kind: HoldStepKind
  amountNanoUsd: bigint
  fromHoldNanoUsd?: bigint
}

/** Whether this step was already done. @throws PublicError conflict if a different step has its name */
export const isDone = async (
  tx: Transaction,
  { subject, step, kind, amountNanoUsd }: Step,
): Promise<boolean> => {
  const done = await tx
    .selectFrom('hold_steps')
    .select(['kind', 'amount'])
    .where('subject', '=', subject)
    .where('step', '=', step)
    .executeTakeFirst()
  if (done === undefined) return false
  if (done.kind === kind && done.amount === amountNanoUsd) return true
  throw new PublicError(
    'conflict',
    `Step "${step}" of "${subject}" was a different one: ${done.kind} of ${done.amount} nano-USD.`,
    { param: 'step' },
  )
}

export const writeStep = (tx: Transaction, step: Step, createdAt: Date) =>
  tx
    .insertInto('hold_steps')
    .values({
      subject: step.subject,
      step: step.step,
      kind: step.kind,
      amount: step.amountNanoUsd,
      from_hold: step.fromHoldNanoUsd ?? 0n,
      created_at: createdAt,
    })
    .execute()
