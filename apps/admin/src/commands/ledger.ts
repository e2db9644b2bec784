import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { addListLedger } from './export-rows.ts'
import { addVerifyLedger } from './ledger-verify.ts'

export const addLedgerCommands = (program: Command, terminal: Terminal): void => {
  const ledger = program.command('ledger').description('The double-entry ledger behind all wallets')
  addVerifyLedger(ledger, terminal)
  addListLedger(ledger, terminal)
}
