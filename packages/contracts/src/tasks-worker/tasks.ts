import { z } from 'zod'
import { chargeLine } from '../charges.ts'
import { defineBroadcast, defineCall, nanoUsd } from '../subject.ts'
import { taskType } from '../router/tasks.ts'

/** A task has changed: readers of its events read them again. */
export const taskChanged = defineBroadcast('tasks.task.changed', z.object({ taskId: z.string() }))

/** The result of a task; null if the account has none with this id, or it has not ended. */
export const readTaskReceipt = defineCall(
  'tasks.task.receipt',
  z.object({ accountId: z.string(), taskId: z.string() }),
  z.object({
    receipt: z
      .object({
        keyId: z.string(),
        type: taskType,
        model: z.string(),
        provider: z.string().nullable(),
        upstreamModel: z.string().nullable(),
        outcome: z.enum(['completed', 'failed', 'cancelled']),
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
        lines: z.array(chargeLine),
        costNanoUsd: nanoUsd,
        priceVersion: z.string().nullable(),
        createdAt: z.string(),
        durationMs: z.number(),
      })
      .nullable(),
  }),
)
export type TaskReceipt = NonNullable<z.output<(typeof readTaskReceipt)['response']>['receipt']>
