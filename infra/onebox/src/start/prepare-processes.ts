import { serviceNamed } from '@gptget/host/services'
import type { ChildProcess } from 'node:child_process'
import { withoutSecrets } from './discover-keys.ts'
import type { StartOptions } from './parse-arguments.ts'
import { hostedProcesses, programOf, type ProgramInput } from './plan-programs.ts'
import type { ServicePlan } from './plan-services.ts'
import { logFileOf, spawnService } from './spawn-service.ts'

/** Processes that load their code while Postgres and NATS start, and wait for their environment (`runMain`). */
export type PreparedProcesses = {
  /** Gives the process of a plan its environment, and returns it; undefined if there is none that runs. */
  take(plan: ServicePlan): ChildProcess | undefined
  /** Ends those that were not taken. */
  end(): void
}

export const prepareProcesses = (
  input: ProgramInput & { options: StartOptions },
  logDirectory: string,
): PreparedProcesses => {
  const waiting = new Map(
    hostedProcesses(input.options).map((planned) => {
      const program = programOf(input, planned.services.map(serviceNamed))
      const env = { ...withoutSecrets(input.env), ...program.env, GPTGET_ENVIRONMENT_FOLLOWS: '1' }
      const logFile = logFileOf(logDirectory, planned)
      return [logFile, spawnService({ ...program, env }, logFile)]
    }),
  )
  return {
    take: (plan) => {
      const logFile = logFileOf(logDirectory, plan)
      const child = waiting.get(logFile)
      waiting.delete(logFile)
      if (!child?.connected) return undefined
      child.send(plan.env)
      return child
    },
    end: () => {
      for (const child of waiting.values()) child.kill()
    },
  }
}
