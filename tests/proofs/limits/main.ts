import { closeCalls } from '../callers/call.ts'
import { isHeld, printChecks } from '../table.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { proveLimits } from './prove-limits.ts'

const help = `npm run prove:limits [-- --seconds N]

Shows that a limit per minute is one limit, however many edges serve it. Starts 3 edges, 2 routers and 2 billings, and
asks in all four dialects through all edges at once: 240 requests in a burst against 60 a minute (60 ± 2 must be
admitted), as many as go in ten seconds against 3,000 tokens a minute, and without a pause for two minutes against
60 requests a minute (60 ± 2 in any minute). Callers come back exactly when a refusal tells them to, of a limit of requests
and of one that an answer of theirs still holds reserved: each must be let through. Takes about three minutes.

  --seconds N   how long the last part takes (126; 0 leaves it out)

Prints each limit with what was admitted. Exits 1 when one did not hold. Writes nothing outside the system's folder for
temporary files.`

await runCommand({
  help,
  options: { seconds: { type: 'string' } },
  prove: async (values, report) => {
    const checks = await proveLimits({ overTimeMs: numberOf(values, 'seconds', 126) * 1_000, report })
    await closeCalls()
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
