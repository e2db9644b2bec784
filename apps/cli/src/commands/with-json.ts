import type { Command } from 'commander'

/** Adds the option `--json`, which every command has. */
export const withJson = (command: Command): Command =>
  command.option('--json', "print the server's answer as JSON")

export type Json = { json?: boolean }
