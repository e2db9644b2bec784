import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../../tests/platform/start-platform.ts'
import type { RealtimeClient } from '../../../tests/realtime/client.ts'
import { openAtOnce, type Report } from './open-sessions.ts'

export const IDLE_SESSIONS = 1_000
const IDLE_MS = 5_000
const OPENED_AT_ONCE = 25
const MIB = 1024 * 1024

const usageOf = async (pid: number): Promise<{ bytes: number; cpuTicks: number }> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')
  const kib = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
  return { bytes: kib * 1024, cpuTicks: Number(stat[13]) + Number(stat[14]) }
}

/** The total memory and CPU ticks of the platform's processes. */
export const totalOf = async ({ services }: Platform): Promise<{ bytes: number; cpuTicks: number }> => {
  const all = await Promise.all(services.map(({ pid }) => usageOf(pid!)))
  const sum = (name: 'bytes' | 'cpuTicks'): number => all.reduce((total, each) => total + each[name], 0)
  return { bytes: sum('bytes'), cpuTicks: sum('cpuTicks') }
}

export const TICKS_PER_SECOND = 100

/** Measures the memory and CPU of silent sessions. */
export const measureIdle = async (platform: Platform, apiKey: string, report: Report): Promise<boolean> => {
  const before = await totalOf(platform)
  const clients: RealtimeClient[] = []
  while (clients.length < IDLE_SESSIONS)
    clients.push(...(await openAtOnce(platform.baseUrl, apiKey, OPENED_AT_ONCE)))
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
