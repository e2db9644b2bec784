import { renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { QuickstartAccount } from './jobs/quickstart-account.ts'
import type { RunningService } from './run-service.ts'

/** Replaces a file atomically. Only its owner can read it. */
const writeState = (dataDirectory: string, name: string, content: unknown): void => {
  const file = path.join(dataDirectory, name)
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export const SERVICES = 'services.json'
export const QUICKSTART = 'quickstart.json'
const PLATFORM = 'platform.json'

/** Writes the NATS URL of the running platform, with its password, for operator commands. */
export const writePlatform = (dataDirectory: string, natsUrl: string): void =>
  writeState(dataDirectory, PLATFORM, { nats_url: natsUrl, pid: process.pid })

/** Removes the files that say that the platform is running. */
export const removeRunningState = (dataDirectory: string): void => {
  for (const name of [SERVICES, PLATFORM]) rmSync(path.join(dataDirectory, name), { force: true })
}

/** Writes the processes of the services. */
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

/** Writes the quickstart file when the platform is ready, so that programs can wait for it and then call at once. */
export const writeQuickstart = (dataDirectory: string, baseUrl: string, account: QuickstartAccount): void =>
  writeState(dataDirectory, QUICKSTART, {
    base_url: baseUrl,
    api_key: account.apiKey,
    account_id: account.accountId,
  })
