import { exchange } from '@gptget/bus'
import { checkedWebhook, checkTaskWebhook } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { routeOf } from '../rows/read-row.ts'

/** A call of a provider; the names of its headers are in small letters. */
export type News = { headers: Record<string, string>; body: Buffer }

type Reply = Record<string, string>

const NOTHING: Reply = {}

/**
 * Has a task asked for at once, if its provider says that there is news. What it says is not believed: the poll is.
 * Resolves with what the provider wants to be answered. @throws PublicError if the call is not the provider's
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
  // Submitting, it is asked for soon anyway; ended, there is nothing to ask.
  if (row === undefined || row.route === null) return NOTHING
  const { credential, ...route } = routeOf(row)
  if (route.providerId !== providerId) return NOTHING
  const { reply } = await check(context, { providerId, credential }, news)
  await wake(context, sql`task_id = ${taskId}`)
  return reply
}

/** The same for a provider whose webhooks are set up once for all tasks: its body names the task. */
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
  throw new PublicError('permission_denied', 'This is not signed as the provider signs its webhooks.')
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
