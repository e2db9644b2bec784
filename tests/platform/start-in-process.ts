import { parseServices, serviceNamed } from '@gptget/host/services'
import { startHost } from '@gptget/host'
import { createLogger, type Service } from '@gptget/runtime'
import { startFromEnvironment } from '@gptget/runtime/manifest'
import type { RunningService, ServiceName } from './service-name.ts'

const loggerOf = (name: string) =>
  createLogger(name, { LOG_LEVEL: process.env.GPTGET_TEST_LOG_LEVEL ?? 'silent' })

/** Starts a service inside the test's process, which is faster and can be debugged. */
export const startInProcess = (service: ServiceName, env: NodeJS.ProcessEnv): Promise<RunningService> =>
  running(service, env, (own) =>
    startFromEnvironment(serviceNamed(service), { env: own, logger: loggerOf(service) }),
  )

/** Starts services inside the test's process on one bus, like `npm start`. The first service gives the name. */
export const startHostInProcess = (
  names: readonly [ServiceName, ...ServiceName[]],
  env: NodeJS.ProcessEnv,
): Promise<RunningService> =>
  running(names[0], env, (own) => startHost(parseServices(names.join(',')), own, loggerOf(names.join('+'))))

const running = async (
  service: ServiceName,
  env: NodeJS.ProcessEnv,
  start: (env: NodeJS.ProcessEnv) => Promise<Service>,
): Promise<RunningService> => {
  let current = await start(env)
  const { url } = current
  const stop = (): Promise<void> => current.stop()
  return {
    service,
    url,
    get metricsUrl() {
      return current.metricsUrl
    },
    pid: undefined,
    stop,
    kill: stop,
    restart: async () => {
      current = await start({ ...env, PORT: new URL(url).port })
    },
  }
}
