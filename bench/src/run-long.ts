import { measureLong, type LongRun } from './measure/measure-long.ts'
import { prepare, type RunOptions, type TargetResult } from './run-targets.ts'

export type LongResult = {
  id: string
  title: string
  version: string
  run: LongRun | null
  status: TargetResult['status']
  reason: string | null
}

/** Runs one long run of each target in sequence. */
export const runLong = async (options: RunOptions, durationMs: number): Promise<LongResult[]> => {
  const { surroundings, load, upstreamPid } = options
  const results: LongResult[] = []
  for (const target of options.targets) {
    if (target.id === 'direct') continue
    const { id, title, version, status, reason } = await prepare(target, surroundings)
    const result: LongResult = { id, title, version, run: null, status, reason }
    results.push(result)
    if (status === 'unavailable') continue
    const report = (what: string): void => surroundings.report(`${title}: ${what}`)
    surroundings.signal.throwIfAborted()
    try {
      const running = await target.start(surroundings)
      try {
        result.run = await measureLong({ load, upstreamPid, report }, running, durationMs)
      } finally {
        await running.stop()
      }
    } catch (error) {
      result.status = 'failed'
      result.reason = `broke off: ${(error as Error).message}`
      report(`! ${result.reason}`)
    }
  }
  return results
}
