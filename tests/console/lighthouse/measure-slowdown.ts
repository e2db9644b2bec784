import { pageFunctions } from 'lighthouse/core/lib/page-functions.js'
import type { Browser } from 'playwright-core'

/** Other work on the machine comes and goes within seconds, so one benchmark says little. Each takes a second. */
const BENCHMARKS = 9

export type Slowdown = {
  /** Lighthouse's `cpuSlowdownMultiplier`. */
  times: number
  /** Lighthouse's measure of this machine, the median of several, and the lowest and highest. */
  benchmarkIndex: number
  range: readonly [least: number, most: number]
}

/**
 * How much this machine must be slowed down to be a mid-range phone: by Lighthouse's own benchmark in this browser, and
 * no less than Lighthouse does by default. https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
 */
export const measureSlowdown = async (browser: Browser): Promise<Slowdown> => {
  const page = await browser.newPage()
  const found: number[] = []
  while (found.length < BENCHMARKS) found.push(await page.evaluate(pageFunctions.computeBenchmarkIndex))
  await page.close()
  const sorted = found.toSorted((one, other) => one - other)
  const benchmarkIndex = sorted[(BENCHMARKS - 1) / 2]!
  return { times: slowdownFor(benchmarkIndex), benchmarkIndex, range: [sorted[0]!, sorted.at(-1)!] }
}

/** The benchmark index of a mid-range phone, such as a Pixel 5, in the calibration of Chrome's DevTools. */
const PHONE_INDEX = 1_000
/** Lighthouse's default slowdown, and the least of ours. */
const LEAST_TIMES = 4

const slowdownFor = (benchmarkIndex: number): number => Math.max(LEAST_TIMES, benchmarkIndex / PHONE_INDEX)
