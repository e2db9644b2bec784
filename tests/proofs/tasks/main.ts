import { randomInt } from 'node:crypto'
import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks, printTable } from '../table.ts'
import { proveTasks, type TasksProof } from './prove-tasks.ts'

const help = `npm run prove:tasks [-- --seed N] [--tasks N] [--seconds N]

Shows that tasks survive failures of providers and processes. Starts 2 of each service, NATS, Postgres and an S3 server,
and creates 1,000 tasks at thirteen kinds of providers that refuse, hang up, lose answers, send unknown values, or end
without a valid file, while every process is killed with kill -9 in random order. Then compares what callers read with
what providers did, the ledger and a receiver of webhooks. Takes less than four minutes.

  --seed N      repeats the choices of an earlier run, which prints its seed
  --tasks N     the number of tasks (1000)
  --seconds N   how long processes are killed (60)

Exits with 1 if a guarantee is broken. Writes only temporary files.`

const print = ({ tasks, outages, checks, seconds }: TasksProof): string => {
  const ends = new Map<string, number>()
  for (const { body } of tasks) ends.set(String(body['status']), (ends.get(String(body['status'])) ?? 0) + 1)
  const rows = [...ends].map(([status, count]): [string, number] => [status, count])
  return [
    printTable(['tasks', 'count'], rows),
    `${outages.length} kills in ${Math.round(seconds)} s`,
    printChecks(checks),
  ].join('\n\n')
}

await runCommand({
  help,
  options: { seed: { type: 'string' }, tasks: { type: 'string' }, seconds: { type: 'string' } },
  prove: async (values, report) => {
    const seed = numberOf(values, 'seed', randomInt(2 ** 31))
    report(`seed ${seed}`)
    const proof = await proveTasks({
      seed,
      tasks: numberOf(values, 'tasks', 1_000),
      atOnce: 32,
      replicas: 2,
      killMs: numberOf(values, 'seconds', 60) * 1_000,
      pauseMs: [1_500, 4_000],
      awayMs: [300, 2_500],
      hasS3: true,
      timeoutMs: 180_000,
      report,
    })
    report(`\n${print(proof)}\n\nseed ${seed}`)
    return isHeld(proof.checks)
  },
})
