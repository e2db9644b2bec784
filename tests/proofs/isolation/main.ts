import { closeCalls } from '../callers/call.ts'
import { closeBystanders } from './bystanders.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { ATTACKS } from './attackers.ts'
import { proveIsolation } from './prove-isolation.ts'

const help = `npm run prove:isolation [-- --seconds N --only TEXT]

Shows that no caller can harm another, and no provider can harm the platform. Twenty callers stream answers and read
lists during attacks of a minute each: field names that no header can contain, compressed bodies of 49 MiB in the shapes
that are most expensive to parse, served and refused bodies of 50 MiB, a provider's endless line and compressed answer of
100 MiB, timeouts that no provider can meet, callers that leave at once and at every other moment, a queue full of
background runs, conversations stored and forms sent without credit, keys that do not exist, hundreds of reads and of
generations at once, lists of one account, streams and WebSockets that nobody reads, streams at full speed, fields of
more than a million characters, headers and forms that are sent one byte at a time. The twenty may lose no answer. Their
p99 may be twice, or 100 ms more than, that before and after the attack. The edge and the router may grow by the printed
MiB. Afterwards the ledger must be consistent. Takes about half an hour.

  --seconds N   the duration of each attack (60)
  --only TEXT   runs only attacks whose name contains the text

Prints each attack with what the twenty callers saw. Exits with 1 if one harmed them. Writes only temporary files.`

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
    await Promise.all([closeCalls(), closeBystanders()])
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
