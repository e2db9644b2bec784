import { revokeKey } from '@gptget/contracts'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { UsageError, type Terminal } from '../terminal.ts'
import { showKey } from './show-key.ts'

type Options = { account: string; key?: string; json?: true }

export const addRevokeKey = (keys: Command, terminal: Terminal): void => {
  keys
    .command('revoke')
    .description('Revokes a key permanently. Every edge refuses it within a second. Running requests finish.')
    .argument('[key]', 'the id of the key, key_…')
    .requiredOption('--account <id>', 'the account that owns the key')
    .option('--key <id>', 'the id of the key, key_…')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npm run admin -- keys revoke key_… --account acct_…')
    .action((key: string | undefined, options: Options) => revoke(terminal, options.key ?? key, options))
}

const revoke = async (terminal: Terminal, keyId: string | undefined, options: Options): Promise<void> => {
  if (keyId === undefined)
    throw new UsageError('Give the id of the key: --key key_…. `keys list --account …` shows the ids.')
  const { key } = await withPlatform(terminal, (bus) =>
    bus.call(revokeKey, { accountId: options.account, keyId }),
  )
  terminal.print(options.json ? JSON.stringify(showKey(key)) : `key  ${key.keyId}  revoked ${key.revokedAt}`)
}
