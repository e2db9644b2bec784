import { isHeld, printChecks } from '../table.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { proveRealtime } from './prove-realtime.ts'

const help = `npm run prove:realtime [-- --sessions N --seconds N --fuzz N --seed N]

Keeps 200 voice sessions going while clients vanish, cancel and are cut off by their provider, and every process, NATS
and Postgres are killed (kill -9) at random. Then each response that came to its end is charged as the provider counted
it, none twice, none that was not sent, and nothing is left set aside. Made-up events must end no session.

  --sessions N   sessions at once (200)
  --seconds N    for how long (60)
  --fuzz N       made-up events for each kind of session (5000)
  --seed N       repeats the same choices (1)

Prints each guarantee with what was held against it. Exits 1 when one did not hold.`

await runCommand({
  help,
  options: {
    sessions: { type: 'string' },
    seconds: { type: 'string' },
    fuzz: { type: 'string' },
    seed: { type: 'string' },
  },
  prove: async (values, report) => {
    const checks = await proveRealtime({
      sessions: numberOf(values, 'sessions', 200),
      seconds: numberOf(values, 'seconds', 60),
      fuzz: numberOf(values, 'fuzz', 5_000),
      seed: numberOf(values, 'seed', 1),
      killsAll: true,
      report,
    })
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
