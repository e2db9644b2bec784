import type { ScriptedUpstream } from '@gptget/testkit'
import type { Account } from '../../../tests/platform/admin.ts'
import type { Platform } from '../../../tests/platform/start-platform.ts'
import type { PolledProvider } from './measure-polls.ts'

/** The environment of the measurements of media. */
export type MediaBench = {
  platform: Platform
  account: Account
  upstream: ScriptedUpstream
  polled: PolledProvider
  /** A folder of the run. */
  directory: string
  cacheDirectory: string
  report: (line: string) => void
}
