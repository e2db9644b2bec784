import { setAccountLimits, type AccountLimits } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { showAmount } from '../show-amount.ts'
import { UsageError, type Terminal } from '../terminal.ts'
import { addLimitOptions, describeLimits, showLimits, toLimits, type LimitOptions } from './limit-options.ts'

type Options = LimitOptions & { json?: true }

export const addAccountLimits = (accounts: Command, terminal: Terminal): void => {
  const limits = accounts
    .command('limits')
    .description('Limits of an account, for all of its keys together')
    .addHelpText('after', EXAMPLES)
  addLimitOptions(
    limits
      .command('set')
      .description('Sets the given limits and keeps the others. Takes effect at every edge within a second.')
      .argument('<account>', 'the id of the account, acct_…'),
  )
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action((account: string, options: Options) => set(terminal, account, options))
  limits
    .command('show')
    .description('Shows the limits, and the spending of today and this month (UTC).')
    .argument('<account>', 'the id of the account, acct_…')
    .option('--json', 'print JSON')
    .action((account: string, options: Options) => change(terminal, account, {}, options))
  limits
    .command('remove')
    .description('Removes all limits of the account. The limits of its keys stay.')
    .argument('<account>', 'the id of the account, acct_…')
    .option('--json', 'print JSON')
    .action((account: string, options: Options) => change(terminal, account, NONE, options))
}

const EXAMPLES = `
\`none\` removes a limit.

Examples:
  npm run admin -- accounts limits set acct_… --rpm 600 --tpm 1000000 --credit-per-day 50
  npm run admin -- accounts limits set acct_… --credit-per-day none
  npm run admin -- accounts limits show acct_…
  npm run admin -- accounts limits remove acct_…`

const NONE: AccountLimits = {
  requestsPerMinute: null,
  tokensPerMinute: null,
  creditLimitPerDayNanoUsd: null,
  creditLimitPerMonthNanoUsd: null,
}

const set = (terminal: Terminal, accountId: string, options: Options): Promise<void> => {
  const limits = toLimits(options)
  if (Object.values(limits).every((value) => value === undefined))
    throw new UsageError('Give at least one limit, for example --rpm 600 or --credit-per-day 50.')
  return change(terminal, accountId, limits, options)
}

const change = async (
  terminal: Terminal,
  accountId: string,
  changes: Partial<AccountLimits>,
  { json }: Options,
): Promise<void> => {
  const { limits, usedTodayNanoUsd, usedThisMonthNanoUsd } = await withPlatform(terminal, (bus) =>
    bus.call(setAccountLimits, { accountId, ...changes }),
  )
  if (json) {
    terminal.print(
      JSON.stringify({
        account_id: accountId,
        ...showLimits(limits),
        ...showAmount('used_today', usedTodayNanoUsd),
        ...showAmount('used_this_month', usedThisMonthNanoUsd),
      }),
    )
    return
  }
  terminal.print(
    [
      `limits      ${describeLimits(limits).join(', ') || 'none'}`,
      `today       $${formatUsd(usedTodayNanoUsd)} spent`,
      `this month  $${formatUsd(usedThisMonthNanoUsd)} spent`,
    ].join('\n'),
  )
}
