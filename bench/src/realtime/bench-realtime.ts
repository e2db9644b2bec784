import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startRealtimeUpstream, type RealtimeUpstream } from '@gptget/testkit'
import { startPlatform, type Platform } from '../../../tests/platform/start-platform.ts'
import { printTable } from '../../../tests/proofs/table.ts'
import { RealtimeClient } from '../../../tests/realtime/client.ts'
import { quantile } from '../statistics.ts'

const EVENTS = 2_000
const IDLE_SESSIONS = 1_000
const IDLE_MS = 5_000
const OPENED_AT_ONCE = 25
const MIB = 1024 * 1024
/** USD per million: the holds of a thousand sessions have to fit into one wallet. */
const PRICE = { input: 0.1, output: 0.1, audio_input: 0.1, audio_output: 0.1 }

type Report = (line: string) => void

/**
 * Measures the relay of voice sessions over edge and service, each a process of its own, beside a connection straight
 * to the scripted provider; then what a thousand silent sessions take. Answers whether every target was met.
 */
export const benchRealtime = async (report: Report): Promise<boolean> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-bench-realtime-'))
  // Where servers of tests keep what they write.
  process.env.GPTGET_TEST_RUN_DIRECTORY = directory
  const upstream = await startRealtimeUpstream()
  const platform = await start(upstream)
  try {
    const { apiKey } = await platform.admin.createAccount({ creditsUsd: '1000.00' })
    const areFast = await measureEvents(platform, upstream, apiKey, report)
    const areSmall = await measureIdle(platform, apiKey, report)
    return areFast && areSmall
  } finally {
    await platform.stop()
    await upstream.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const start = (upstream: RealtimeUpstream): Promise<Platform> =>
  startPlatform({
    mode: 'processes',
    hasOwnPostgres: true,
    realtimes: 1,
    env: { REALTIME_MAX_SESSIONS_PER_KEY: String(2 * IDLE_SESSIONS) },
    config: {
      providers: { voice: { dialect: 'openai', base_url: upstream.baseUrl, api_key: 'key' } },
      models: {
        'test/voice': {
          routes: [{ provider: 'voice', model: 'voice' }],
          price: PRICE,
          input_modalities: ['text', 'audio'],
          output_modalities: ['text', 'audio'],
        },
      },
    },
  })

const open = (baseUrl: string, apiKey: string): Promise<RealtimeClient> =>
  new RealtimeClient(baseUrl, {
    query: { model: 'test/voice' },
    headers: { authorization: `Bearer ${apiKey}` },
  }).open()

/** An event there and its answer back, one after the other. */
const roundTrips = async (client: RealtimeClient): Promise<number[]> => {
  const times: number[] = []
  for (let count = 0; count < EVENTS; count++) {
    const startedAtMs = performance.now()
    await client.ask({ type: 'session.update', session: { type: 'realtime' } }, 'session.updated')
    times.push(performance.now() - startedAtMs)
    client.events.length = 0
  }
  return times.toSorted((one, other) => one - other)
}

const row = (name: string, times: number[]) => [
  name,
  ...[0.5, 0.99].map((share) => quantile(times, share).toFixed(3)),
]

const measureEvents = async (
  platform: Platform,
  upstream: RealtimeUpstream,
  apiKey: string,
  report: Report,
): Promise<boolean> => {
  const clients = [await open(upstream.baseUrl, 'key'), await open(platform.baseUrl, apiKey)]
  const [direct = [], relayed = []] = [await roundTrips(clients[0]!), await roundTrips(clients[1]!)]
  for (const client of clients) client.close()
  // Both ways: an event is relayed twice.
  const added = (share: number): number => (quantile(relayed, share) - quantile(direct, share)) / 2
  report(printTable(['there and back, ms', 'p50', 'p99'], [row('direct', direct), row('relayed', relayed)]))
  report(
    `added to an event: p50 ${added(0.5).toFixed(3)} ms (target 1), p99 ${added(0.99).toFixed(3)} ms (target 5)`,
  )
  return added(0.5) < 1 && added(0.99) < 5
}

const usageOf = async (pid: number): Promise<{ bytes: number; cpuTicks: number }> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')
  const kib = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
  return { bytes: kib * 1024, cpuTicks: Number(stat[13]) + Number(stat[14]) }
}

/** What all processes of the platform take together. */
const totalOf = async ({ services }: Platform): Promise<{ bytes: number; cpuTicks: number }> => {
  const all = await Promise.all(services.map(({ pid }) => usageOf(pid!)))
  const sum = (name: 'bytes' | 'cpuTicks'): number => all.reduce((total, each) => total + each[name], 0)
  return { bytes: sum('bytes'), cpuTicks: sum('cpuTicks') }
}

const TICKS_PER_SECOND = 100

const measureIdle = async (platform: Platform, apiKey: string, report: Report): Promise<boolean> => {
  const before = await totalOf(platform)
  const clients: RealtimeClient[] = []
  while (clients.length < IDLE_SESSIONS)
    clients.push(
      ...(await Promise.all(Array.from({ length: OPENED_AT_ONCE }, () => open(platform.baseUrl, apiKey)))),
    )
  await sleep(IDLE_MS)
  const began = await totalOf(platform)
  await sleep(IDLE_MS)
  const ended = await totalOf(platform)
  for (const client of clients) client.socket.terminate()
  const grownMib = (ended.bytes - before.bytes) / MIB
  const share = (ended.cpuTicks - began.cpuTicks) / TICKS_PER_SECOND / (IDLE_MS / 1_000)
  report(
    `${IDLE_SESSIONS} silent sessions: ${grownMib.toFixed(0)} MiB more (target 250), ${(100 * share).toFixed(1)} % of a core (target 5)`,
  )
  return grownMib < 250 && share < 0.05
}
