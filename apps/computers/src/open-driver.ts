import { existsSync } from 'node:fs'
import type { Logger } from '@gptget/runtime'
import type { ComputersConfig } from './config.ts'
import type { ComputerDriver } from './drivers/driver.ts'
import { noDriver } from './drivers/no-driver.ts'

/** The driver that the operator chose, or the best one of this machine. Its code is loaded only where it is used. */
export const openDriver = async (config: ComputersConfig, logger: Logger): Promise<ComputerDriver> => {
  const { directory, cacheDir, engine } = config
  if (config.driver === 'none') return noDriver('computers are switched off here (COMPUTERS_DRIVER=none)')
  if (config.driver === 'kubernetes') {
    const { openKubernetesDriver } = await import('./drivers/kubernetes/kubernetes-driver.ts')
    return openKubernetesDriver({ ...config.kubernetes, logger })
  }
  if (process.platform !== 'linux') return noDriver('desktops need a Linux host')
  const driver = config.driver === 'auto' ? await choose(config) : config.driver
  if (driver === 'docker') {
    const { openDockerDriver } = await import('./drivers/docker/docker-driver.ts')
    return openDockerDriver({ ...engine, directory, cacheDir, logger })
  }
  const { openBwrapDriver } = await import('./drivers/bwrap/bwrap-driver.ts')
  return openBwrapDriver({ directory, cacheDir, logger })
}

/** An engine that has the desktop image is meant to be used; others are ignored. */
const choose = async ({ engine: { socketPath, image } }: ComputersConfig): Promise<'bwrap' | 'docker'> => {
  if (process.getuid?.() !== 0 || !existsSync(socketPath)) return 'bwrap'
  const { EngineApi } = await import('./drivers/docker/engine-api.ts')
  const engine = new EngineApi(socketPath)
  try {
    return (await engine.hasImage(image)) ? 'docker' : 'bwrap'
  } catch {
    // A socket without a listener.
    return 'bwrap'
  } finally {
    await engine.close()
  }
}
