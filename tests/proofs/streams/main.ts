import { closeCalls } from '../callers/call.ts'
import { runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { CELLS, nameOf } from './grid.ts'
import { proveLeaving } from './prove-leaving.ts'
import { breachesOf, printGrid, proveFaults } from './prove-faults.ts'

const help = `npm run prove:streams [-- --only TEXT]

Shows that every stream ends correctly, after any fault of a provider. Plays 28 faults (refusals, errors, silence, cuts,
malformed and missing events, odd encodings) with providers and callers of four dialects, streamed and plain, with and
without another route: 1,792 requests, each with its expected outcome. If a provider fails before the first token,
another route replaces it, or the caller gets an HTTP error in their dialect and pays nothing. After some tokens, the
caller gets these tokens and one error in the stream, and pays for them. Answers that are merely odd (gzip, CRLF, split
characters, a slow or wrongly labeled body, no usage) arrive completely. Then callers disconnect after every token, for
each pair of dialects, and must pay for what arrived until then. Takes about two minutes.

  --only TEXT   plays only cells whose name contains the text: a fault, or fault.caller.provider.stream.alone

Prints what callers got, with a row for each fault and a column for each provider dialect. FAIL marks a cell with
another outcome than expected, and the exit code is then 1. Writes only temporary files.`

await runCommand({
  help,
  options: { only: { type: 'string' } },
  prove: async (values, report) => {
    const only = String(values['only'] ?? '')
    const judged = await proveFaults({
      cells: CELLS.filter((cell) => nameOf(cell).includes(only)),
      mode: 'processes',
      silenceMs: 3_000,
      atOnce: 48,
      report,
    })
    const leaving = only === '' ? [await proveLeaving({ mode: 'processes', atOnce: 32 })] : []
    await closeCalls()
    const checks = [
      {
        name: 'every cell has the expected outcome',
        checkedCount: judged.length,
        breaches: breachesOf(judged),
      },
      ...leaving,
    ]
    report(`\n${printGrid(judged, false)}\n\n${printGrid(judged, true)}\n\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
