import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRunning } from '@gptget/embedded-servers'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { RunningService } from './run-service.ts'

/** Replaces a file whole: a reader sees the old one or the new one. For its owner's eyes. */
export const writeState = (dataDirectory: string, name: string, content: unknown): void => {
  const file = path.join(dataDirectory, name)
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** The file's content in the given shape; null when it is missing or something else. */
export const readState = <Schema extends z.ZodType>(
  dataDirectory: string,
  name: string,
  schema: Schema,
): z.output<Schema> | null => {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(path.join(dataDirectory, name), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const SERVICES = 'services.json'
const PLATFORM = 'platform.json'

/** Where operator commands find the running platform, and the password to it. */
export const writePlatform = (dataDirectory: string, natsUrl: string): void =>
  writeState(dataDirectory, PLATFORM, { nats_url: natsUrl, pid: process.pid })

/** Takes back what says that the platform runs. */
export const removeRunningState = (dataDirectory: string): void => {
  for (const name of [SERVICES, PLATFORM]) rmSync(path.join(dataDirectory, name), { force: true })
}

const servicesFile = z.array(
  z.object({
    services: z.array(z.string()),
    replica: z.number(),
    pid: z.number().optional(),
    url: z.string(),
    entry: z.string(),
  }),
)

/** Writes down which process is which. */
export const writeServices = (dataDirectory: string, services: RunningService[]): void =>
  writeState(
    dataDirectory,
    SERVICES,
    services.map(({ plan, pid }) => ({
      services: plan.services,
      replica: plan.replica,
      pid: pid(),
      url: plan.url,
      entry: plan.entry,
    })),
  )

const LEFT_OVER_TIMEOUT_MS = 5000

/** Ends services that a start which was killed with -9 left draining. */
export const endLeftOverServices = async (dataDirectory: string): Promise<void> => {
  for (const { entry: mark, pid } of readState(dataDirectory, SERVICES, servicesFile) ?? []) {
    if (pid === undefined || !isRunning(pid, mark)) continue
    process.kill(pid, 'SIGTERM')
    const deadline = Date.now() + LEFT_OVER_TIMEOUT_MS
    while (isRunning(pid, mark) && Date.now() < deadline) await sleep(50)
    if (isRunning(pid, mark)) process.kill(pid, 'SIGKILL')
  }
}
