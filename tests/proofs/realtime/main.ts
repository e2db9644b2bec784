import { isHeld, printChecks } from '../table.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { QUESTIONS } from '../../realtime/local-voice.ts'
import { proveLocal } from './prove-local.ts'
import { proveRealtime } from './prove-realtime.ts'

const help = `npm run prove:realtime [-- --sessions N --seconds N --fuzz N --seed N --local]

Runs 200 voice sessions while clients vanish and cancel, providers cut them off, and every process, NATS and Postgres
are killed (kill -9) at random. Afterwards each completed response is charged once, as the provider counted it, only
what was sent is charged, and no credit stays reserved. Random events must not end a session.

  --sessions N   sessions at once (200)
  --seconds N    the duration (90): a third without kills, a third with kills of the voice service, a third with all
  --fuzz N       random events for each kind of session (5000)
  --seed N       repeats the same choices (1)
  --local        asks 20 questions by voice instead, with local models only: each is transcribed word for word and
                 answered aloud, and an interrupted answer stops

Prints each guarantee with the number of checks. Exits with 1 if one is broken.`

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
