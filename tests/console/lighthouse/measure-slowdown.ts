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
 * How much this machine must be slowed down to be a mid-range phone: Lighthouse's own benchmark in this browser, and
 * the rule of its calculator. https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
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

/** https://lighthouse-cpu-throttling-calculator.vercel.app */
const slowdownFor = (benchmarkIndex: number): number => {
  if (benchmarkIndex >= 1_300) return 3 + (benchmarkIndex - 1_300) / 233
  if (benchmarkIndex >= 800) return 2 + (benchmarkIndex - 800) / 500
  return Math.max(1, 1 + (benchmarkIndex - 150) / 650)
}
