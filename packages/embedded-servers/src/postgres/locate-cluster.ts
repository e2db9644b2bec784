import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { canEnter, type RunAs } from '../run-as.ts'

const SHARED_STATE = '/var/lib/gptget'

/**
 * The folder of the cluster: inside the data directory, or, if Postgres's uid cannot enter that (a clone below root's
 * closed home), under /var/lib/gptget with an id that the data directory stores. Owned by that uid.
 */
export const locateCluster = async (dataDirectory: string, identity: RunAs): Promise<string> => {
  await mkdir(dataDirectory, { recursive: true, mode: 0o755 })
  if (identity.uid === undefined) return dataDirectory
  const home = canEnter(dataDirectory, identity)
    ? path.join(dataDirectory, 'state')
    : await relocated(dataDirectory)
  await mkdir(home, { recursive: true, mode: 0o700 })
  await chown(home, identity.uid, identity.gid ?? identity.uid)
  return home
}

const relocated = async (dataDirectory: string): Promise<string> => {
  const memory = path.join(dataDirectory, 'cluster-id')
  if (!existsSync(memory)) await writeFile(memory, randomBytes(8).toString('hex'), { mode: 0o600 })
  await mkdir(SHARED_STATE, { recursive: true, mode: 0o755 })
  return path.join(SHARED_STATE, (await readFile(memory, 'utf8')).trim())
}
