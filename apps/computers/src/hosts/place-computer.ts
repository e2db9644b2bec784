import { PublicError } from '@gptget/errors'
import type { ReachableHost } from '../directory/host-directory.ts'
import type { Actor, Context } from '../context.ts'
import { chooseHost, type Counts } from '../directory/choose-host.ts'

/**
 * The other host for a new computer; null for this one.
 * @throws PublicError 503 if no host of the region has capacity and this one is not in it
 */
export const placeComputer = async (
  context: Context,
  actor: Actor,
  region: string,
): Promise<ReachableHost | null> => {
  const { config, directory, hostId } = context
  const isOnlyOne = directory.hosts.every((host) => host.hostId === hostId)
  if (isOnlyOne) return null
  const chosen = chooseHost(directory.hosts, region, await countByHost(context, actor))
  if (chosen !== null) return chosen.hostId === hostId ? null : chosen
  // This host reports itself what it lacks.
  if (config.regions.includes(region)) return null
  throw new PublicError(
    'service_unavailable',
    `No host in "${region}" has room. Retry later, or use another region.`,
    {
      retryAfterMs: 30_000,
    },
  )
}

const countByHost = async ({ db }: Context, { accountId }: Actor): Promise<Counts> => {
  const rows = await db
    .selectFrom('computers')
    .select(['host', ({ fn }) => fn.countAll<string>().as('count')])
    .where('account_id', '=', accountId)
    .where('deleted_at', 'is', null)
    .groupBy('host')
    .execute()
  return new Map(rows.map(({ host, count }) => [host, Number(count)]))
}
