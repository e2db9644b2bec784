import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { openDatabase } from '@gptget/postgres'
import { sql } from 'kysely'
import { printTable } from '../../../tests/proofs/table.ts'
import { cpuBetween, readCpu, total } from '../processes/read-processes.ts'
import type { MediaBench } from './media-bench.ts'

/** Suno's wrappers are asked for fifty tasks at a time, the others for one. Only Replicate calls back. */
export const POLLED = ['suno', 'replicate', 'runway'] as const

const OPEN_TASKS = 10_000
const SETTLING_MS = 20_000
const MEASURED_MS = 30_000
/** Of one core. */
const MOST_PERCENT = 5

/** `polls`: how often a task was asked about so far. */
export type PolledProvider = { url: string; polls: () => number; stop: () => Promise<void> }

/** Plays both: every task that anybody has heard of goes on. */
export const startPolledProvider = async (): Promise<PolledProvider> => {
  let polls = 0
  const server = createServer((request, response) => {
    answer(request, response).then(
      (count) => (polls += count),
      () => response.destroy(),
    )
  })
  server.keepAliveTimeout = 60_000
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    polls: () => polls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Resolves to the number of tasks that it was asked about. */
const answer = async (request: IncomingMessage, response: ServerResponse): Promise<number> => {
  const body = await text(request)
  const ids = request.url!.endsWith('/suno/fetch') ? idsIn(body) : null
  const said = ids
    ? { code: 'success', data: ids.map((task_id) => ({ task_id, status: 'IN_PROGRESS' })) }
    : { code: 'success', data: 'job-1', id: 'job-1', status: 'processing' }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said))
  return ids?.length ?? 1
}

const idsIn = (body: string): string[] => (JSON.parse(body) as { ids: string[] }).ids

type Cost = { worker: number; router: number; pollsPerSecond: number }

/** What many open tasks add to the cost of both services at rest. Answers whether it is little enough. */
export const measurePolls = async (bench: MediaBench): Promise<boolean> => {
  const rest = await costOf(bench)
  const rows = [
    await measure(bench, 'suno, fifty in a call', { type: 'music', model: 'suno/song' }),
    await measure(bench, 'replicate, one in a call, calls back', { type: 'video', model: 'replicate/video' }),
    await measure(bench, 'runway, one in a call', { type: 'video', model: 'runway/video' }),
  ]
  const addedBy = ({ worker, router }: Cost): number => worker + router - rest.worker - rest.router
  bench.report(
    `\n${OPEN_TASKS.toLocaleString('en')} open tasks, percent of a core over ${MEASURED_MS / 1_000} s:\n${printTable(
      ['', 'tasks-worker', 'router', 'added', 'at most', 'polls a second'],
      [{ name: 'none', ...rest }, ...rows].map(({ name, ...cost }) => [
        name,
        cost.worker.toFixed(1),
        cost.router.toFixed(1),
        addedBy(cost).toFixed(1),
        String(MOST_PERCENT),
        cost.pollsPerSecond.toFixed(0),
      ]),
    )}`,
  )
  return rows.every((row) => addedBy(row) <= MOST_PERCENT)
}

const measure = async (
  bench: MediaBench,
  name: string,
  asked: { type: string; model: string },
): Promise<Cost & { name: string }> => {
  const db = openDatabase<never>(bench.platform.databaseUrl, {
    schema: 'tasks',
    maxConnections: 2,
    statementTimeoutMs: 120_000,
  })
  try {
    const taskId = await begin(bench, asked)
    await multiply(db, taskId)
    return { name, ...(await costOf(bench)) }
  } finally {
    await sql`delete from tasks`.execute(db)
    await db.destroy()
  }
}

/** The CPU of both services, in percent of a core, after the beginning. */
const costOf = async ({ platform, polled }: MediaBench): Promise<Cost> => {
  await sleep(SETTLING_MS)
  const read = (service: 'tasks-worker' | 'router') => readCpu(platform.of(service).map(({ pid }) => pid!))
  const [worker, router, polls] = [read('tasks-worker'), read('router'), polled.polls()]
  await sleep(MEASURED_MS)
  const percentSince = (then: ReturnType<typeof read>, service: Parameters<typeof read>[0]): number =>
    (100 * total(cpuBetween(then, read(service)))) / MEASURED_MS
  return {
    worker: percentSince(worker, 'tasks-worker'),
    router: percentSince(router, 'router'),
    pollsPerSecond: (polled.polls() - polls) / (MEASURED_MS / 1_000),
  }
}

const begin = async ({ platform, account }: MediaBench, asked: object): Promise<string> => {
  const headers = { authorization: `Bearer ${account.apiKey}` }
  const body = JSON.stringify({ ...asked, prompt: 'A fox' })
  const answer = await fetch(`${platform.baseUrl}/tasks`, { method: 'POST', headers, body })
  const { id, error } = (await answer.json()) as { id: string; error: unknown }
  if (error) throw new Error(JSON.stringify(error))
  for (;;) {
    const task = (await (await fetch(`${platform.baseUrl}/tasks/${id}`, { headers })).json()) as {
      status: string
    }
    if (task.status === 'in_progress') return id
    await sleep(100)
  }
}

/** The same task many times, begun at any moment of the time that such a task usually takes. */
const multiply = async (db: ReturnType<typeof openDatabase<never>>, taskId: string): Promise<void> => {
  await sql`insert into tasks select (jsonb_populate_record(t, jsonb_build_object(
      'task_id', 'task_bench_' || n,
      'handle', (t.handle::jsonb || jsonb_build_object('id', 'job-' || n))::text,
      'submitted_at', now() - random() * t.usual_ms * interval '1 millisecond',
      'due_at', now() + random() * interval '10 seconds'
    ))).* from tasks t, generate_series(1, ${OPEN_TASKS}) n where t.task_id = ${taskId}`.execute(db)
}
