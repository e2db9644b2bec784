import { findFreePort } from '@gptget/embedded-servers'
import type { ServiceName } from './plan-services.ts'
import type { Terminal } from './terminal.ts'
import { whyNotFree } from './check-ports.ts'

export type PortOwner = Exclude<ServiceName, 'edge-gateway'>

/** How far from the first edge's port a service's first process is; further ones take the ports after it. */
const OFFSETS: Record<PortOwner, number> = { router: 20, billing: 40, 'tasks-worker': 60, 'local-model': 80 }

/** `ROUTER_PORT`, `TASKS_WORKER_PORT`: where the operator wants a service's first process. */
export const portVariable = (name: PortOwner): string => `${name.toUpperCase().replaceAll('-', '_')}_PORT`

/**
 * The port of a process that is not an edge, where its health and metrics are: the same at each start, so that it can
 * be scraped. Where another program has the default one, a free one, with a warning.
 * @throws Error when the one that the operator asked for is taken or is none
 */
export const portTaker =
  (firstEdgePort: number, env: NodeJS.ProcessEnv, terminal: Terminal) =>
  async (name: PortOwner, replica: number): Promise<number> => {
    const variable = portVariable(name)
    const asked = env[variable]
    const port = (asked ? Number(asked) : firstEdgePort + OFFSETS[name]) + replica - 1
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
