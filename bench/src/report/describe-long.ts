import type { LongResult } from '../run-long.ts'
import { summarizeLong } from './summarize-long.ts'

/** Describes long runs: the memory after the warm-up and at the end, and its growth. */
export const describeLong = (results: readonly LongResult[]): string =>
  results.flatMap((result) => describe(result)).join('\n')

const describe = ({ title, run, reason }: LongResult): string[] => {
  if (run === null) return [`! ${title} ${reason}`]
  const { minutes, answered, failures, memoryMiB, memoryMiBByProcess, growthMiBPerMinute } =
    summarizeLong(run)
  const { first, last, most } = memoryMiB
  const split = Object.entries(memoryMiBByProcess)
    .map(([name, memory]) => `${name} ${memory.first.toFixed(0)} to ${memory.last.toFixed(0)}`)
    .join(', ')
  return [
    `${title}: ${first.toFixed(0)} to ${last.toFixed(0)} MiB in ${minutes.toFixed(1)} minutes (at most ${most.toFixed(0)}); once warm ${growthMiBPerMinute.toFixed(2)} MiB a minute; ${answered} answered`,
    `  ${split}`,
    ...failures.map((text) => `! ${title}: ${text}`),
  ]
}
