import { readFile } from 'node:fs/promises'
import type { Platform } from '../../platform/start-platform.ts'

const MIB = 1024 * 1024
const SAMPLE_INTERVAL_MS = 100

/** Resident memory of a process in MiB; null if it has ended. */
const residentMib = async (pid: number): Promise<number | null> => {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024) / MIB
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

export type MemoryWatch = {
  /** For each service, the largest growth of a process in MiB since the last call. */
  takeGrowth(): Promise<Map<string, number>>
  stop(): void
}

/** Watches the memory of every process of a platform that runs as processes. */
export const watchMemory = async ({ services }: Platform): Promise<MemoryWatch> => {
  const read = async (): Promise<[string, number][]> =>
    Promise.all(
      services.map(async ({ service, pid }): Promise<[string, number]> => [
        service,
        pid === undefined ? 0 : ((await residentMib(pid)) ?? 0),
      ]),
    )
  let before = await read()
  let largest = new Map<string, number>()
  const sample = async (): Promise<void> => {
    for (const [index, [service, mib]] of (await read()).entries()) {
      const growth = mib - (before[index]?.[1] ?? 0)
      largest.set(service, Math.max(largest.get(service) ?? 0, growth))
    }
  }
  const timer = setInterval(() => void sample(), SAMPLE_INTERVAL_MS)
  return {
    takeGrowth: async () => {
      await sample()
      const now = await read()
      // In one step: a sample in between would count earlier memory as growth.
      const taken = largest
      largest = new Map()
      before = now
      return taken
    },
    stop: () => clearInterval(timer),
  }
}
