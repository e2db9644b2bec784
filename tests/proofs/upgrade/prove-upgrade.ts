import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream, startTaskUpstream } from '@gptget/testkit'
import { whyNoDesktops } from '../../computers/desktops.ts'
import { modelOf, scriptedConfig } from '../../platform/scripted-config.ts'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import type { RunningService } from '../../platform/service-name.ts'
import { taskConfig } from '../../tasks/task-config.ts'
import { type Seen } from '../callers/call.ts'
import { readBooks } from '../money/books.ts'
import type { Check } from '../table.ts'
import { openDoorway, type Doorway } from './doorway.ts'
import { keepMakingTasks, keepQueueing, keepStreaming, keepTalking, type Calling } from './keep-calling.ts'
import { keepDesktop } from './keep-desktop.ts'
import { replaceRound, type Replacing } from './replace-services.ts'

const REPOSITORY = path.resolve(import.meta.dirname, '../../..')
const LONG = 'text-60+trickle-100'
const SHORT = 'text-5'
const SPOKEN = 'text-20+trickle-20'

export type UpgradeOptions = {
  /** The sources of the previous version. */
  before: string
  /** The number of processes of each service. The upgrade takes as many rounds. */
  processes: 1 | 2
  /** The number of concurrent callers. */
  callers: number
  hasDesktop: boolean
  /** Whether to start a process of the previous version again afterwards, alongside those of this one. */
  goesBack: boolean
  report: (line: string) => void
}

/** Starts the previous version, and replaces it with this one while callers use every feature. */
export const proveUpgrade = async (options: UpgradeOptions): Promise<Check[]> => {
  const { before, processes, report } = options
  const upstream = await startScriptedUpstream()
  const taskUpstream = await startTaskUpstream()
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-upgrade-'))
  const [texts, tasks] = [scriptedConfig(upstream, [LONG, SHORT, SPOKEN]), taskConfig(taskUpstream)]
  const hasDesktop = options.hasDesktop && whyNoDesktops() === null
  const crashes: string[] = []
  const onCrash = (service: string, said: string): void => void crashes.push(`${service}: ${said}`)
  const platform = await startPlatform({
    config: {
      providers: { ...texts.providers, ...tasks.providers },
      models: { ...texts.models, ...tasks.models },
    },
    mode: 'processes',
    hasOwnPostgres: true,
    edges: processes,
    routers: processes,
    billings: processes,
    tasksWorkers: processes,
    realtimes: processes,
    computers: hasDesktop ? 1 : 0,
    repository: before,
    stopTimeoutMs: 120_000,
    env: {
      GPTGET_SHUTDOWN_GRACE_MS: '1000',
      // A limit for busy machines. An edge stops as soon as its last stream has ended.
      GPTGET_SHUTDOWN_DRAIN_MS: '90000',
      REALTIME_VAD: 'energy',
      MEDIA_ALLOWED_HOSTS: new URL(taskUpstream.url).host,
      COMPUTERS_DIR: path.join(directory, 'computers'),
      COMPUTERS_DRIVER: 'bwrap',
    },
    onCrash,
  })
  const doorway = await openDoorway(platform.edges.map(({ url }) => url))
  const lead = (edges: readonly RunningService[]): void => doorway.lead(edges.map(({ url }) => url))
  const olds = [...platform.services]
  const replacing: Replacing = { platform, running: platform.services, lead, onCrash, report }
  try {
    const checks = await whileCalling(platform, doorway, { ...options, hasDesktop }, async () => {
      for (let round = 1; round <= processes; round += 1) {
        report(`round ${round}: one process of each service`)
        await replaceRound(
          replacing,
          olds.filter((old) => platform.services.includes(old)),
          REPOSITORY,
        )
      }
      if (!options.goesBack) return
      report('going back: one process of each service is the version before again')
      await replaceRound(replacing, [...platform.services], before)
    })
    return [...checks, { name: 'no process ended by itself', checkedCount: olds.length, breaches: crashes }]
  } finally {
    doorway.close()
    await platform.stop()
    await upstream.stop()
    await taskUpstream.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const SETTLING_MS = 1_500

const whileCalling = async (
  platform: Platform,
  { url }: Doorway,
  { callers, hasDesktop }: UpgradeOptions,
  upgrade: () => Promise<void>,
): Promise<Check[]> => {
  const account = await platform.admin.createAccount({ creditsUsd: '1000.00' })
  const stopping = new AbortController()
  const calling: Calling = { url, apiKey: account.apiKey, signal: stopping.signal }
  const models = [
    { model: modelOf(LONG), isStream: true },
    { model: modelOf(SHORT), isStream: false },
  ]
  const streaming = keepStreaming(calling, models, callers)
  const others = [
    keepMakingTasks(calling, 'test/openai-video'),
    keepQueueing(calling, modelOf(SHORT)),
    keepTalking(calling, modelOf(SPOKEN)),
    ...(hasDesktop ? [keepDesktop(platform, url, account, stopping.signal)] : []),
  ]
  try {
    await sleep(SETTLING_MS)
    await upgrade()
    await sleep(SETTLING_MS)
  } finally {
    stopping.abort()
  }
  const { seen, check } = await streaming
  const checks = [check, ...(await Promise.all(others))]
  return [...checks, await isBooked(platform, seen), await isInOrder(platform)]
}

const BOOKED_WITHIN_MS = 60_000
const nano = (usd: number): bigint => BigInt(Math.round(usd * 1e9))

const isBooked = async (platform: Platform, seen: Seen[]): Promise<Check> => {
  const deadlineMs = performance.now() + BOOKED_WITHIN_MS
  for (;;) {
    const { rows } = await readBooks(platform.databaseUrl)
    const booked = new Map(rows.map((row) => [row.generationId, row]))
    const breaches = seen.flatMap(({ generationId, costUsd }) => {
      const row = booked.get(generationId ?? '')
      const isRight = row?.chargedNanoUsd === nano(costUsd ?? 0) && row.entryCount === 1
      return isRight ? [] : [`${generationId}: ${row?.entryCount ?? 0} charges of ${row?.chargedNanoUsd}`]
    })
    if (breaches.length === 0 || performance.now() > deadlineMs)
      return { name: 'every answer is charged once, at its price', checkedCount: seen.length, breaches }
    await sleep(250)
  }
}

const isInOrder = async (platform: Platform): Promise<Check> => ({
  name: 'ledger verify finds no violation',
  checkedCount: 1,
  breaches: await platform.admin.findBreaches(),
})
