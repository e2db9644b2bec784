import { renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { QuickstartAccount } from './jobs/quickstart-account.ts'
import type { RunningService } from './run-service.ts'

/** Replaces a file whole: a reader sees the old one or the new one. For its owner's eyes. */
const writeState = (dataDirectory: string, name: string, content: unknown): void => {
  const file = path.join(dataDirectory, name)
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export const SERVICES = 'services.json'
export const QUICKSTART = 'quickstart.json'
const PLATFORM = 'platform.json'

/** Where operator commands find the running platform, and the password to it. */
export const writePlatform = (dataDirectory: string, natsUrl: string): void =>
  writeState(dataDirectory, PLATFORM, { nats_url: natsUrl, pid: process.pid })

/** Takes back what says that the platform runs. */
export const removeRunningState = (dataDirectory: string): void => {
  for (const name of [SERVICES, PLATFORM]) rmSync(path.join(dataDirectory, name), { force: true })
}

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

/** Written only when the platform answers: who waits for this file (or for it to change) may call at once. */
export const writeQuickstart = (dataDirectory: string, baseUrl: string, account: QuickstartAccount): void =>
  writeState(dataDirectory, QUICKSTART, {
    base_url: baseUrl,
    api_key: account.apiKey,
    account_id: account.accountId,
  })
