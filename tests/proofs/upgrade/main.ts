import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { migrations } from '../../../apps/billing/src/db/migrations/index.ts'
import { measureMigration } from './measure-migration.ts'

const help = `npm run deploy:test -- upgrade [--rows N]

Runs each kind of migration on a ledger of N charges while more are booked.

  --rows N   charges in the ledger (10000000, which take half an hour)`

await runCommand({
  help,
  options: { rows: { type: 'string' } },
  prove: async (values, report) => {
    const checks = await measureMigration({
      rowCount: numberOf(values, 'rows', 10_000_000),
      migrations,
      report,
    })
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
