import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { proveOutages } from './prove-outages.ts'

const help = `npm run prove:outages [-- --seconds N]

Shows what callers notice of an outage: nothing if Postgres is down, and a clear error if NATS is down. Starts 2 edges,
2 routers and 2 billings. Stops Postgres for a minute while 20 callers send requests in all four dialects: no request
may fail, and all usage must be booked afterwards. Then kills NATS during 16 streams, each of which must end with one
error in its dialect, and restarts it: every edge must serve again within 2 s. Takes about a minute and a half.

  --seconds N   how long Postgres is down (60)

Prints each guarantee with the generations that break it. Exits with 1 if one is broken. Writes only temporary files.`

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
