import { listFiles, planTask, requireRoom } from '@gptget/contracts'
import type { TaskImage, TaskRequest, TaskType } from '@gptget/contracts'
import { holdCredit } from '@gptget/credit'
import { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import { isDuplicate, lockAccount, withTransaction } from '@gptget/postgres'
import { createHash } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { Surface, TaskRow, TasksTable } from '../db/schema/tasks.ts'
import { changeTask, writeEvent } from '../transitions/change-task.ts'
import { requireParent } from '../rows/parent.ts'
import { retentionMsOf } from '../retention/retention.ts'
import { routeOf } from '../rows/read-row.ts'
import { OWNER, subjectOf } from '../steps/settle.ts'

export type Caller = { accountId: string; keyId: string; allowedModels: readonly string[] | null }

export type NewTask = {
  taskId: string
  /** Where the images that were sent in the request are stored. */
  inputId: string | null
  type: TaskType
  surface: Surface
  model: string | null
  request: TaskRequest
  metadata: Record<string, string>
  callbackUrl: string | null
  parentId: string | null
  publicUrl: string
  idempotencyKey: string | null
}

/** How long reserving a task's credit may take. */
const BEGIN_MS = 60_000

/**
 * Accepts a task: stores it, reserves its credit, and starts it. A repeat with the same idempotency key gets the
 * existing task.
 * @throws PublicError 400, 402, 404, 409 (another body under the same key), 429 if too many are open
 */
export const createTask = async (context: Context, caller: Caller, asked: NewTask): Promise<TaskRow> => {
  const fingerprint = await fingerprintOf(context, caller, asked)
  const repeated = await findRepeated(context, caller, asked)
  if (repeated !== null) return goOn(context, requireSame(repeated, fingerprint), caller)
  const row = await insert(context, caller, asked, fingerprint)
  return goOn(context, requireSame(row, fingerprint), caller)
}

/** A task that was only stored is started, for a repeat by whichever request comes second. */
const goOn = async (context: Context, row: TaskRow, caller: Caller): Promise<TaskRow> => {
  if (row.state !== 'created') return row
  try {
    await holdCredit(context.bus, {
      subject: subjectOf(row.task_id),
      accountId: caller.accountId,
      keyId: row.key_id,
      owner: OWNER,
      amountNanoUsd: row.largest_cost,
    })
  } catch (error) {
    const known = fromBus(error)
    if (known instanceof PublicError && known.status === 402) await forget(context, row)
    throw error
  }
  const begun = await changeTask(context, row, { state: 'waiting', due_at: context.now() })
  return begun ?? (await findAgain(context, row))
}

/** A task refused for lack of credit leaves no trace: the same key may be used again. */
const forget = async ({ db }: Context, { task_id, version }: TaskRow): Promise<void> => {
  await db
    .deleteFrom('tasks')
    .where('task_id', '=', task_id)
    .where('version', '=', version)
    .where('state', '=', 'created')
    .execute()
}

const findAgain = ({ db }: Context, { task_id }: TaskRow): Promise<TaskRow> =>
  db.selectFrom('tasks').selectAll().where('task_id', '=', task_id).executeTakeFirstOrThrow()

const findRepeated = async (
  { db }: Context,
  { accountId }: Caller,
  { idempotencyKey }: NewTask,
): Promise<TaskRow | null> => {
  if (idempotencyKey === null) return null
  const row = await db
    .selectFrom('tasks')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst()
  return row ?? null
}

const requireSame = (row: TaskRow, fingerprint: string): TaskRow => {
  if (row.fingerprint === fingerprint) return row
  throw new PublicError('conflict', 'This idempotency key was used for another request.', {
    param: 'Idempotency-Key',
  })
}

/** Only a repeat is compared by it. */
const fingerprintOf = async (context: Context, caller: Caller, asked: NewTask): Promise<string> => {
  const { type, model, request, parentId, callbackUrl, metadata } = asked
  const images = asked.idempotencyKey === null ? [] : await imagesByContent(context, caller, asked)
  return createHash('sha256')
    .update(JSON.stringify([type, model, { ...request, images }, parentId, callbackUrl, metadata]))
    .digest('base64url')
}

/** A repeat stores the images that it sends in another place. */
const imagesByContent = async (
  { bus }: Context,
  { accountId }: Caller,
  { request: { images }, inputId }: NewTask,
): Promise<(TaskImage | { role: string; sha256: string | undefined })[]> => {
  const isSent = ({ source }: TaskImage): boolean => 'mediaId' in source && source.mediaId === inputId
  if (inputId === null || !images.some(isSent)) return images
  const { files } = await bus.call(listFiles, { accountId, mediaId: inputId })
  const sha256Of = ({ source }: TaskImage): string | undefined =>
    files.find(({ index }) => 'index' in source && source.index === index)?.sha256
  return images.map((image) => (isSent(image) ? { role: image.role, sha256: sha256Of(image) } : image))
}

const TRY_AGAIN_AFTER_MS = 5_000

const requireTurn = async ({ config }: Context, tx: Transaction, { accountId }: Caller): Promise<void> => {
  await lockAccount(tx, accountId, 'open tasks')
  const { count } = await tx
    .selectFrom('tasks')
    .where('account_id', '=', accountId)
    .where('due_at', 'is not', null)
    .select((of) => of.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  if (Number(count) < config.maxOpenTasksPerAccount) return
  throw new PublicError(
    'rate_limit_exceeded',
    `${config.maxOpenTasksPerAccount} tasks of this account are open already. Try again when some have ended.`,
    { retryAfterMs: TRY_AGAIN_AFTER_MS },
  )
}

const insert = async (
  context: Context,
  caller: Caller,
  asked: NewTask,
  fingerprint: string,
): Promise<TaskRow> => {
  const values = await planRow(context, caller, asked, fingerprint)
  try {
    return await withTransaction(context.db, async (tx) => {
      await requireTurn(context, tx, caller)
      const row = await tx.insertInto('tasks').values(values).returningAll().executeTakeFirstOrThrow()
      await writeEvent(context, tx, row)
      return row
    })
  } catch (error) {
    // The same request was sent twice at once.
    const repeated = isDuplicate(error) ? await findRepeated(context, caller, asked) : null
    if (repeated === null) throw error
    return repeated
  }
}

const planRow = async (
  context: Context,
  { accountId, keyId, allowedModels }: Caller,
  asked: NewTask,
  fingerprint: string,
): Promise<Insertable<TasksTable>> => {
  const { bus, config, now } = context
  const { type, surface, model, parentId } = asked
  const parent = parentId === null ? null : await requireParent(context, accountId, parentId)
  const [plan, retentionMs] = await Promise.all([
    bus.call(planTask, {
      type,
      model: model ?? parent?.model ?? null,
      request: asked.request,
      allowedModels: allowedModels === null ? null : [...allowedModels],
      pinned: parent === null ? null : routeOf(parent),
    }),
    retentionMsOf(context, 'tasks', accountId),
    bus.call(requireRoom, { accountId }),
  ])
  const after = (ms: number): Date => new Date(now().getTime() + ms)
  return {
    task_id: asked.taskId,
    account_id: accountId,
    key_id: keyId,
    type,
    surface,
    kind: plan.kind,
    model: plan.model,
    state: 'created',
    request: JSON.stringify(plan.request),
    metadata: JSON.stringify(asked.metadata),
    public_url: asked.publicUrl,
    largest_cost: plan.largestCostNanoUsd,
    usual_ms: plan.usualMs,
    due_at: after(BEGIN_MS),
    parent_id: parentId,
    callback_url: asked.callbackUrl,
    idempotency_key: asked.idempotencyKey,
    fingerprint,
    created_at: now(),
    deadline_at: after(config.taskDeadlineMs),
    expires_at: after(retentionMs),
  }
}
