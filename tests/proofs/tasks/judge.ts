import { Client } from 'pg'
import { Webhook } from 'standardwebhooks'
import type { TaskUpstream } from '@gptget/testkit'
import type { Receiver } from '../../tasks/receiver.ts'
import type { Check } from '../table.ts'
import type { MadeTask } from './make-tasks.ts'

export type Case = {
  asked: number
  tasks: readonly MadeTask[]
  upstream: TaskUpstream
  receiver: Receiver
  secret: string
  databaseUrl: string
  openHolds: readonly string[]
  breaches: readonly string[]
  unreadable: readonly string[]
}

const ENDS = new Set(['completed', 'failed', 'cancelled', 'expired'])

const check = <Item>(
  name: string,
  items: readonly Item[],
  findBreach: (item: Item) => string | null,
): Check => ({
  name,
  checkedCount: items.length,
  breaches: items.flatMap((item) => findBreach(item) ?? []),
})

const nameOf = ({ id, model, fate }: MadeTask): string => `${id} (${model}, ${fate.script})`

/** Compares what callers saw of tasks with the providers, the ledger and the receiver of webhooks. */
export const judge = async (facts: Case): Promise<Check[]> => {
  const charges = await readCharges(facts.databaseUrl)
  return [
    check('every task that was asked for was taken', [facts.asked - facts.tasks.length], (missing) =>
      missing === 0 ? null : `${missing} were not`,
    ),
    check(
      'every task ends in one state, and in none that its provider does not explain',
      facts.tasks,
      judgeEnd,
    ),
    check('nothing is rendered twice', facts.tasks, (task) => judgeOnce(facts, task)),
    check('what is completed is charged once, at what it says, and nothing else is', facts.tasks, (task) =>
      judgeMoney(task, charges.get(`task.${task.id}/result`) ?? []),
    ),
    check('what is completed can be read', facts.tasks, ({ id }) =>
      facts.unreadable.includes(id) ? `${id} cannot` : null,
    ),
    check('each end is told at least once, verifiably, and always the same', facts.tasks, (task) =>
      judgeTold(facts, task),
    ),
    check('nothing of a provider is in any answer', facts.tasks, ({ id, body }) =>
      /127\.0\.0\.1:\d+\/files|-job-\d|key-of-the/.test(JSON.stringify(body)) ? id : null,
    ),
    check('no hold is left', facts.openHolds, (subject) => subject),
    check('the ledger is exact', [facts.breaches], (breaches) => breaches[0] ?? null),
  ]
}

/** If a process dies during a submission, its outcome cannot be known. */
const judgeEnd = (task: MadeTask): string | null => {
  const { status, error } = task.body as { status: string; error: { code: string } | null }
  if (!ENDS.has(status)) return `${nameOf(task)} is ${status}`
  const isExplained = task.fate.ends.includes(status) || error?.code === 'outcome_unknown'
  return isExplained ? null : `${nameOf(task)} is ${status} (${error?.code})`
}

const judgeOnce = ({ upstream }: Case, task: MadeTask): string | null => {
  const count = upstream.jobs().filter(({ body }) => body.includes(`proof-${task.number}. `)).length
  return count <= 1 ? null : `${nameOf(task)} was ${count} times`
}

const judgeMoney = (task: MadeTask, charged: readonly bigint[]): string | null => {
  const { status, cost } = task.body as { status: string; cost: number }
  if (status !== 'completed')
    return charged.length === 0 ? null : `${nameOf(task)} is ${status} and was charged`
  const isExact = charged.length === 1 && Number(charged[0]) === Math.round(cost * 1e9)
  return isExact ? null : `${nameOf(task)} says ${cost}, and was charged ${charged.join(', ')}`
}

const judgeTold = ({ receiver, secret }: Case, task: MadeTask): string | null => {
  const told = receiver.received.filter(({ body }) => body.includes(task.id))
  if (told.length === 0) return `${nameOf(task)} was not told`
  const verifier = new Webhook(secret)
  const types = new Set(
    told.map(({ body, headers }) => (verifier.verify(body, headers) as { type: string }).type),
  )
  return types.size === 1 && types.has(`task.${String(task.body['status'])}`)
    ? null
    : `${nameOf(task)} was told as ${[...types].join(', ')}`
}

/** Charges of tasks, read from the database without the services. */
const readCharges = async (databaseUrl: string): Promise<Map<string, bigint[]>> => {
  const client = new Client({ connectionString: databaseUrl, options: '-c search_path=billing' })
  await client.connect()
  try {
    const { rows } = await client.query<{ charge_id: string; charged: string }>(
      `select charge_id, charged from charges where kind = 'capture'`,
    )
    return new Map(rows.map(({ charge_id, charged }) => [charge_id, [BigInt(charged)]]))
  } finally {
    await client.end()
  }
}
