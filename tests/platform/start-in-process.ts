import { configFromEnv as billingConfig, create as createBilling } from '@gptget/billing'
import { configFromEnv as edgeConfig, create as createEdge } from '@gptget/edge-gateway'
import { configFromEnv as routerConfig, create as createRouter } from '@gptget/router'
import { createLogger, type Logger, type Service } from '@gptget/runtime'
import { configFromEnv as tasksConfig, create as createTasks } from '@gptget/tasks-worker'
import type { RunningService, ServiceName } from './service-name.ts'

type Start = (env: NodeJS.ProcessEnv, logger: Logger) => Promise<Service>

const START: Record<ServiceName, Start> = {
  billing: (env, logger) => createBilling(billingConfig(env), { logger }),
  router: (env, logger) => createRouter(routerConfig(env), { logger }),
  'tasks-worker': (env, logger) => createTasks(tasksConfig(env), { logger }),
  'edge-gateway': (env, logger) => createEdge(edgeConfig(env), { logger }),
}

/** Starts a service inside the test's process: faster, and what fails can be stepped through. */
export const startInProcess = async (
  service: ServiceName,
  env: NodeJS.ProcessEnv,
): Promise<RunningService> => {
  const logger = createLogger(service, { LOG_LEVEL: process.env.GPTGET_TEST_LOG_LEVEL ?? 'silent' })
  let running = await START[service](env, logger)
  const { url } = running
  const stop = (): Promise<void> => running.stop()
  return {
    service,
    url,
    pid: undefined,
    stop,
    kill: stop,
    restart: async () => {
      running = await START[service]({ ...env, PORT: new URL(url).port }, logger)
    },
  }
}
