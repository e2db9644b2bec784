import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { addCreateKey } from './keys-create.ts'
import { addListKeys } from './keys-list.ts'
import { addRevokeKey } from './keys-revoke.ts'
import { addUpdateKey } from './keys-update.ts'

export const addKeyCommands = (program: Command, terminal: Terminal): void => {
  const keys = program.command('keys').description('API keys of an account, each with its own limits')
  addCreateKey(keys, terminal)
  addUpdateKey(keys, terminal)
  addListKeys(keys, terminal)
  addRevokeKey(keys, terminal)
}
