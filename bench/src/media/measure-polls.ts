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

/** What it costs to have many tasks open. Answers whether it is little enough. */
export const measurePolls = async (bench: MediaBench): Promise<boolean> => {
  const rows = [
    await measure(bench, 'suno, fifty in a call', { type: 'music', model: 'suno/song' }),
    await measure(bench, 'replicate, one in a call, calls back', { type: 'video', model: 'replicate/video' }),
    await measure(bench, 'runway, one in a call', { type: 'video', model: 'runway/video' }),
  ]
  bench.report(
    `\n${OPEN_TASKS.toLocaleString('en')} open tasks, percent of a core over ${MEASURED_MS / 1_000} s:\n${printTable(
      ['', 'tasks-worker', 'router', 'both', 'at most', 'polls a second'],
      rows.map(({ name, worker, router, pollsPerSecond }) => [
        name,
        worker.toFixed(1),
        router.toFixed(1),
        (worker + router).toFixed(1),
        String(MOST_PERCENT),
        pollsPerSecond.toFixed(0),
      ]),
    )}`,
  )
  return rows.every(({ worker, router }) => worker + router <= MOST_PERCENT)
}

const measure = async (bench: MediaBench, name: string, asked: { type: string; model: string }) => {
  const { platform, polled } = bench
  const db = openDatabase<never>(platform.databaseUrl, {
    schema: 'tasks',
    maxConnections: 2,
    statementTimeoutMs: 120_000,
  })
  try {
    const taskId = await begin(bench, asked)
    await multiply(db, taskId)
    await sleep(SETTLING_MS)
    const pids = (service: 'tasks-worker' | 'router') => platform.of(service).map(({ pid }) => pid!)
    const before = [readCpu(pids('tasks-worker')), readCpu(pids('router'))] as const
    const polledBefore = polled.polls()
    await sleep(MEASURED_MS)
    const percent = (now: ReturnType<typeof readCpu>, then: ReturnType<typeof readCpu>): number =>
      (100 * total(cpuBetween(then, now))) / MEASURED_MS
    return {
      name,
      worker: percent(readCpu(pids('tasks-worker')), before[0]),
      router: percent(readCpu(pids('router')), before[1]),
      pollsPerSecond: (polled.polls() - polledBefore) / (MEASURED_MS / 1_000),
    }
  } finally {
    await sql`delete from tasks`.execute(db)
    await db.destroy()
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
