import { existsSync } from 'node:fs'
import { chown, mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Limits } from '../driver.ts'
import { runToEnd } from './image-programs.ts'
import { unmountIfMounted } from './mounts.ts'

type Owner = { uid: number; gid: number }

/** Stores the homes of computers, and limits their size. */
export type HomeDisks = {
  /** Whether a home is limited to its size. */
  isBounded: boolean
  create(instanceId: string, size: Pick<Limits, 'diskBytes'>, owner: Owner): Promise<void>
  /** Mounts it at a folder, and unmounts it again. */
  mount(instanceId: string, at: string): Promise<void>
  unmount(at: string): Promise<void>
  /** `mountedAt`: where a running desktop has it. */
  copy(from: string, to: string, owner: Owner, mountedAt: string | null): Promise<void>
  remove(instanceId: string): Promise<void>
}

/**
 * Homes as file systems of a fixed size, each in a sparse file that is mounted while its desktop runs. No user can fill
 * the host's disk. Needs root and loop devices.
 */
export const imageDisks = (directory: string): HomeDisks => {
  const fileOf = (instanceId: string): string => path.join(directory, `${instanceId}.img`)
  return {
    isBounded: true,
    create: async (instanceId, { diskBytes }, { uid, gid }) => {
      const file = fileOf(instanceId)
      await writeFile(file, '', { mode: 0o600 })
      await truncate(file, diskBytes)
      const options = `root_owner=${uid}:${gid},lazy_itable_init=1,lazy_journal_init=1,nodiscard`
      await runToEnd(['mkfs.ext4', '-q', '-F', '-m', '0', '-J', 'size=16', '-E', options, file])
    },
    mount: async (instanceId, at) => {
      await mkdir(at, { recursive: true })
      await runToEnd(['mount', '-o', 'loop,nosuid,nodev,noatime', fileOf(instanceId), at])
      // mkfs makes it for fsck; a home does not need it.
      await rm(path.join(at, 'lost+found'), { recursive: true, force: true })
    },
    unmount: unmountIfMounted,
    copy: async (from, to, owner, mountedAt) => {
      const copyFile = () => runToEnd(['cp', '--sparse=always', '--reflink=auto', fileOf(from), fileOf(to)])
      if (mountedAt === null) await copyFile()
      else await whileFrozen(mountedAt, copyFile)
      await runToEnd(['e2fsck', '-p', '-f', fileOf(to)]).catch(throwUnlessMended)
      const at = `${fileOf(to)}.mount`
      await mkdir(at)
      await runToEnd(['mount', '-o', 'loop,nosuid,nodev', fileOf(to), at])
      try {
        await runToEnd(['chown', '-hR', `${owner.uid}:${owner.gid}`, at])
      } finally {
        await runToEnd(['umount', at])
        await rm(at, { recursive: true })
      }
    },
    remove: (instanceId) => rm(fileOf(instanceId), { force: true }),
  }
}

/** Writes wait meanwhile, so that the copy is consistent. */
const whileFrozen = async (mountPoint: string, act: () => Promise<unknown>): Promise<void> => {
  await runToEnd(['fsfreeze', '-f', mountPoint])
  try {
    await act()
  } finally {
    await runToEnd(['fsfreeze', '-u', mountPoint])
  }
}

/** Exit 1: it replayed the journal, as it should. */
const throwUnlessMended = (error: Error): void => {
  if (!error.message.includes('failed (1)')) throw error
}

/** Homes as plain folders, for hosts without root. Their size is not limited. */
export const folderDisks = (directory: string): HomeDisks => {
  const folderOf = (instanceId: string): string => path.join(directory, instanceId)
  return {
    isBounded: false,
    create: async (instanceId, _, { uid, gid }) => {
      await mkdir(folderOf(instanceId), { mode: 0o700, recursive: true })
      if (process.getuid?.() === 0) await chown(folderOf(instanceId), uid, gid)
    },
    mount: async (instanceId, at) => {
      await rm(at, { recursive: true, force: true })
      await runToEnd(['ln', '-sfn', folderOf(instanceId), at])
    },
    unmount: (at) => rm(at, { force: true }),
    copy: async (from, to, { uid, gid }) => {
      await runToEnd(['cp', '-a', '--reflink=auto', folderOf(from), folderOf(to)])
      if (process.getuid?.() === 0) await runToEnd(['chown', '-hR', `${uid}:${gid}`, folderOf(to)])
    },
    remove: (instanceId) => rm(folderOf(instanceId), { recursive: true, force: true }),
  }
}

/** Whether homes can be separate file systems here. */
export const canMountImages = (): boolean =>
  process.getuid?.() === 0 && existsSync('/dev/loop-control') && existsSync('/usr/sbin/mkfs.ext4')
