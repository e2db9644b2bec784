import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canMountImages, folderDisks, imageDisks, type HomeDisks } from './home-disk.ts'
import { canAttachNetworks } from './network.ts'

/** What this machine can offer a desktop with any driver. */
export type Host = {
  /** Separates the desktops of this folder of disks from those of other services on this machine. */
  name: string
  disks: HomeDisks
  hasNetworks: boolean
  isRoot: boolean
  /** The folder of desktops' sockets and mounts: a short path, since a socket's path is limited to 107 bytes. */
  runDirectory: string
}

/** Finds out, and creates the folders for disks and desktops. */
export const findHost = async (directory: string): Promise<Host> => {
  const isRoot = process.getuid?.() === 0
  const name = `gptget-${createHash('sha256').update(directory).digest('hex').slice(0, 8)}`
  const runDirectory = path.join(isRoot ? '/run' : tmpdir(), isRoot ? name : `${name}-${process.getuid?.()}`)
  const disks = path.join(directory, 'disks')
  await mkdir(disks, { recursive: true, mode: 0o711 })
  await mkdir(runDirectory, { recursive: true, mode: 0o711 })
  return {
    name,
    disks: canMountImages() ? imageDisks(disks) : folderDisks(disks),
    hasNetworks: canAttachNetworks(),
    isRoot,
    runDirectory,
  }
}

/**
 * Uids of desktops on the host start here, where no distribution and no subuid range has any; below 2^31 for
 * bubblewrap.
 */
const FIRST_UID = 700_000_000
const UIDS = 1_000_000_000

/**
 * The user of a computer's desktop on this machine: a different one for each computer, or the service's user without
 * root.
 */
export const ownerOf = ({ isRoot }: Host, slot: number): { uid: number; gid: number } => {
  const uid = isRoot ? FIRST_UID + (slot % UIDS) : process.getuid!()
  return { uid, gid: isRoot ? uid : process.getgid!() }
}
