import { serviceNamed } from '@gptget/host/services'
import { createLogger } from '@gptget/runtime'
import { startFromEnvironment } from '@gptget/runtime/manifest'
import type { RunningService, ServiceName } from './service-name.ts'

/** Starts a service inside the test's process: faster, and what fails can be stepped through. */
export const startInProcess = async (
  service: ServiceName,
  env: NodeJS.ProcessEnv,
): Promise<RunningService> => {
  const logger = createLogger(service, { LOG_LEVEL: process.env.GPTGET_TEST_LOG_LEVEL ?? 'silent' })
  const start = (own: NodeJS.ProcessEnv) => startFromEnvironment(serviceNamed(service), { env: own, logger })
  let running = await start(env)
  const { url } = running
  const stop = (): Promise<void> => running.stop()
  return {
    service,
    url,
    get metricsUrl() {
      return running.metricsUrl
    },
    pid: undefined,
    stop,
    kill: stop,
    restart: async () => {
      running = await start({ ...env, PORT: new URL(url).port })
    },
  }
}
