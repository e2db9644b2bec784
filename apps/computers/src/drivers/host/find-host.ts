import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canMountImages, folderDisks, imageDisks, type HomeDisks } from './home-disk.ts'
import { canAttachNetworks } from './network.ts'

/** What this machine can give a desktop, whatever runs it. */
export type Host = {
  /** Tells the desktops of this folder of disks apart from those of other services on this machine. */
  name: string
  disks: HomeDisks
  hasNetworks: boolean
  isRoot: boolean
  /** Where desktops have their sockets and mounts: a short path, for a socket's is 107 bytes at most. */
  runDirectory: string
}

/** Finds out, and makes the folders that disks are in and desktops run in. */
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

/** Who a computer's desktop is on this machine: somebody else for each computer, or us where we are not root. */
export const ownerOf = ({ isRoot }: Host, slot: number): { uid: number; gid: number } => {
  const uid = isRoot ? FIRST_UID + (slot % UIDS) : process.getuid!()
  return { uid, gid: isRoot ? uid : process.getgid!() }
}
