import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { findOperatorPostgres, NEEDS_POSTGRES } from './operator-postgres.ts'
import { proveRestore } from './prove-restore.ts'

const help = `npm run deploy:test -- restore [--answers N]

Backs up a platform in use (pg_dump; a base backup and the archived log; the usage stream), loses Postgres and NATS, and
restores an empty platform in both ways: every answer is charged once, and ledger verify finds no violation. Needs a
Postgres with its tools, such as Debian's package. Takes a minute.

  --answers N   answers between two steps (200)`

await runCommand({
  help,
  options: { answers: { type: 'string' } },
  prove: async (values, report) => {
    const binaries = findOperatorPostgres()
    if (binaries === null) throw new Error(NEEDS_POSTGRES)
    const answers = numberOf(values, 'answers', 200)
    const checks = await proveRestore({ binaries, answers, mode: 'processes', report })
    await closeCalls()
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
