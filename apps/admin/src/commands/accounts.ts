import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { addCreateAccount } from './accounts-create.ts'
import { addAccountLimits } from './accounts-limits.ts'
import { addAccountStates } from './accounts-state.ts'
import { addListAccounts } from './accounts-list.ts'

export const addAccountCommands = (program: Command, terminal: Terminal): void => {
  const accounts = program
    .command('accounts')
    .description('Accounts: each has a wallet and keys that spend from it')
  addCreateAccount(accounts, terminal)
  addListAccounts(accounts, terminal)
  addAccountLimits(accounts, terminal)
  addAccountStates(accounts, terminal)
}
