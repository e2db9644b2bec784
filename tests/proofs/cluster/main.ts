import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { findOperatorPostgres, NEEDS_POSTGRES } from '../restore/operator-postgres.ts'
import { isHeld, printChecks } from '../table.ts'
import { proveCells } from './prove-cells.ts'
import { proveCluster } from './prove-cluster.ts'

const help = `npm run deploy:test -- cluster [--only losses|cells] [--seconds N] [--requests N]

losses   Three NATS servers, a Postgres with a replica, two edges, routers and billings. Kills the leader of the usage
         stream, then a whole region with the primary Postgres, under load: no charge for an answer is lost.
         Needs a Postgres with its tools, such as Debian's package.
cells    Two cells, each with a leaf node: counts the traffic out of a cell.

  --only PART    one of these
  --seconds N    how long callers send requests before and after each loss (10)
  --requests N   requests of each cell (500)`

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
