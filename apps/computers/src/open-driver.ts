import type { Logger } from '@gptget/runtime'
import type { ComputersConfig } from './config.ts'
import { openBwrapDriver } from './drivers/bwrap/bwrap-driver.ts'
import type { ComputerDriver } from './drivers/driver.ts'
import { noDriver } from './drivers/no-driver.ts'

/** What runs desktops here, as the operator chose or as this machine can. */
export const openDriver = async (config: ComputersConfig, logger: Logger): Promise<ComputerDriver> => {
  const { driver, directory, cacheDir } = config
  if (driver === 'none') return noDriver('computers are switched off here (COMPUTERS_DRIVER=none)')
  if (process.platform !== 'linux') return noDriver('desktops need a Linux host')
  return openBwrapDriver({ directory, cacheDir, logger })
}
