import { exchange } from '@gptget/bus'
import { checkedWebhook, checkTaskWebhook } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { routeOf } from '../rows/read-row.ts'

/** A provider's webhook. Its header names are lower case. */
export type News = { headers: Record<string, string>; body: Buffer }

type Reply = Record<string, string>

const NOTHING: Reply = {}

/**
 * Polls a task at once after a provider's webhook. The webhook is only a hint; the poll counts. Resolves to the answer
 * that the provider expects. @throws PublicError if the call is not from the provider
 */
export const takeNewsOfTask = async (
  context: Context,
  { providerId, taskId }: { providerId: string; taskId: string },
  news: News,
): Promise<Reply> => {
  const row = await context.db
    .selectFrom('tasks')
    .select(['route', 'state'])
    .where('task_id', '=', taskId)
    .executeTakeFirst()
  // A task that is being submitted is polled soon anyway, and an ended one is not polled.
  if (row === undefined || row.route === null) return NOTHING
  const { credential, ...route } = routeOf(row)
  if (route.providerId !== providerId) return NOTHING
  const { reply } = await check(context, { providerId, credential }, news)
  await wake(context, sql`task_id = ${taskId}`)
  return reply
}

/** The same for a provider with one webhook for all tasks, whose body names the task. */
export const takeNewsOfProvider = async (
  context: Context,
  providerId: string,
  news: News,
): Promise<Reply> => {
  const { upstreamId, reply } = await check(context, { providerId, credential: null }, news)
  if (upstreamId !== null)
    await wake(
      context,
      sql`route::jsonb->>'providerId' = ${providerId} and handle::jsonb->>'id' = ${upstreamId}`,
    )
  return reply
}

const check = async (
  { bus, logger }: Context,
  provider: { providerId: string; credential: string | null },
  { headers, body }: News,
) => {
  const bytes = await exchange(bus, checkTaskWebhook, { ...provider, headers }, body)
  const checked = checkedWebhook.parse(JSON.parse(bytes.toString()))
  if (checked.type === 'genuine') return checked
  logger.info({ providerId: provider.providerId, reason: checked.reason }, 'a webhook was refused')
  throw new PublicError('permission_denied', 'The webhook is not signed by the provider.')
}

const wake = async ({ db, now, due }: Context, which: ReturnType<typeof sql<boolean>>): Promise<void> => {
  await db
    .updateTable('tasks')
    .set({ due_at: now() })
    .where('state', '=', 'running')
    .where('due_at', '>', now())
    .where(sql<boolean>`${which}`)
    .execute()
  due.tell()
}
