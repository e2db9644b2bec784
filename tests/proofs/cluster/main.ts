import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { findOperatorPostgres, NEEDS_POSTGRES } from '../restore/operator-postgres.ts'
import { isHeld, printChecks } from '../table.ts'
import { proveCells } from './prove-cells.ts'
import { proveCluster } from './prove-cluster.ts'

const help = `npm run deploy:test -- cluster [--only losses|cells] [--seconds N] [--requests N]

losses   Three NATS, a Postgres that a second one follows, two edges, routers and billings. Kills the NATS that leads the
         stream of usage, then a whole region with the first Postgres, under load: nothing that was answered is lost.
         Needs a Postgres with its tools, as Debian's package is.
cells    Two cells around leaf nodes of their own: counts what leaves a cell.

  --only PART    one of these
  --seconds N    how long callers ask before and after each loss (10)
  --requests N   of each cell (500)`

await runCommand({
  help,
  options: { only: { type: 'string' }, seconds: { type: 'string' }, requests: { type: 'string' } },
  prove: async (values, report) => {
    const isWanted = (part: string): boolean => (values['only'] ?? part) === part
    const binaries = findOperatorPostgres()
    if (isWanted('losses') && binaries === null) throw new Error(NEEDS_POSTGRES)
    const askMs = numberOf(values, 'seconds', 10) * 1_000
    const checks = [
      ...(isWanted('losses') ? await proveCluster({ binaries: binaries!, callers: 12, askMs, report }) : []),
      ...(isWanted('cells') ? await proveCells({ requests: numberOf(values, 'requests', 500), report }) : []),
    ]
    await closeCalls()
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
