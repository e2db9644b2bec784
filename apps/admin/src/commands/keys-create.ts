import { createKey } from '@gptget/bus'
import type { Command } from 'commander'
import { parseAmountOrZero, parseCount, parseExpiry, parseModels } from '../parse-options.ts'
import { withPlatform } from '../platform/with-platform.ts'
import type { Terminal } from '../terminal.ts'
import { showKey } from './show-key.ts'

type Options = {
  account: string
  name?: string
  rpm?: number
  tpm?: number
  models?: string[]
  creditLimit?: bigint
  expires?: string
  json?: true
}

export const addCreateKey = (keys: Command, terminal: Terminal): void => {
  keys
    .command('create')
    .description('Makes a key. It is shown this once.')
    .requiredOption('--account <id>', 'whose wallet it spends from')
    .option('--name <name>', 'what to call it')
    .option('--rpm <count>', 'requests per minute', parseCount)
    .option('--tpm <count>', 'tokens per minute', parseCount)
    .option('--models <ids>', 'the only models it may use, separated by commas', parseModels)
    .option('--credit-limit <usd>', 'the most it may ever spend, in US dollars', parseAmountOrZero)
    .option('--expires <time>', 'an ISO time, or a duration as 30d or 12h', parseExpiry(terminal.now))
    .option('--json', 'answer as JSON')
    .addHelpText(
      'after',
      `
Examples:
  npm run admin -- keys create --account acct_… --name ci --rpm 60 --tpm 100000
  npm run admin -- keys create --account acct_… --models openai/gpt-4o --credit-limit 5 --expires 30d`,
    )
    .action((options: Options) => create(terminal, options))
}

const create = async (terminal: Terminal, options: Options): Promise<void> => {
  const { key, apiKey } = await withPlatform(terminal, (bus) =>
    bus.call(createKey, {
      accountId: options.account,
      name: options.name,
      requestsPerMinute: options.rpm,
      tokensPerMinute: options.tpm,
      allowedModels: options.models,
      creditLimitNanoUsd: options.creditLimit,
      expiresAt: options.expires,
    }),
  )
  if (options.json) {
    terminal.print(JSON.stringify({ ...showKey(key), api_key: apiKey }))
    return
  }
  terminal.print(`key      ${key.keyId}\napi key  ${apiKey}`)
  terminal.talk('Keep the api key: it is not shown again.')
}
