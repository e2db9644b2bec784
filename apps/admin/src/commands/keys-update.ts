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
    .description('Changes the given settings of a key. Every edge knows within a second.')
    .argument('<key>', 'the id of the key, key_…')
    .requiredOption('--account <id>', 'whose key it is')
  addKeyOptions(command, terminal)
    .option('--json', 'answer as JSON')
    .addHelpText(
      'after',
      `
\`none\` takes a limit away.

Examples:
  npm run admin -- keys update key_… --account acct_… --rpm 120 --credit-per-day 5
  npm run admin -- keys update key_… --account acct_… --credit-limit none --expires none`,
    )
    .action((keyId: string, options: Options) => update(terminal, keyId, options))
}

const update = async (terminal: Terminal, keyId: string, options: Options): Promise<void> => {
  const changes = toKeyOptions(options)
  if (Object.values(changes).every((value) => value === undefined))
    throw new UsageError('Say what to change, for example --rpm 60 or --credit-limit none.')
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
