import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { RunAs } from '../run-as.ts'

const run = promisify(execFile)

export type ClusterOptions = {
  binaries: string
  /** Folder that holds the cluster, writable by `identity`. */
  home: string
  identity: RunAs
  env: NodeJS.ProcessEnv
  /** null: no password (tests). */
  password: string | null
  fsync: boolean
}

/** Creates the cluster unless it exists; an interrupted run leaves no partial cluster. Returns its folder. */
export const initializeCluster = async (options: ClusterOptions): Promise<string> => {
  const cluster = path.join(options.home, 'cluster')
  if (existsSync(path.join(cluster, 'PG_VERSION'))) return cluster
  const unfinished = path.join(options.home, 'cluster.unfinished')
  await rm(unfinished, { recursive: true, force: true })
  const passwordFile = path.join(options.home, 'initial-password')
  const args = ['-D', unfinished, '-U', 'gptget', '-E', 'UTF8', '--no-locale']
  if (!options.fsync) args.push('--no-sync')
  if (options.password === null) args.push('--auth=trust')
  else {
    await writePrivate(passwordFile, options.password, options.identity)
    args.push('--auth=scram-sha-256', `--pwfile=${passwordFile}`)
  }
  await run(path.join(options.binaries, 'bin/initdb'), args, {
    ...options.identity,
    env: options.env,
    cwd: options.home,
  })
  await rm(passwordFile, { force: true })
  await rename(unfinished, cluster)
  return cluster
}

const writePrivate = async (file: string, content: string, identity: RunAs): Promise<void> => {
  await writeFile(file, content, { mode: 0o600 })
  if (identity.uid !== undefined) await chown(file, identity.uid, identity.gid ?? identity.uid)
}
