import { updateKey } from '@gptget/contracts'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { UsageError, type Terminal } from '../terminal.ts'
import { addKeyOptions, toKeyOptions, type KeyOptions } from './key-options.ts'
import { requireModels } from './require-models.ts'
import { showKey } from './show-key.ts'

type Options = KeyOptions & { account: string; json?: true }

export const addUpdateKey = (keys: Command, terminal: Terminal): void => {
  const command = keys
    .command('update')
    .description('Changes the given settings of a key. Takes effect at every edge within a second.')
    .argument('<key>', 'the id of the key, key_…')
    .requiredOption('--account <id>', 'the account that owns the key')
  addKeyOptions(command, terminal)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
\`none\` removes a limit.

Examples:
  npm run admin -- keys update key_… --account acct_… --rpm 120 --credit-per-day 5
  npm run admin -- keys update key_… --account acct_… --credit-limit none --expires none`,
    )
    .action((keyId: string, options: Options) => update(terminal, keyId, options))
}

const update = async (terminal: Terminal, keyId: string, options: Options): Promise<void> => {
  const changes = toKeyOptions(options)
  if (Object.values(changes).every((value) => value === undefined))
    throw new UsageError('Give at least one setting, for example --rpm 60 or --credit-limit none.')
  const { key } = await withPlatform(terminal, async (bus) => {
    await requireModels(bus, changes.allowedModels, terminal)
    return bus.call(updateKey, { accountId: options.account, keyId, ...changes })
  })
  const shown = showKey(key)
  if (options.json) {
    terminal.print(JSON.stringify(shown))
    return
  }
  terminal.print(
    Object.entries(shown)
      .filter(([name, value]) => value !== null && !name.endsWith('_nano_usd'))
      .map(([name, value]) => `${name.padEnd(16)} ${String(value)}`)
      .join('\n'),
  )
}
