import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { addAdjustCredits } from './credits-adjust.ts'
import { addGrantCredits } from './credits-grant.ts'

export const addCreditCommands = (program: Command, terminal: Terminal): void => {
  const credits = program.command('credits').description("Credit in an account's wallet")
  addGrantCredits(credits, terminal)
  addAdjustCredits(credits, terminal)
}
