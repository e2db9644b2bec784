import { spawnSync } from 'node:child_process'

/** The identity a child runs under; empty: our own. */
export type RunAs = { uid?: number; gid?: number }

/**
 * Postgres refuses to run as root, so root runs it as the system's nobody, which every system has without creating a
 * user.
 */
const NOBODY = 65_534

/** Under which identity Postgres is run. */
export const unprivilegedIdentity = (): RunAs =>
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

/** Whether that identity can enter the folder: a clone under /root, for one, is closed to all others. */
export const canEnter = (directory: string, identity: RunAs): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$0"', directory], { ...identity, cwd: '/', stdio: 'ignore' }).status === 0
