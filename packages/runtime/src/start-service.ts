import type { Service } from './service.ts'
import { startTelemetry } from './telemetry.ts'

/**
 * Starts a service. `start` opens what it works with, leaves with `lifetime` how each of it is closed, and resolves
 * the address it is served at. Closing goes backwards: what was opened last, which takes the traffic, is closed first.
 * Should a step fail, what was opened before it is closed and the failure passed on.
 *
 * @example startService('router', env, async (lifetime) => { lifetime.defer(() => transport.close()); return server.url })
 */
export const startService = async (
  name: string,
  env: NodeJS.ProcessEnv,
  start: (lifetime: AsyncDisposableStack) => Promise<string>,
): Promise<Service> => {
  const lifetime = new AsyncDisposableStack()
  try {
    lifetime.defer(await startTelemetry(name, env))
    const url = await start(lifetime)
    return { name, url, stop: () => lifetime.disposeAsync() }
  } catch (error) {
    await lifetime.disposeAsync()
    throw error
  }
}
