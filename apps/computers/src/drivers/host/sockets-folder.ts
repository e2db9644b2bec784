import { lstat } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import type { Channel } from '../driver.ts'
import { opened } from '../opened.ts'
import { runToEnd } from './image-programs.ts'

/**
 * The folder of a desktop's sockets. Since the desktop's user owns it, it is a separate file system: it can fill up
 * safely, nothing in it can be executed, and no link in it is followed, which could lead us to a socket of the host.
 */
export const mountSockets = async (folder: string, hostUid: number | null): Promise<void> => {
  if (hostUid === null) return
  const options = `size=1m,nr_inodes=64,mode=700,uid=${hostUid},gid=${hostUid},nosuid,nodev,noexec,nosymfollow`
  await runToEnd(['mount', '-t', 'tmpfs', '-o', options, 'gptget-sockets', path.join(folder, 'run')])
}

/** @throws Error if the socket does not exist, or something else is in its place */
export const connectTo = async (folder: string, channel: Channel): Promise<Socket> => {
  const file = path.join(folder, 'run', `${channel}.sock`)
  if (!(await lstat(file)).isSocket()) throw new Error(`${file} is no socket`)
  return opened(connect(file))
}
