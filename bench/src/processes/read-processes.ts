import { readdirSync, readFileSync } from 'node:fs'
import {
  labelOf,
  parsePss,
  parseStat,
  SUPERVISOR,
  TICKS_PER_SECOND,
  treeOf,
  type ProcStat,
} from './parse-proc.ts'

/** Milliseconds of CPU, by the name of the process. */
export type CpuByName = Record<string, number>

/** Reads the CPU time of the processes of `roots` so far. */
export const readCpu = (roots: readonly number[]): CpuByName =>
  sumByName(treeOf(readAll(), roots), ({ cpuTicks }) => (cpuTicks * 1000) / TICKS_PER_SECOND)

export const cpuBetween = (before: CpuByName, after: CpuByName): CpuByName =>
  Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]))

/** Reads the memory of the processes of `roots` in bytes, by name. */
export const readAllMemory = (roots: readonly number[]): Record<string, number> =>
  sumByName(treeOf(readAll(), roots), ({ pid }) => parsePss(readProc(pid, 'smaps_rollup') ?? ''))

/** Like `readAllMemory` without the supervisor of `npm start`. */
export const readMemory = (roots: readonly number[]): Record<string, number> => {
  const { [SUPERVISOR]: _, ...memory } = readAllMemory(roots)
  return memory
}

export const total = (byName: Record<string, number>): number =>
  Object.values(byName).reduce((sum, value) => sum + value, 0)

const sumByName = (stats: ProcStat[], valueOf: (stat: ProcStat) => number): Record<string, number> => {
  const sums: Record<string, number> = {}
  for (const stat of stats) {
    const words = (readProc(stat.pid, 'cmdline') ?? '').split('\0').filter((word) => word !== '')
    const label = labelOf(stat.name, words)
    sums[label] = (sums[label] ?? 0) + valueOf(stat)
  }
  return sums
}

const readAll = (): ProcStat[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const text = readProc(Number(pid), 'stat')
      return text === undefined ? [] : [parseStat(text)]
    })

/** Returns undefined if the process has ended or belongs to another user. */
const readProc = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined
    throw error
  }
}
