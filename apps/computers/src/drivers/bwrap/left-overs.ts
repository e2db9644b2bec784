import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Logger } from '@gptget/runtime'
import { LOCK_NAME } from '../host/lock-folder.ts'
import { unmountIfMounted } from '../host/mounts.ts'
import type { BwrapHost } from './bwrap-host.ts'

/**
 * Removes desktops of a service that was killed. The kernel ends them with it, except those that were frozen or
 * starting. Each folder of disks has one service, so everything that exists now is left over.
 */
export const endLeftOvers = async (
  { cgroups, disks, runDirectory }: BwrapHost,
  logger: Logger,
): Promise<void> => {
  for (const name of (await cgroups?.list()) ?? []) {
    logger.warn({ instanceId: name }, 'ending a desktop that was left over')
    await (await cgroups!.open(name)).end()
  }
  for (const name of await readdir(runDirectory)) {
    if (name === LOCK_NAME) continue
    const folder = path.join(runDirectory, name)
    await disks.unmount(path.join(folder, 'home'))
    await unmountIfMounted(path.join(folder, 'run'))
    await rm(folder, { recursive: true, force: true })
  }
}
