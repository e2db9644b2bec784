import { listAccounts } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { showAmount } from '../show-amount.ts'
import { showTable } from '../show-table.ts'
import type { Terminal } from '../terminal.ts'

export const addListAccounts = (accounts: Command, terminal: Terminal): void => {
  accounts
    .command('list')
    .description('Lists the accounts. Leased credit is reserved for running requests.')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) => list(terminal, options))
}

const list = async (terminal: Terminal, { json }: { json?: true }): Promise<void> => {
  const { accounts } = await withPlatform(terminal, (bus) => bus.call(listAccounts, {}))
  if (json) {
    const shown = accounts.map((account) => ({
      account_id: account.accountId,
      name: account.name,
      created_at: account.createdAt,
      state: account.state,
      ...showAmount('available', account.availableNanoUsd),
      ...showAmount('leased', account.leasedNanoUsd),
      ...showAmount('held', account.heldNanoUsd),
    }))
    terminal.print(JSON.stringify({ accounts: shown }))
    return
  }
  const rows = accounts.map((account) => [
    account.accountId,
    account.name,
    formatUsd(account.availableNanoUsd),
    formatUsd(account.leasedNanoUsd),
    formatUsd(account.heldNanoUsd),
    account.state,
    account.createdAt,
  ])
  terminal.print(
    showTable(['ACCOUNT', 'NAME', 'AVAILABLE $', 'LEASED $', 'HELD $', 'STATE', 'CREATED'], rows),
  )
}
