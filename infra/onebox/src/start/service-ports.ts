import { findFreePort } from '@gptget/embedded-servers/launch'
import type { ServiceName } from '@gptget/host/services'
import { variableOf } from '@gptget/runtime/manifest'
import type { ServiceManifest } from '@gptget/runtime/manifest'
import type { Terminal } from './terminal.ts'
import { whyNotFree } from './check-ports.ts'

/** The variable for the metrics port of a service's first process, such as `ROUTER_METRICS_PORT`. */
export const metricsPortVariable = (name: ServiceName): string => variableOf(name, 'METRICS_PORT')

/**
 * Chooses the metrics port of a process: the same at each start, so that it can be scraped. If another program uses
 * the default port, chooses a free one and warns.
 * @throws Error if the operator's port is invalid or in use
 */
export const metricsPortTaker =
  (apiPort: number, env: NodeJS.ProcessEnv, terminal: Terminal) =>
  async ({ name, metricsPortOffset }: ServiceManifest<ServiceName>, replica: number): Promise<number> => {
    const variable = metricsPortVariable(name)
    const asked = env[variable]
    const port = (asked ? Number(asked) : apiPort + metricsPortOffset) + replica - 1
    if (asked && !(Number.isInteger(port) && port >= 1 && port <= 65_535))
      throw new Error(`${variable} must be a number from 1 to 65535, not ${JSON.stringify(asked)}.`)
    const reason = port > 65_535 ? 'ERANGE' : await whyNotFree(port)
    if (reason === undefined) return port
    if (asked)
      throw new Error(`Port ${port} (${variable}) cannot be used (${reason}). Choose another ${variable}.`)
    const free = await findFreePort()
    terminal.warn(
      `port ${port}, the metrics port of ${name}, is not free; using ${free} this time. To choose a port: ${variable}=N`,
    )
    return free
  }
