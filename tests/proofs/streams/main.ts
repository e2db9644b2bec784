import { closeCalls } from '../callers/call.ts'
import { runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { CELLS, nameOf } from './grid.ts'
import { proveLeaving } from './prove-leaving.ts'
import { breachesOf, printGrid, proveFaults } from './prove-faults.ts'

const help = `npm run prove:streams [-- --only TEXT]

Shows that streams never lie, no matter what a provider does. Plays 28 faults (refusals, errors, silence, cuts, malformed and
missing events, odd encodings) on providers of four dialects, for callers of four dialects, streamed and whole, with
another route and without: 1,792 requests, each held against what it must come to. Before its first token a fault is
made up for by another route, or told as an HTTP error in the caller's dialect and charged nothing. After some tokens
the caller gets them, then one error in the stream, and pays for them. What is merely odd (gzip, CRLF, split
characters, a slow or wrongly labelled body, no usage) arrives whole. Then callers leave after every token, in every
dialect on every other, and must pay for what came until then. Takes about two minutes.

  --only TEXT   plays only cells whose name holds the text: a fault, or fault.caller.provider.stream.alone

Prints what callers got, a row for each fault, a column for each provider dialect; FAIL marks a cell that is not as it
must be. Exits 1 when there is one. Writes nothing outside the system's folder for temporary files.`

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
      { name: 'every cell comes to what it must', checkedCount: judged.length, breaches: breachesOf(judged) },
      ...leaving,
    ]
    report(`\n${printGrid(judged, false)}\n\n${printGrid(judged, true)}\n\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
