import { migrations } from '../../../apps/billing/src/db/migrations/index.ts'
import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { measureMigration } from './measure-migration.ts'
import { proveUpgrade } from './prove-upgrade.ts'
import { installVersionBefore, whyNoVersionBefore } from './version-before.ts'

const help = `npm run deploy:test -- upgrade [--only services|migration] [--rows N]

services    Starts two processes of every service of the previous version, replaces them one by one with this version
            and then half of them back, during streams, tasks, background responses, a voice session and a desktop.
            Takes three minutes.
migration   Runs each kind of migration on a ledger of N charges while more are booked (half an hour).

  --only PART     one of these
  --processes N   processes of each service (2; 1 does not go back)
  --rows N        charges in the ledger (10000000)`

await runCommand({
  help,
  options: { only: { type: 'string' }, rows: { type: 'string' }, processes: { type: 'string' } },
  prove: async (values, report) => {
    const isWanted = (part: string): boolean => (values['only'] ?? part) === part
    const reason = await whyNoVersionBefore()
    if (isWanted('services') && reason !== null) throw new Error(reason)
    const checks = [
      ...(isWanted('services')
        ? await proveUpgrade({
            before: await installVersionBefore(),
            processes: numberOf(values, 'processes', 2) === 1 ? 1 : 2,
            callers: 12,
            hasDesktop: true,
            goesBack: values['processes'] !== '1',
            report,
          })
        : []),
      ...(isWanted('migration')
        ? await measureMigration({ rowCount: numberOf(values, 'rows', 10_000_000), migrations, report })
        : []),
    ]
    await closeCalls()
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
