import { setAccountState, type AccountState } from '@gptget/contracts'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import type { Terminal } from '../terminal.ts'

const COMMANDS: { name: string; state: AccountState; description: string }[] = [
  {
    name: 'suspend',
    state: 'suspended',
    description: 'Refuses all keys of an account, at every edge within a second. Running requests finish.',
  },
  { name: 'resume', state: 'active', description: 'Accepts the keys of a suspended account again.' },
  {
    name: 'close',
    state: 'closed',
    description: 'Refuses all keys of an account permanently. Its wallet, ledger and receipts stay.',
  },
]

export const addAccountStates = (accounts: Command, terminal: Terminal): void => {
  for (const { name, state, description } of COMMANDS)
    accounts
      .command(name)
      .description(description)
      .argument('<account>', 'the id of the account, acct_…')
      .option('--json', 'print JSON')
      .action((account: string, options: { json?: true }) => set(terminal, account, state, options))
}

const set = async (
  terminal: Terminal,
  accountId: string,
  wanted: AccountState,
  { json }: { json?: true },
): Promise<void> => {
  const { state } = await withPlatform(terminal, (bus) =>
    bus.call(setAccountState, { accountId, state: wanted }),
  )
  terminal.print(json ? JSON.stringify({ account_id: accountId, state }) : `account  ${accountId}  ${state}`)
}
