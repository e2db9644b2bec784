import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { addCheckConfig } from './config-check.ts'
import { addReloadConfig } from './config-reload.ts'

export const addConfigCommands = (program: Command, terminal: Terminal): void => {
  const config = program
    .command('config')
    .description("The operator's configuration: providers, models, prices")
  addReloadConfig(config, terminal)
  addCheckConfig(config, terminal)
}
