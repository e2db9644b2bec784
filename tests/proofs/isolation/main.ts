import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { ATTACKS } from './attackers.ts'
import { proveIsolation } from './prove-isolation.ts'

const help = `npm run prove:isolation [-- --seconds N --only TEXT]

Shows that no caller can hurt another, and no provider can hurt us. Twenty callers stream answers while attackers of
each kind do their worst for a minute each: field names that no header can hold, packed bodies of 49 MiB in the shapes
that cost a parser most, 64 bodies of 50 MiB at once, a provider's line without end and packed answer of 100 MiB,
timeouts that no provider can keep, streams left at once, a queue full of background runs, conversations stored
without credit, keys that do not exist, connections that send a byte at a time. The twenty may lose no stream and must
see their first token within twice the time of the quiet before and after (p99; or 100 ms more than then); edge and
router may grow by the MiB that are printed; afterwards the ledger must add up. Takes about twenty minutes.

  --seconds N   how long each attack goes on (60)
  --only TEXT   runs only attacks whose name holds the text

Prints each attack with what the twenty saw. Exits 1 when one hurt them. Writes nothing outside the system's folder for
temporary files.`

await runCommand({
  help,
  options: { seconds: { type: 'string' }, only: { type: 'string' } },
  prove: async (values, report) => {
    const checks = await proveIsolation({
      bystanders: 20,
      attackMs: numberOf(values, 'seconds', 60) * 1_000,
      attacks: ATTACKS.filter(({ name }) => name.includes(String(values['only'] ?? ''))),
      judgesTime: true,
      report,
    })
    await closeCalls()
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
