import { existsSync } from 'node:fs'
import type { Logger } from '@gptget/runtime'
import type { ComputersConfig } from './config.ts'
import { openBwrapDriver } from './drivers/bwrap/bwrap-driver.ts'
import { openDockerDriver } from './drivers/docker/docker-driver.ts'
import { EngineApi } from './drivers/docker/engine-api.ts'
import type { ComputerDriver } from './drivers/driver.ts'
import { noDriver } from './drivers/no-driver.ts'

/** The driver that the operator chose, or the best one of this machine. */
export const openDriver = async (config: ComputersConfig, logger: Logger): Promise<ComputerDriver> => {
  const { directory, cacheDir, engine } = config
  if (config.driver === 'none') return noDriver('computers are switched off here (COMPUTERS_DRIVER=none)')
  if (config.driver === 'kubernetes') {
    // Its client is large, and only this driver needs it.
    const { openKubernetesDriver } = await import('./drivers/kubernetes/kubernetes-driver.ts')
    return openKubernetesDriver({ ...config.kubernetes, logger })
  }
  if (process.platform !== 'linux') return noDriver('desktops need a Linux host')
  const driver = config.driver === 'auto' ? await choose(config) : config.driver
  return driver === 'docker'
    ? openDockerDriver({ ...engine, directory, cacheDir, logger })
    : openBwrapDriver({ directory, cacheDir, logger })
}

/** An engine that has the desktop image is meant to be used; others are ignored. */
const choose = async ({ engine: { socketPath, image } }: ComputersConfig): Promise<'bwrap' | 'docker'> => {
  if (process.getuid?.() !== 0 || !existsSync(socketPath)) return 'bwrap'
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
