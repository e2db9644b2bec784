import { createKey } from '@gptget/contracts'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import type { Terminal } from '../terminal.ts'
import { addKeyOptions, toKeyOptions, type KeyOptions } from './key-options.ts'
import { requireModels } from './require-models.ts'
import { showKey } from './show-key.ts'

type Options = KeyOptions & { account: string; manage?: true; json?: true }

export const addCreateKey = (keys: Command, terminal: Terminal): void => {
  const command = keys
    .command('create')
    .description(
      'Creates a key, which is shown only once. Without limits, it may do everything that its account may.',
    )
    .requiredOption('--account <id>', 'the account that pays')
  addKeyOptions(command, terminal)
    .option('--manage', 'a key that manages the keys of its account (/v1/keys) and cannot call models')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
A request is refused by the first limit it runs into, the key's or its account's (\`accounts limits\`); the refusal
says which one, what is left of it and when it resets.

Examples:
  npm run admin -- keys create --account acct_… --name ci --rpm 60 --tpm 100000
  npm run admin -- keys create --account acct_… --credit-per-day 2 --credit-per-month 20
  npm run admin -- keys create --account acct_… --models openai/gpt-4o --credit-limit 5 --expires 30d
  npm run admin -- keys create --account acct_… --name provisioning --manage`,
    )
    .action((options: Options) => create(terminal, options))
}

const create = async (terminal: Terminal, options: Options): Promise<void> => {
  const { key, apiKey } = await withPlatform(terminal, async (bus) => {
    const asked = toKeyOptions(options)
    await requireModels(bus, asked.allowedModels, terminal)
    return bus.call(createKey, {
      accountId: options.account,
      ...asked,
      ...(options.manage ? { rights: ['keys:manage'] } : {}),
    })
  })
  if (options.json) {
    terminal.print(JSON.stringify({ ...showKey(key), api_key: apiKey }))
    return
  }
  terminal.print(`key      ${key.keyId}\napi key  ${apiKey}`)
  terminal.talk('Store the API key now. It is not shown again.')
}
