import type { LoadGenerator } from './load/start-load.ts'
import type { Round } from './measure/measurements.ts'
import { measureRound } from './measure/measure-round.ts'
import type { Plan } from './measure/plan.ts'
import type { Surroundings, Target } from './targets/target.ts'

export type TargetResult = {
  id: string
  title: string
  does: string
  version: string
  rounds: Round[]
  /** `unavailable`: it could not be installed; `failed`: a round failed. `reason` says why. */
  status: 'measured' | 'unavailable' | 'failed'
  reason: string | null
}

export type RunOptions = {
  targets: readonly Target[]
  plan: Plan
  surroundings: Surroundings
  load: LoadGenerator
  upstreamPid: number
}

/** Measures every target once per round, so that a temporary disturbance of the machine affects all of them. */
export const runTargets = async (options: RunOptions): Promise<TargetResult[]> => {
  const { targets, plan, surroundings } = options
  const results: TargetResult[] = []
  for (const target of targets) results.push(await prepare(target, surroundings))
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const [index, target] of targets.entries()) {
      const result = results[index]!
      surroundings.signal.throwIfAborted()
      if (result.status === 'measured') await measureOnce(options, target, result, round)
    }
  }
  return results
}

/** Installs a target, or records why that is impossible. */
export const prepare = async (target: Target, surroundings: Surroundings): Promise<TargetResult> => {
  const { id, title, does } = target
  const result: TargetResult = { id, title, does, version: '-', rounds: [], status: 'measured', reason: null }
  try {
    result.version = await target.prepare(surroundings)
  } catch (error) {
    result.status = 'unavailable'
    result.reason = `cannot be installed: ${(error as Error).message}`
    surroundings.report(`! ${title} ${result.reason}`)
  }
  return result
}

const measureOnce = async (
  { plan, surroundings, load, upstreamPid }: RunOptions,
  target: Target,
  result: TargetResult,
  round: number,
): Promise<void> => {
  const report = (what: string): void =>
    surroundings.report(`round ${round} of ${plan.rounds}  ${target.title}: ${what}`)
  try {
    report('starting')
    const startedAtMs = performance.now()
    const running = await target.start(surroundings)
    const readyMs = running.readyMs ?? performance.now() - startedAtMs
    try {
      const bench = { load, upstreamPid, report }
      const measured = await measureRound(bench, { ...running, readyMs }, plan, round === plan.rounds)
      for (const failure of measured.failures) report(`! ${failure}`)
      result.rounds.push(measured)
    } finally {
      await running.stop()
    }
  } catch (error) {
    result.status = 'failed'
    result.reason = `failed in round ${round}: ${(error as Error).message}`
    report(`! ${result.reason}`)
  }
}
