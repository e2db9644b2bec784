import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { createLogger } from './logger.ts'
import type { Logger } from './logger.ts'
import { withOwnSecrets } from './secret-files.ts'
import type { Service } from './service/service.ts'

/** It is no longer needed, and the next start may need its port. */
const ORPHAN_DRAIN_MS = 10_000

/**
 * Runs a service as this process: starts it, stops it on SIGTERM, SIGINT or when the parent that forked it is gone, at
 * once on a second signal, and exits 1 with the reason if it cannot start. SIGHUP ends nothing. Its environment has the
 * files of `GPTGET_OWN_SECRETS_DIR`.
 *
 * With `GPTGET_ENVIRONMENT_FOLLOWS`, it first loads its code (`load`, for what `start` would only load then) and waits
 * for a message of its parent with the rest of its environment: the servers that it needs may still be starting.
 *
 * @example runMain('router', (env) => create(configFromEnv(env)))
 */
export const runMain = (
  name: string,
  start: (env: NodeJS.ProcessEnv, logger: Logger) => Promise<Service>,
  load?: () => Promise<unknown>,
): void => {
  // Images are outside of V8's heap: without this, each 64 MiB of them stop the process for a full collection.
  setFlagsFromString('--external-memory-accounted-in-global-limit')
  // What V8's second compiler, Maglev, has finished with would be freed later by another thread: malloc's heap then
  // keeps 48 MiB of holes after the first thousand requests.
  setFlagsFromString('--no-maglev-destroy-on-background')
  const logger = createLogger(name)
  let stopping: Promise<void> | undefined
  let isWaiting = process.env.GPTGET_ENVIRONMENT_FOLLOWS !== undefined
  const begin = async (): Promise<Service> => {
    if (isWaiting) {
      await load?.()
      Object.assign(process.env, await restOfEnvironment())
      isWaiting = false
    }
    return start(withOwnSecrets(process.env), logger)
  }
  const starting = begin()
  starting.then(
    (service) =>
      logger.info({ url: service.url, metricsUrl: service.metricsUrl, pid: process.pid }, 'started'),
    (error: unknown) => {
      logger.fatal({ err: error }, 'could not start')
      process.exit(1)
    },
  )
  let isFirst = true
  const stop = (reason: string): void => {
    if (isWaiting) process.exit(0)
    if (!isFirst) return void starting.then((service) => service.hurry?.())
    isFirst = false
    stopping ??= starting
      .then(async (service) => {
        logger.info({ reason }, 'stopping')
        await service.stop()
        logger.info('stopped')
        process.exit(0)
      })
      .catch((error: unknown) => {
        logger.fatal({ err: error }, 'could not stop cleanly')
        process.exit(1)
      })
  }
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  // Only a router reads its files again; any other process would otherwise end with everything that it serves.
  process.on('SIGHUP', () => logger.info('SIGHUP'))
  process.on('disconnect', () => {
    stop('parent is gone')
    setTimeout(() => stop('parent is gone'), ORPHAN_DRAIN_MS).unref()
  })
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception')
    process.exit(1)
  })
}

const restOfEnvironment = async (): Promise<NodeJS.ProcessEnv> => {
  // A process that this one starts must not wait.
  delete process.env.GPTGET_ENVIRONMENT_FOLLOWS
  const [rest] = await once(process, 'message')
  return rest as NodeJS.ProcessEnv
}
