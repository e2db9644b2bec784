import type { Command } from 'commander'

/** The option that every command has. */
export const withJson = (command: Command): Command =>
  command.option('--json', 'print what the server said, as JSON')

export type Json = { json?: boolean }
