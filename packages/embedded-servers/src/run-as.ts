import { spawnSync } from 'node:child_process'

/** The identity of a child; empty: our own. */
export type RunAs = { uid?: number; gid?: number }

/** Postgres refuses to run as root, so root runs it as the system's nobody, which exists on every system. */
const NOBODY = 65_534

/** The identity for Postgres. */
export const unprivilegedIdentity = (): RunAs =>
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

/** Whether that identity can enter the folder: a clone under /root, for example, is closed to all others. */
export const canEnter = (directory: string, identity: RunAs): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$0"', directory], { ...identity, cwd: '/', stdio: 'ignore' }).status === 0
