import type { UpstreamDialect } from '@gptget/testkit'
import type { SuiteWorld } from './start-world.ts'

/**
 * What one check of a suite came to. `upstream` is the dialect of the provider behind the model, where that matters.
 */
export type Check = { name: string; upstream?: UpstreamDialect; failure?: string }

/** Where a suite's pinned packages come from. */
export type Packages = { registry: 'npm' | 'pypi' | 'none'; pins: string[] }

/** An outside client or test suite, installed into the cache and run against the platform. */
export type Suite = {
  /** As given on the command line. */
  name: string
  title: string
  packages: Packages
  /** What is run, in a few words for the page. */
  shows: string
  /** @throws Error when the suite itself could not be run; a check that fails is an answer. */
  run(world: SuiteWorld, installed: string): Promise<Check[]>
}

/** A check for each provider dialect or one for all. */
export const failed = (name: string, failure: string, upstream?: UpstreamDialect): Check => ({
  name,
  failure,
  ...(upstream === undefined ? {} : { upstream }),
})
