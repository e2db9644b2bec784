import { type Bus } from '@gptget/bus'
import { readActivity, readLedger } from '@gptget/contracts'
import {
  ACTIVITY_COLUMNS,
  exportActivity,
  exportLedgerEntry,
  LEDGER_COLUMNS,
  printCsv,
  type ExportRow,
} from '@gptget/money'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import type { Terminal } from '../terminal.ts'

type Options = { account: string; from?: string; to?: string; json?: true }

/** `activity`: what an account used, by day, key and model. */
export const addActivity = (program: Command, terminal: Terminal): void => {
  program
    .command('activity')
    .description('Prints the usage and cost of an account by day (UTC), key and model, as CSV.')
    .requiredOption('--account <id>', 'whose')
    .option('--from <day>', 'the first day, such as 2026-01-31 (default: everything)')
    .option('--to <day>', 'the last day')
    .option('--json', 'print lines of JSON')
    .action((options: Options) =>
      print(terminal, options, ACTIVITY_COLUMNS, (bus) => activityPages(bus, options)),
    )
}

/** `ledger list`: every transaction of an account. */
export const addListLedger = (ledger: Command, terminal: Terminal): void => {
  ledger
    .command('list')
    .description("Prints every transaction of an account's wallet, oldest first, as CSV.")
    .requiredOption('--account <id>', 'whose')
    .option('--json', 'print lines of JSON')
    .action((options: Options) =>
      print(terminal, options, LEDGER_COLUMNS, (bus) => ledgerPages(bus, options)),
    )
}

const print = (
  terminal: Terminal,
  { json }: Options,
  columns: readonly string[],
  pagesOf: (bus: Bus) => AsyncGenerator<ExportRow[]>,
): Promise<void> =>
  withPlatform(terminal, async (bus) => {
    let isFirst = true
    for await (const rows of pagesOf(bus)) {
      const text = json
        ? rows.map((row) => JSON.stringify(row)).join('\n')
        : printCsv(rows, columns, isFirst).trimEnd()
      if (text !== '') terminal.print(text)
      isFirst = false
    }
  })

async function* activityPages(bus: Bus, { account, from, to }: Options): AsyncGenerator<ExportRow[]> {
  const asked = { accountId: account, from: from ?? '1970-01-01', to: to ?? '9999-12-31' }
  for (let after: string | undefined; ;) {
    const { rows, next } = await bus.call(readActivity, { ...asked, after })
    yield rows.map(exportActivity)
    if (next === null) return
    after = next
  }
}

async function* ledgerPages(bus: Bus, { account }: Options): AsyncGenerator<ExportRow[]> {
  for (let after: string | undefined; ;) {
    const { entries, hasMore } = await bus.call(readLedger, {
      accountId: account,
      order: 'asc',
      limit: 1_000,
      after,
    })
    yield entries.map(exportLedgerEntry)
    if (!hasMore) return
    after = entries.at(-1)?.transactionId
  }
}
