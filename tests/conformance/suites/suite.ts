import type { UpstreamDialect } from '@gptget/testkit'
import type { SuiteWorld } from './start-world.ts'

/**
 * The result of one check of a suite. `upstream` is the dialect of the model's provider, if that matters.
 */
export type Check = { name: string; upstream?: UpstreamDialect; failure?: string }

/** The registry of a suite's pinned packages. */
export type Packages = { registry: 'npm' | 'pypi' | 'none'; pins: string[] }

/** An external client or test suite, installed into the cache and run against the platform. */
export type Suite = {
  /** As given on the command line. */
  name: string
  title: string
  packages: Packages
  /** What it runs, in a few words for the page. */
  shows: string
  /** @throws Error if the suite itself could not run; a failed check is a result */
  run(world: SuiteWorld, installed: string): Promise<Check[]>
}

/** One check for each provider dialect, or one for all. */
export const failed = (name: string, failure: string, upstream?: UpstreamDialect): Check => ({
  name,
  failure,
  ...(upstream === undefined ? {} : { upstream }),
})
