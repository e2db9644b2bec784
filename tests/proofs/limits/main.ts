import { closeCalls } from '../callers/call.ts'
import { isHeld, printChecks } from '../table.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { proveLimits } from './prove-limits.ts'

const help = `npm run prove:limits [-- --seconds N]

Shows that a limit per minute applies to all edges together. Starts 3 edges, 2 routers and 2 billings, and sends
requests in all four dialects to all edges at once: a burst of 240 requests against 60 a minute (60 ± 2 must be
admitted), as many as possible in ten seconds against 3,000 tokens a minute, and continuous requests for two minutes
against 60 a minute (60 ± 2 in any minute). Callers who retry exactly when a refusal says must be admitted, also if
another of their answers still reserves a part of the limit. Takes about three minutes.

  --seconds N   the duration of the last part (126; 0 skips it)

Prints the admitted requests for each limit. Exits with 1 if a limit was broken. Writes only temporary files.`

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
