import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { proveOutages } from './prove-outages.ts'

const help = `npm run prove:outages [-- --seconds N]

Shows what callers notice when Postgres or NATS is away: of Postgres nothing, of NATS an error that says so. Starts
2 edges, 2 routers and 2 billings, takes Postgres away for a minute while 20 callers ask in all four dialects (no
request may fail, and all usage must be booked when it is back), then kills NATS under 16 streams (each must end with
one error in its dialect) and brings it back (every edge must serve again within 2 s). Takes about a minute and a half.

  --seconds N   how long Postgres stays away (60)

Prints each guarantee with the generations that break it. Exits 1 when one is broken. Writes nothing outside the
system's folder for temporary files.`

await runCommand({
  help,
  options: { seconds: { type: 'string' } },
  prove: async (values, report) => {
    const checks = await proveOutages({
      postgresAwayMs: numberOf(values, 'seconds', 60) * 1_000,
      natsAwayMs: 3_000,
      callers: 20,
      report,
    })
    await closeCalls()
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
