import { listAccounts } from '@gptget/contracts'
import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

const usd = (nanoUsd: bigint): number => Number(nanoUsd) / 1e9

/** `GET /console/api/admin/accounts`: all billing accounts with their organizations. */
export const listAccountsRoute =
  ({ bus, db }: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const { accounts } = await bus.call(listAccounts, {})
    const organizations = await db.selectFrom('organization').select(['accountId', 'name']).execute()
    const names = new Map(organizations.map(({ accountId, name }) => [accountId, name]))
    return c.json({
      accounts: accounts.map((account) => ({
        id: account.accountId,
        name: names.get(account.accountId) ?? account.name,
        state: account.state,
        created_at: account.createdAt,
        available: usd(account.availableNanoUsd),
        in_use: usd(account.leasedNanoUsd + account.heldNanoUsd),
      })),
    })
  }
