import { grantCredits } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { parseAmount } from '../parse-options.ts'
import { withPlatform } from '../platform/with-platform.ts'
import { showAmount } from '../show-amount.ts'
import type { Terminal } from '../terminal.ts'

type Options = { account: string; amount: bigint; reason: string; json?: true }

export const addGrantCredits = (credits: Command, terminal: Terminal): void => {
  credits
    .command('grant')
    .description('Adds credit to an account. The ledger stores the reason.')
    .requiredOption('--account <id>', 'the account')
    .requiredOption('--amount <usd>', 'the amount in US dollars', parseAmount)
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npm run admin -- credits grant --account acct_… --amount 25.00 --reason "invoice 7"',
    )
    .action((options: Options) => grant(terminal, options))
}

const grant = async (terminal: Terminal, { account, amount, reason, json }: Options): Promise<void> => {
  const { entryId, availableNanoUsd } = await withPlatform(terminal, (bus) =>
    bus.call(grantCredits, { accountId: account, amountNanoUsd: amount, reason }),
  )
  if (json) {
    const shown = { ...showAmount('amount', amount), ...showAmount('available', availableNanoUsd) }
    terminal.print(JSON.stringify({ account_id: account, entry_id: entryId, ...shown }))
    return
  }
  terminal.print(
    `granted    $${formatUsd(amount)}\navailable  $${formatUsd(availableNanoUsd)}\nentry      ${entryId}`,
  )
}
