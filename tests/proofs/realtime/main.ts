import { isHeld, printChecks } from '../table.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { QUESTIONS } from '../../realtime/local-voice.ts'
import { proveLocal } from './prove-local.ts'
import { proveRealtime } from './prove-realtime.ts'

const help = `npm run prove:realtime [-- --sessions N --seconds N --fuzz N --seed N --local]

Keeps 200 voice sessions going while clients vanish, cancel and are cut off by their provider, and every process, NATS
and Postgres are killed (kill -9) at random. Then each response that came to its end is charged as the provider counted
it, none twice, none that was not sent, and nothing is left set aside. Made-up events must end no session.

  --sessions N   sessions at once (200)
  --seconds N    for how long (90): a third of it undisturbed, a third with kills of the voice service, a third with all
  --fuzz N       made-up events for each kind of session (5000)
  --seed N       repeats the same choices (1)
  --local        asks 20 questions by voice instead, with the models of this machine alone: each is written down word
                 for word and answered aloud, and whoever is spoken over stops

Prints each guarantee with what was held against it. Exits 1 when one did not hold.`

await runCommand({
  help,
  options: {
    sessions: { type: 'string' },
    seconds: { type: 'string' },
    fuzz: { type: 'string' },
    seed: { type: 'string' },
    local: { type: 'boolean' },
  },
  prove: async (values, report) => {
    const checks = values['local']
      ? await proveLocal({ questions: QUESTIONS.length, report })
      : await proveRealtime({
          sessions: numberOf(values, 'sessions', 200),
          seconds: numberOf(values, 'seconds', 90),
          fuzz: numberOf(values, 'fuzz', 5_000),
          seed: numberOf(values, 'seed', 1),
          killsAll: true,
          report,
        })
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})
