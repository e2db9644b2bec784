import { listHolds } from '@gptget/contracts'
import { startTaskUpstream, startTestS3 } from '@gptget/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import { askTasks } from '../../tasks/ask-tasks.ts'
import { startReceiver } from '../../tasks/receiver.ts'
import { taskConfig } from '../../tasks/task-config.ts'
import { chanceOf } from '../chance.ts'
import { killAtRandom, victimsOf, type Outage } from '../kill-at-random.ts'
import type { Check } from '../table.ts'
import { judge } from './judge.ts'
import { makeTasks, type MadeTask } from './make-tasks.ts'

export type TasksProofOptions = {
  seed: number
  tasks: number
  atOnce: number
  replicas: number
  /** How long processes are killed. The tasks may take longer. */
  killMs: number
  pauseMs: [number, number]
  awayMs: [number, number]
  /** Whether files are stored in an S3 server, which is killed too. */
  hasS3: boolean
  /** After this time, tasks that have not ended are considered lost. */
  timeoutMs: number
  report: (line: string) => void
}

export type TasksProof = { checks: Check[]; tasks: MadeTask[]; outages: Outage[]; seconds: number }

/** Short times, because polling takes minutes and webhook retries take hours in production. */
const HASTE = {
  TASKS_FIRST_POLL_MS: '50',
  TASKS_LONGEST_POLL_MS: '500',
  TASKS_POLLS_PER_SECOND: '2000',
  TASKS_POLL_CALLS_PER_SECOND: '2000',
  TASKS_UNKNOWN_MS: '4000',
  TASKS_FIND_MS: '1000',
  TASKS_QUEUE_MS: '120000',
  TASKS_LEASE_MS: '4000',
  WEBHOOK_RETRY_SECONDS: '0.5,1,2,2,2,2,2,2,2,4,4,4,4,4,4,4,4,4,4,4',
  WEBHOOK_ALLOW_HTTP: 'true',
}

/** Runs tasks while providers fail and processes are killed, and compares them with providers, ledger and webhooks. */
export const proveTasks = async (options: TasksProofOptions): Promise<TasksProof> => {
  const { replicas, report } = options
  const startedAtMs = performance.now()
  await using stack = new AsyncDisposableStack()
  const upstream = await startTaskUpstream()
  stack.defer(() => upstream.stop())
  const receiver = await startReceiver()
  stack.defer(() => receiver.stop())
  const s3 = options.hasS3 ? await startTestS3() : null
  if (s3 !== null) stack.defer(() => s3.stop())
  const hosts = [new URL(upstream.url).host, receiver.host].join(',')
  const platform = await startPlatform({
    mode: 'processes',
    config: taskConfig(upstream),
    edges: replicas,
    routers: replicas,
    billings: replicas,
    tasksWorkers: replicas,
    hasOwnPostgres: true,
    onCrash: () => {},
    onBusError: () => {},
    env: { ...HASTE, MEDIA_ALLOWED_HOSTS: hosts, ...(s3 === null ? {} : s3Settings(s3.s3)) },
  })
  stack.defer(() => platform.stop())
  const { accountId, apiKey } = await platform.admin.createAccount({ creditsUsd: '100000' })
  const where = { baseUrl: platform.baseUrl, apiKey }
  const { body: hook } = await askTasks(where, 'POST', '/webhooks', { url: `${receiver.url}/all` })
  const chance = chanceOf(options.seed)
  const nowMs = performance.now()
  const victims = [
    ...victimsOf(platform),
    ...(s3 === null ? [] : [{ name: 's3', kill: s3.kill, restart: s3.restart }]),
  ]
  const killing = killAtRandom({
    ...options,
    chance: chance.fork(),
    victims,
    untilMs: nowMs + options.killMs,
  })
  const tasks = await makeTasks({
    chance: chance.fork(),
    count: options.tasks,
    atOnce: options.atOnce,
    edges: platform.edges,
    apiKey,
    deadlineMs: nowMs + options.timeoutMs,
  })
  const outages = await killing
  report(`${tasks.length} tasks have ended; ${outages.length} kills`)
  const told = (): number =>
    tasks.filter(({ id }) => receiver.received.some(({ body }) => body.includes(id))).length
  await until(() => told() === tasks.length)
  await until(async () => (await openHoldsOf(platform, accountId)).length === 0)
  const checks = await judge({
    asked: options.tasks,
    tasks,
    upstream,
    receiver,
    secret: (hook as { secret: string }).secret,
    databaseUrl: platform.databaseUrl,
    openHolds: await openHoldsOf(platform, accountId),
    breaches: await platform.admin.findBreaches(),
    unreadable: await findUnreadable(tasks, apiKey),
  })
  return { checks, tasks, outages, seconds: (performance.now() - startedAtMs) / 1_000 }
}

const s3Settings = ({ endpoint, bucket, credentials }: Awaited<ReturnType<typeof startTestS3>>['s3']) => ({
  MEDIA_S3_ENDPOINT: endpoint,
  MEDIA_S3_BUCKET: bucket,
  MEDIA_S3_ACCESS_KEY_ID: credentials.accessKeyId,
  MEDIA_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
})

const openHoldsOf = async ({ bus }: Platform, accountId: string): Promise<string[]> => {
  const asked = { accountId, isLeftBehind: false, isReleasedIncluded: false }
  return (await bus.call(listHolds, asked, { attempts: 3 })).holds.map(({ subject }) => subject)
}

const SETTLES_MS = 40_000

/** Waits for webhooks and charges that arrive a little later. If they do not, the checks fail. */
const until = async (isMet: () => boolean | Promise<boolean>): Promise<void> => {
  const deadlineMs = performance.now() + SETTLES_MS
  while (!(await isMet()) && performance.now() < deadlineMs) await sleep(250)
}

const findUnreadable = async (tasks: readonly MadeTask[], apiKey: string): Promise<string[]> => {
  const bad: string[] = []
  for (const { id, body } of tasks) {
    const { url = null } = (body['result'] ?? {}) as { url?: string | null }
    if (url === null) continue
    const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })
    await answer.arrayBuffer()
    if (answer.status !== 200) bad.push(id)
  }
  return bad
}
