import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findCgroups, type Cgroups } from './cgroup.ts'
import { canMountImages, folderDisks, imageDisks, type HomeDisks } from './home-disk.ts'
import { canAttachNetworks } from './network.ts'
import { seccompFilter } from './seccomp.ts'

/** What this machine can give a desktop. */
export type BwrapHost = {
  disks: HomeDisks
  cgroups: Cgroups | null
  hasNetworks: boolean
  isRoot: boolean
  seccomp: Buffer | null
  /** Where desktops have their sockets and mounts: a short path, for a socket's is 107 bytes at most. */
  runDirectory: string
}

/** Finds out, and makes the folder that desktops run in. */
export const findHost = async (directory: string): Promise<BwrapHost> => {
  const isRoot = process.getuid?.() === 0
  const name = `gptget-${createHash('sha256').update(directory).digest('hex').slice(0, 8)}`
  const runDirectory = path.join(isRoot ? '/run' : tmpdir(), isRoot ? name : `${name}-${process.getuid?.()}`)
  await mkdir(runDirectory, { recursive: true, mode: 0o711 })
  const disks = path.join(directory, 'disks')
  return {
    disks: canMountImages() ? imageDisks(disks) : folderDisks(disks),
    cgroups: await findCgroups(name),
    hasNetworks: canAttachNetworks(),
    isRoot,
    seccomp: seccompFilter(),
    runDirectory,
  }
}
