import type { LongResult } from '../run-long.ts'

/** The long runs as text: where memory began once warm, where it ended, and how fast it rose. */
export const describeLong = (results: readonly LongResult[]): string =>
  results.flatMap((result) => describe(result)).join('\n')

const describe = ({ title, run, reason }: LongResult): string[] => {
  if (run === null) return [`! ${title} ${reason}`]
  const [first, last] = [run.samples[0]!, run.samples.at(-1)!]
  const most = run.samples.reduce((highest, { bytes }) => Math.max(highest, bytes), 0)
  const split = Object.entries(last.byProcess)
    .map(([name, bytes]) => `${name} ${mebi(first.byProcess[name] ?? 0)} to ${mebi(bytes)}`)
    .join(', ')
  return [
    `${title}: ${mebi(first.bytes)} to ${mebi(last.bytes)} MiB in ${run.minutes.toFixed(1)} minutes (at most ${mebi(most)}); once warm ${(run.growthPerMinute / 1024 ** 2).toFixed(2)} MiB a minute; ${run.answered} answered`,
    `  ${split}`,
    ...run.failures.map((text) => `! ${title}: ${text}`),
  ]
}

const mebi = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0)
