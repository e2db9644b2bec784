import { randomInt } from 'node:crypto'
import { closeCalls } from '../callers/call.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld } from '../table.ts'
import { printProof } from './print-proof.ts'
import { proveMoney } from './prove-money.ts'

const help = `npm run prove:money [-- --seed N] [--callers N] [--seconds N]

Shows that the ledger stays exact whichever process dies. Starts 3 edges, 2 routers, 2 billings, NATS and Postgres. 1,000
concurrent callers send requests in all four dialects (streams, plain answers, callers who disconnect, providers that
fail or break off) while every process is killed with kill -9 in random order. Then waits until no credit is reserved
and compares what each caller saw with the database, the ledger and /v1/generation. Takes about three minutes.

  --seed N      repeats the choices of an earlier run, which prints its seed
  --callers N   concurrent callers (1000)
  --seconds N   how long they send requests (75)

Prints the outcomes of the requests, where the money is, what was killed, and each guarantee with the generations that
break it. Exits with 1 if one is broken. Writes only temporary files.`

await runCommand({
  help,
  options: { seed: { type: 'string' }, callers: { type: 'string' }, seconds: { type: 'string' } },
  prove: async (values, report) => {
    const seed = numberOf(values, 'seed', randomInt(2 ** 31))
    report(`seed ${seed}`)
    const proof = await proveMoney({
      seed,
      callers: numberOf(values, 'callers', 1_000),
      edges: 3,
      routers: 2,
      billings: 2,
      loadMs: numberOf(values, 'seconds', 75) * 1_000,
      leaseLifetimeMs: 20_000,
      pauseMs: [1_000, 3_500],
      awayMs: [200, 2_500],
      report,
    })
    await closeCalls()
    report(`\n${printProof(proof)}\n\nseed ${seed}`)
    return isHeld(proof.checks)
  },
})
