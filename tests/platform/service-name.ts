import type { HostedName } from '@gptget/host/services'

/** The services of a test's platform: all that need no weights of their own. */
export type ServiceName = HostedName

export type RunningService = {
  service: ServiceName
  url: string
  /** Where its metrics and the details of its health are. */
  metricsUrl: string
  /** Undefined for a service of this process. */
  pid: number | undefined
  stop(): Promise<void>
  /** Sends the signal; resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Starts it again at the same address. */
  restart(): Promise<void>
}
