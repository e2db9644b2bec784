import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')

/** Why files cannot run against a platform from outside, by reason. Paths are relative to `tests`. */
export const INSIDE_ONLY: Record<string, readonly string[]> = {
  'ends, stops or starts processes and servers': [
    'background-restarts.test.ts',
    'full-disk.test.ts',
    'proofs/restore/read-replica.test.ts',
    'realtime/drain.test.ts',
    'realtime/edge-drain.test.ts',
    'shared-health.test.ts',
    'shutdown.test.ts',
  ],
  'measures or watches processes': [
    'body-budget.test.ts',
    'business-metrics.test.ts',
    'colocation.test.ts',
    'cost/hot-path.test.ts',
    'forwarding.test.ts',
    'generative-ai-metrics.test.ts',
    'hostile-upstreams.test.ts',
    'observability.test.ts',
    'telemetry.test.ts',
  ],
  'needs settings of its own': [
    'background-fairness.test.ts',
    'keep-alive.test.ts',
    'media-content.test.ts',
    'one-account-at-once.test.ts',
    'realtime/handshake.test.ts',
    'realtime/relay.test.ts',
    'reload.test.ts',
    'routing.test.ts',
    'storage-limits.test.ts',
    'tasks/images.test.ts',
    'tasks/provider-webhooks.test.ts',
  ],
  'opens the console in a browser that reads its mail, its payments and its database': [
    'console/access.test.ts',
    'console/budgets.test.ts',
    'console/create.test.ts',
    'console/mail.test.ts',
    'console/organization-pages.test.ts',
    'console/payments.test.ts',
    'console/single-sign-on.test.ts',
    'console/tasks-and-data.test.ts',
    'console/voice-interrupted.test.ts',
    'console/voice.test.ts',
  ],
}

/** Test files that start a platform, themselves or by a helper. */
const STARTS_PLATFORM = /\b(?:usePlatform|startPlatform|useTaskPlatform|describeWays|startWorld)\(/

/** The test files that run against any platform from outside, relative to the repository. */
export const findOutsideFiles = (): string[] => {
  const inside = new Set(Object.values(INSIDE_ONLY).flat())
  return globSync('tests/**/*.test.ts', { cwd: REPOSITORY, exclude: (name) => name === 'node_modules' })
    .filter((file) => !inside.has(file.replace('tests/', '')))
    .filter((file) => STARTS_PLATFORM.test(readFileSync(path.join(REPOSITORY, file), 'utf8')))
    .toSorted()
}
