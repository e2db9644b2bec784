import type { Logger } from '@gptget/runtime'

type Unloadable = { dispose(): Promise<void> }

export type EngineLease<Engine extends Unloadable> = Disposable & { engine: Engine }

export type EngineKeeper<Engine extends Unloadable> = {
  /** Returns the engine and loads it if necessary. It stays loaded until the lease is disposed. @throws load errors */
  lease(): Promise<EngineLease<Engine>>
  /** The engine if it is loaded. */
  loaded(): Engine | undefined
  dispose(): Promise<void>
}

/**
 * Loads an engine at its first use and unloads it after `idleMs` without use, because a model needs most of an idle
 * platform's memory. After a failed load, the next lease tries again.
 */
export const keepEngine = <Engine extends Unloadable>(
  load: () => Promise<Engine>,
  options: { name: string; idleMs: number; now: () => number; logger: Logger },
): EngineKeeper<Engine> => {
  const { name, idleMs, now, logger } = options
  let current: Promise<Engine> | undefined
  let loaded: Engine | undefined
  let users = 0
  let idleTimer: NodeJS.Timeout | undefined
  let unloading: Promise<void> = Promise.resolve()

  const start = async (): Promise<Engine> => {
    await unloading
    const startedAt = now()
    logger.info(`loading ${name} for a request`)
    loaded = await load()
    logger.info({ ms: now() - startedAt, unloadAfterIdleMs: idleMs }, `${name} is loaded`)
    return loaded
  }
  const unload = (): Promise<void> => {
    const engine = loaded
    current = loaded = undefined
    unloading = unloading.then(() => engine?.dispose())
    return unloading
  }
  const unloadIdle = (): void => {
    logger.info({ idleMs }, `unloading ${name}, which was idle; the next request loads it again`)
    unload().catch((error: unknown) => logger.error({ err: error }, `${name} could not be unloaded`))
  }
  const release = (): void => {
    users -= 1
    if (users === 0 && loaded !== undefined) idleTimer = setTimeout(unloadIdle, idleMs).unref()
  }

  return {
    lease: async () => {
      clearTimeout(idleTimer)
      users += 1
      try {
        current ??= start()
        const engine = await current
        return { engine, [Symbol.dispose]: once(release) }
      } catch (error) {
        current = undefined
        release()
        throw error
      }
    },
    loaded: () => loaded,
    dispose: async () => {
      clearTimeout(idleTimer)
      await current?.catch(() => {})
      await unload()
    },
  }
}

const once = (work: () => void): (() => void) => {
  let isDone = false
  return () => {
    if (!isDone) work()
    isDone = true
  }
}
