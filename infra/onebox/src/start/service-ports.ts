import { findFreePort } from '@gptget/embedded-servers/launch'
import type { ServiceName } from '@gptget/host/services'
import { variableOf } from '@gptget/runtime/manifest'
import type { ServiceManifest } from '@gptget/runtime/manifest'
import type { Terminal } from './terminal.ts'
import { whyNotFree } from './check-ports.ts'

/** `ROUTER_METRICS_PORT`: where the operator wants the metrics of a service's first process. */
export const metricsPortVariable = (name: ServiceName): string => variableOf(name, 'METRICS_PORT')

/**
 * Where the metrics of a process are: at the same port at each start, so that it can be scraped. Where another program
 * has the default one, a free one, with a warning.
 * @throws Error when the one that the operator asked for is taken or is none
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
      `port ${port}, where ${name} has its metrics, is not free; this time they are at ${free}. Choose one: ${variable}=N`,
    )
    return free
  }
