import { randomBytes, randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { createComputerRequestSchema } from '@gptget/api/schemas/computers'
import { PublicError } from '@gptget/errors'
import { isDuplicate, lockAccount } from '@gptget/postgres'
import { invalidAt } from '@gptget/protocol'
import type { Actor, Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { holdWorkspace, requireWorkspace } from '../workspaces/workspaces.ts'
import { nameTaken, startFailure } from './commands.ts'
import { withRoom } from './with-room.ts'
import { requireComputer, type StoredComputer } from '../store/rows.ts'
import { enter, runComputer } from './run-computer.ts'
import { specOf } from './spec-of.ts'
import { outcomeOf, refusalOf } from './transitions.ts'

type Asked = z.output<typeof createComputerRequestSchema>
type NewComputer = Omit<Asked, 'region' | 'workspace_id'> & { region: string; workspace_id: string }

/** Creates a computer and starts it. If that fails, nothing is left of it, and nothing is charged. */
export const createComputer = async (
  context: Context,
  actor: Actor,
  asked: Asked,
): Promise<StoredComputer> => {
  const region = requireRegion(context, asked.region)
  const workspace = await requireWorkspace(context.db, actor.accountId, asked.workspace_id)
  return withRoom(context, async () => {
    const fields = { ...asked, region, workspace_id: workspace.workspace_id }
    const row = await insertComputer(context, actor, fields, 'creating')
    await context.events.tell(row, { type: 'computer.status', status: 'creating', reason: null })
    return makeAndRun(context, row, () => context.driver.create(specOf(row)))
  })
}

/** Copies a computer with its current disk, without running programs. */
export const cloneComputer = async (
  context: Context,
  actor: Actor,
  computerId: string,
  { name, start }: { name?: string | undefined; start: boolean },
): Promise<StoredComputer> => {
  const source = await requireComputer(context.db, actor.accountId, computerId)
  if (outcomeOf('clone', source.status) === 'refuse') throw refusalOf('clone', source.status)
  const copied = {
    ...source,
    name: name ?? `${source.name} (clone)`.slice(0, 100),
    image: 'default' as const,
  }
  return withRoom(context, async () => {
    const row = await insertComputer(context, actor, copied, 'creating')
    const copy = () => context.driver.snapshot(source.instance_id, specOf(row))
    if (start) return makeAndRun(context, row, copy)
    return make(context, row, async () => {
      await copy()
      return enter(context, row, 'stopped')
    })
  })
}

const makeAndRun = (context: Context, row: StoredComputer, makeDisk: () => Promise<void>) =>
  make(context, row, async () => {
    await makeDisk()
    return runComputer(context, row)
  })

/** A computer that could not be created does not exist. */
const make = async (
  context: Context,
  row: StoredComputer,
  act: () => Promise<StoredComputer>,
): Promise<StoredComputer> => {
  try {
    return await act()
  } catch (error) {
    await context.driver.remove(row.instance_id)
    await context.db.deleteFrom('computers').where('computer_id', '=', row.computer_id).execute()
    throw startFailure(error)
  }
}

/** The requested region, or the default one. @throws PublicError invalid_request if it has no host */
export const requireRegion = ({ config, directory }: Context, region: string | undefined): string => {
  const asked = region ?? config.regions[0]!
  const regions = [...new Set([...config.regions, ...directory.regions])]
  if (regions.includes(asked)) return asked
  throw invalidAt('region', `there is no region "${asked}" here: choose ${regions.join(' or ')}.`)
}

const insertComputer = async (
  context: Context,
  actor: Actor,
  asked: NewComputer,
  status: 'creating',
): Promise<StoredComputer> => {
  const at = new Date(context.now())
  try {
    return await context.db.transaction().execute(async (tx) => {
      await requireQuota(context, tx, actor)
      await holdWorkspace(tx, actor.accountId, asked.workspace_id)
      return tx
        .insertInto('computers')
        .values({
          computer_id: randomUUID(),
          instance_id: randomBytes(4).toString('hex'),
          workspace_id: asked.workspace_id,
          account_id: actor.accountId,
          key_id: actor.keyId,
          name: asked.name,
          instance_type: asked.instance_type,
          region: asked.region,
          // The compatible API also has the depth, which is always 24.
          resolution: asked.resolution.replace(/x24$/, ''),
          image: asked.image,
          network: asked.network,
          allowed_hosts: asked.allowed_hosts,
          auto_stop_minutes: asked.auto_stop_minutes,
          status,
          status_reason: null,
          host: context.hostId,
          view_secret: randomBytes(32).toString('base64url'),
          paid_until: null,
          paid_type: null,
          held_number: null,
          held_type: null,
          running_since: null,
          seen_at: null,
          last_used_at: at,
          created_at: at,
          deleted_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
    })
  } catch (error) {
    throw isDuplicate(error) ? nameTaken(asked.name) : error
  }
}

const requireQuota = async ({ config }: Context, tx: Transaction, { accountId }: Actor): Promise<void> => {
  await lockAccount(tx, accountId, 'computers')
  const { count } = await tx
    .selectFrom('computers')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(count) < config.maxPerAccount) return
  throw new PublicError(
    'permission_denied',
    `An account has ${config.maxPerAccount} computers at most. Delete one first.`,
    { metadata: { max_computers: config.maxPerAccount } },
  )
}
