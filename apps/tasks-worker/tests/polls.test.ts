import type { Insertable } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Context } from '../src/context.ts'
import type { TasksTable } from '../src/db/schema/tasks.ts'
import { countDemands } from '../src/rows/count-demands.ts'
import { claimPolls } from '../src/rows/claim-due.ts'
import { openContext } from './open-context.ts'

const POLL_MS = 10_000
const USUAL_MS = 60_000

let opened: Awaited<ReturnType<typeof openContext>>
let context: Context
let now = new Date(Date.UTC(2026, 0, 1))

beforeAll(async () => {
  opened = await openContext({ now: () => now, config: { pollsPerSecond: 20, pollCallsPerSecond: 2 } })
  ;({ context } = opened)
})
beforeEach(async () => {
  await context.db.deleteFrom('tasks').execute()
  now = new Date(now.getTime() + 3_600_000)
  context.pollPace.adjust([])
})
afterAll(() => opened.close())

type Running = { accountId: string; credential?: string; ageMs?: number; mostPerPoll?: number }

const runningTask = (
  taskId: string,
  { accountId, credential = 'key', ageMs = USUAL_MS, mostPerPoll = 1 }: Running,
): Insertable<TasksTable> => {
  const begunAt = new Date(now.getTime() - ageMs)
  return {
    task_id: taskId,
    account_id: accountId,
    key_id: 'key',
    type: 'video',
    surface: 'tasks',
    kind: 'video',
    model: 'model',
    state: 'running',
    request: '{}',
    public_url: 'https://gptget.test',
    largest_cost: 0n,
    route: JSON.stringify({ providerId: 'played', upstreamModel: 'upstream', credential }),
    handle: '{}',
    usual_ms: USUAL_MS,
    poll_ms: POLL_MS,
    most_per_poll: mostPerPoll,
    due_at: now,
    created_at: begunAt,
    submitted_at: begunAt,
    deadline_at: new Date(now.getTime() + 86_400_000),
    expires_at: new Date(now.getTime() + 86_400_000),
  }
}

const begin = async (count: number, running: Running): Promise<void> => {
  const rows = Array.from({ length: count }, (_, at) => runningTask(`${running.accountId}_${at}`, running))
  await context.db.insertInto('tasks').values(rows).execute()
  context.pollPace.adjust(await countDemands(context))
}

/** The waits for the next poll of tasks that are polled now, by account. */
const polledWaits = async (): Promise<Record<string, number[]>> => {
  const polled = new Set((await claimPolls(context, 1_000)).map(({ task_id }) => task_id))
  const rows = await context.db.selectFrom('tasks').select(['task_id', 'account_id', 'due_at']).execute()
  const waits = Map.groupBy(
    rows.filter(({ task_id }) => polled.has(task_id)),
    ({ account_id }) => account_id,
  )
  return Object.fromEntries(
    [...waits].map(([account, each]) => [
      account,
      [...new Set(each.map(({ due_at }) => due_at!.getTime() - now.getTime()))],
    ]),
  )
}

it('polls the task of one account as ever while another one has hundreds at the same key', async () => {
  await begin(400, { accountId: 'many' })
  await begin(1, { accountId: 'one' })
  // 400 tasks that want 40 calls a second share 2, less the other's tenth.
  expect(await polledWaits()).toEqual({ many: [expect.closeTo(POLL_MS * (40 / 1.9), -1)], one: [POLL_MS] })
})

it('counts a call about fifty tasks once, and tasks at another key apart', async () => {
  await begin(100, { accountId: 'together', mostPerPoll: 50 })
  await begin(10, { accountId: 'apart', credential: 'other' })
  expect(await polledWaits()).toEqual({ together: [POLL_MS], apart: [POLL_MS] })
})

it('gives no task to two processes that look at once', async () => {
  await begin(100, { accountId: 'shared', mostPerPoll: 50 })
  const claims = await Promise.all([1, 2, 3].map(() => claimPolls(context, 100)))
  const ids = claims.flat().map(({ task_id }) => task_id)
  expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted())
  expect(ids.length + (await claimPolls(context, 100)).length).toBe(100)
})

it('calls with a key no more often than allowed when all of its tasks are due at once, and drops none', async () => {
  await begin(400, { accountId: 'many' })
  await begin(1, { accountId: 'one', credential: 'other' })
  const polled = await claimPolls(context, 1_000)
  expect(polled.filter(({ account_id }) => account_id === 'many')).toHaveLength(2)
  expect(polled.filter(({ account_id }) => account_id === 'one')).toHaveLength(1)
  const due = await context.db.selectFrom('tasks').select('due_at').execute()
  expect(due.filter(({ due_at }) => due_at! > now)).toHaveLength(401)
})
