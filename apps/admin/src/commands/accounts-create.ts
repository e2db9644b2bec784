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
    .description('Creates an account with its first credit and its first key. The key is shown only once.')
    .requiredOption('--name <name>', 'the name of the account')
    .option('--credits <usd>', 'the first credit in US dollars (default: none)', parseAmountOrZero)
    .option('--json', 'print JSON')
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
  terminal.talk('Store the API key now. It is not shown again.')
}
