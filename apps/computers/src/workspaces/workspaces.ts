import { PublicError } from '@gptget/errors'
import { isDuplicate, lockAccount, withTransaction } from '@gptget/postgres'
import { nanoid } from 'nanoid'
import type { Actor, Context } from '../context.ts'
import type { Database, Transaction } from '../db/schema/index.ts'

const MOST_WORKSPACES = 1_000

export type Workspace = { workspace_id: string; name: string; created_at: Date; computer_count: number }

const selectWorkspaces = (db: Database, accountId: string) =>
  db
    .selectFrom('workspaces')
    .select(['workspace_id', 'name', 'created_at'])
    .select(({ selectFrom }) =>
      selectFrom('computers')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .whereRef('computers.workspace_id', '=', 'workspaces.workspace_id')
        .where('computers.deleted_at', 'is', null)
        .as('computer_count'),
    )
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)

const counted = <Row extends { computer_count: string | null }>(row: Row) => ({
  ...row,
  computer_count: Number(row.computer_count),
})

export const listWorkspaces = async (db: Database, accountId: string): Promise<Workspace[]> =>
  (await selectWorkspaces(db, accountId).orderBy('created_at').orderBy('workspace_id').execute()).map(counted)

/** A workspace of an account. @throws PublicError 404 also if it belongs to another account */
export const requireWorkspace = async (
  db: Database,
  accountId: string,
  workspaceId: string,
): Promise<Workspace> => {
  const row = await selectWorkspaces(db, accountId).where('workspace_id', '=', workspaceId).executeTakeFirst()
  if (row === undefined) throw noWorkspace()
  return counted(row)
}

/** Locks a workspace against deletion during a transaction. @throws PublicError 404 if it does not exist */
export const holdWorkspace = async (
  tx: Transaction,
  accountId: string,
  workspaceId: string,
): Promise<void> => {
  const held = await tx
    .selectFrom('workspaces')
    .select('workspace_id')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .forShare()
    .executeTakeFirst()
  if (held === undefined) throw noWorkspace()
}

export const noWorkspace = (): PublicError =>
  new PublicError('not_found', 'There is no such workspace.', { param: 'workspace_id' })

export const createWorkspace = async (
  context: Context,
  { accountId }: Actor,
  name: string,
): Promise<Workspace> => {
  const created = { workspace_id: `ws_${nanoid(16)}`, name, created_at: new Date(context.now()) }
  try {
    await withTransaction(context.db, async (tx) => {
      await requirePlace(tx, accountId)
      const row = { ...created, account_id: accountId, deleted_at: null }
      await tx.insertInto('workspaces').values(row).execute()
    })
  } catch (error) {
    throw isDuplicate(error) ? workspaceNameTaken(name) : error
  }
  return { ...created, computer_count: 0 }
}

const requirePlace = async (tx: Transaction, accountId: string): Promise<void> => {
  await lockAccount(tx, accountId, 'workspaces')
  const { count } = await tx
    .selectFrom('workspaces')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(count) >= MOST_WORKSPACES)
    throw new PublicError('permission_denied', `An account has ${MOST_WORKSPACES} workspaces at most.`)
}

const workspaceNameTaken = (name: string): PublicError =>
  new PublicError('conflict', `A workspace "${name}" already exists.`, { param: 'name' })

export const renameWorkspace = async (
  context: Context,
  { accountId }: Actor,
  workspaceId: string,
  name: string,
): Promise<Workspace> => {
  const workspace = await requireWorkspace(context.db, accountId, workspaceId)
  try {
    await context.db.updateTable('workspaces').set({ name }).where('workspace_id', '=', workspaceId).execute()
  } catch (error) {
    throw isDuplicate(error) ? workspaceNameTaken(name) : error
  }
  return { ...workspace, name }
}
