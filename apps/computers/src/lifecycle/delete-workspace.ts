import { PublicError } from '@gptget/errors'
import type { Actor, Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { noWorkspace } from '../workspaces/workspaces.ts'
import { deleteComputer } from './commands.ts'

/**
 * Deletes a workspace and its computers, each on its host: `deleteElsewhere` calls another host. Safe to repeat.
 * @throws PublicError 404, 409, 503 if a host is lost
 */
export const deleteWorkspace = async (
  context: Context,
  actor: Actor,
  workspaceId: string,
  deleteElsewhere: (host: string, computerId: string) => Promise<void>,
): Promise<void> => {
  const { db } = context
  const known = await db
    .selectFrom('workspaces')
    .select('deleted_at')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', actor.accountId)
    .executeTakeFirst()
  if (known === undefined) throw noWorkspace()
  if (known.deleted_at !== null) return
  const computers = await db
    .selectFrom('computers')
    .select(['computer_id', 'host'])
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .execute()
  for (const { computer_id: computerId, host } of computers)
    await (host === context.hostId
      ? deleteComputer(context, actor, computerId)
      : deleteElsewhere(host, computerId))
  await db.transaction().execute((tx) => endEmpty(context, tx, workspaceId))
}

/** A computer created in the meantime would run in a deleted workspace. */
const endEmpty = async ({ now }: Context, tx: Transaction, workspaceId: string): Promise<void> => {
  await tx
    .selectFrom('workspaces')
    .select('workspace_id')
    .where('workspace_id', '=', workspaceId)
    .forUpdate()
    .execute()
  const left = await tx
    .selectFrom('computers')
    .select('computer_id')
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (left !== undefined)
    throw new PublicError(
      'conflict',
      'A computer was created in this workspace in the meantime. Delete the workspace again.',
    )
  await tx
    .updateTable('workspaces')
    .set({ deleted_at: new Date(now()) })
    .where('workspace_id', '=', workspaceId)
    .execute()
}
