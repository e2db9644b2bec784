/** The services a request needs, in the order they start. */
export const SERVICE_NAMES = ['billing', 'router', 'tasks-worker', 'edge-gateway'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]

export type RunningService = {
  service: ServiceName
  url: string
  /** Undefined for a service of this process. */
  pid: number | undefined
  stop(): Promise<void>
  /** Sends the signal; resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** Starts it again at the same address. */
  restart(): Promise<void>
}
