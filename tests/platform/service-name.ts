import type { HostedName } from '@gptget/host/services'

/** The services of a test's platform: all except the local models. */
export type ServiceName = HostedName

export type RunningService = {
  service: ServiceName
  url: string
  /** The URL of its metrics and health details. */
  metricsUrl: string
  /** Undefined for a service in this process. */
  pid: number | undefined
  stop(): Promise<void>
  /** Sends the signal. Resolves when the process has ended. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Restarts it with the same port. */
  restart(): Promise<void>
}
