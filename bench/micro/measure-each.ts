import type { TestContext } from 'vitest'

/**
 * Measures work that does something `count` times. Prints the median time of one, and the number per second.
 */
export const measureEach = async (
  { bench }: TestContext,
  name: string,
  { count, of, work }: { count: number; of: string; work: () => unknown },
): Promise<void> => {
  const { latency } = await bench(name, async () => void (await work())).run()
  const nanoseconds = (latency.p50 * 1e6) / count
  const perSecond = 1e9 / nanoseconds
  console.log(
    `${name.padEnd(42)} ${nanoseconds.toFixed(0).padStart(8)} ns per ${of.padEnd(8)} ${perSecond.toExponential(1)}/s`,
  )
}
