import { grantCredits, takeBackCredits } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { parseChange } from '../parse-options.ts'
import { withPlatform } from '../platform/with-platform.ts'
import { showAmount } from '../show-amount.ts'
import type { Terminal } from '../terminal.ts'

type Options = { account: string; amount: bigint; reason: string; json?: true }

export const addAdjustCredits = (credits: Command, terminal: Terminal): void => {
  credits
    .command('adjust')
    .description(
      'Corrects granted credit, up or down, but not below what is spent or in use. The ledger stores the reason.',
    )
    .requiredOption('--account <id>', 'the account')
    .requiredOption('--amount <usd>', 'the change in US dollars: 5 or -25', parseChange)
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npm run admin -- credits adjust --account acct_… --amount -25 --reason "granted twice"',
    )
    .action((options: Options) => adjust(terminal, options))
}

const adjust = async (terminal: Terminal, { account, amount, reason, json }: Options): Promise<void> => {
  const subject = amount < 0n ? takeBackCredits : grantCredits
  const { entryId, availableNanoUsd } = await withPlatform(terminal, (bus) =>
    bus.call(subject, { accountId: account, amountNanoUsd: amount < 0n ? -amount : amount, reason }),
  )
  if (json) {
    const shown = { ...showAmount('amount', amount), ...showAmount('available', availableNanoUsd) }
    terminal.print(JSON.stringify({ account_id: account, entry_id: entryId, ...shown }))
    return
  }
  terminal.print(
    `adjusted   ${amount < 0n ? '-' : ''}$${formatUsd(amount < 0n ? -amount : amount)}\navailable  $${formatUsd(availableNanoUsd)}\nentry      ${entryId}`,
  )
}
