import { closeCalls } from '../callers/call.ts'
import { runCommand } from '../run-command.ts'
import { printChecks } from '../table.ts'
import { CELLS, nameOf } from './grid.ts'
import { breachesOf, printGrid, proveFaults } from './prove-faults.ts'

const help = `npm run prove:streams`

await runCommand({
  help,
  options: { only: { type: 'string' } },
  prove: async (values, report) => {
    const only = String(values['only'] ?? '')
    const judged = await proveFaults({
      cells: CELLS.filter((cell) => nameOf(cell).includes(only)),
      mode: 'processes',
      timeoutMs: 1_500,
      atOnce: 48,
      report,
    })
    await closeCalls()
    const checks = [
      { name: 'every cell comes to what it must', checkedCount: judged.length, breaches: breachesOf(judged) },
    ]
    report(`\n${printGrid(judged, false)}\n\n${printGrid(judged, true)}\n\n${printChecks(checks)}`)
    return checks.every(({ breaches }) => breaches.length === 0)
  },
})
