import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { addProvidersStatus } from './providers-status.ts'

export const addProviderCommands = (program: Command, terminal: Terminal): void => {
  const providers = program.command('providers').description('The providers of the models, and their health')
  addProvidersStatus(providers, terminal)
}
