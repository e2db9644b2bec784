import { createAccount } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { parseAmountOrZero } from '../parse-options.ts'
import { withPlatform } from '../platform/with-platform.ts'
import { showAmount } from '../show-amount.ts'
import type { Terminal } from '../terminal.ts'

type Options = { name: string; credits?: bigint; json?: true }

export const addCreateAccount = (accounts: Command, terminal: Terminal): void => {
  accounts
    .command('create')
    .description('Opens an account with its first credits and its first key. The key is shown this once.')
    .requiredOption('--name <name>', 'what to call it')
    .option('--credits <usd>', 'first credits in US dollars (default: none)', parseAmountOrZero)
    .option('--json', 'answer as JSON')
    .addHelpText('after', '\nExample:\n  npm run admin -- accounts create --name acme --credits 10.00')
    .action((options: Options) => create(terminal, options))
}

const create = async (terminal: Terminal, { name, credits = 0n, json }: Options): Promise<void> => {
  const { accountId, key, apiKey } = await withPlatform(terminal, (bus) =>
    bus.call(createAccount, { name, creditsNanoUsd: credits }),
  )
  if (json) {
    const shown = {
      account_id: accountId,
      name,
      ...showAmount('credits', credits),
      key_id: key.keyId,
      api_key: apiKey,
    }
    terminal.print(JSON.stringify(shown))
    return
  }
  terminal.print(
    `account  ${accountId}\ncredits  $${formatUsd(credits)}\nkey      ${key.keyId}\napi key  ${apiKey}`,
  )
  terminal.talk('Keep the api key: it is not shown again.')
}
