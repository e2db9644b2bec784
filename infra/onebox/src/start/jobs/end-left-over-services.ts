import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning } from '@gptget/embedded-servers'
import { z } from 'zod'
import { SERVICES } from '../state-files.ts'
import { readState } from './read-state.ts'

const servicesFile = z.array(
  z.object({
    services: z.array(z.string()),
    replica: z.number(),
    pid: z.number().optional(),
    url: z.string(),
    entry: z.string(),
  }),
)

const LEFT_OVER_TIMEOUT_MS = 5000

/** Stops services that are still running after their start was killed with SIGKILL. */
export const endLeftOverServices = async (dataDirectory: string): Promise<void> => {
  for (const { entry: mark, pid } of readState(dataDirectory, SERVICES, servicesFile) ?? []) {
    if (pid === undefined || !isRunning(pid, mark)) continue
    process.kill(pid, 'SIGTERM')
    const deadline = Date.now() + LEFT_OVER_TIMEOUT_MS
    while (isRunning(pid, mark) && Date.now() < deadline) await sleep(50)
    if (isRunning(pid, mark)) process.kill(pid, 'SIGKILL')
  }
}
