import { configFromEnv as billingConfig, create as createBilling } from '@gptget/billing'
import type { Bus } from '@gptget/bus'
import { configFromEnv as edgeConfig, create as createEdge } from '@gptget/edge-gateway'
import { configFromEnv as routerConfig, create as createRouter } from '@gptget/router'
import type { Logger, Service } from '@gptget/runtime'
import { configFromEnv as tasksConfig, create as createTasks } from '@gptget/tasks-worker'

type Start = (shared: { env: NodeJS.ProcessEnv; bus: Bus; logger: Logger }) => Promise<Service>

export type HostedName = 'billing' | 'router' | 'tasks-worker' | 'edge-gateway'

/** How each service starts on a bus that it shares, in the order in which they start. */
export const HOSTED: Record<HostedName, Start> = {
  billing: (shared) => createBilling(billingConfig(shared.env), shared),
  router: (shared) => createRouter(routerConfig(shared.env), shared),
  'tasks-worker': (shared) => createTasks(tasksConfig(shared.env), shared),
  'edge-gateway': (shared) => createEdge(edgeConfig(shared.env), shared),
}

export const HOSTED_NAMES = Object.keys(HOSTED) as HostedName[]

/** Reads `edge-gateway,router`. @throws Error that names what can be hosted. */
export const parseNames = (text: string): HostedName[] => {
  const words = text.split(',').map((word) => word.trim())
  const names = words.flatMap((word) => HOSTED_NAMES.filter((name) => name === word))
  if (names.length === words.length && new Set(names).size === names.length) return names
  throw new Error(
    `${JSON.stringify(text)} is not a list of services. Give each once, with commas between them: ${HOSTED_NAMES.join(',')}`,
  )
}
