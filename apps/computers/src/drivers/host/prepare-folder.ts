import { chown, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DesktopSpec } from '../driver.ts'
import { nameFiles, resolveAllowed, type AllowedAddress } from './network.ts'

type Prepared = {
  /** Its owner on the host; null: the service's user. */
  owner: { uid: number; gid: number } | null
  /** Files in addition to those of the network, by name. */
  files?: Record<string, string>
}

/** Makes the folder of a starting desktop. Returns the addresses that its names resolved to. */
export const prepareFolder = async (
  spec: DesktopSpec,
  folder: string,
  { owner, files = {} }: Prepared,
): Promise<AllowedAddress[]> => {
  await mkdir(path.join(folder, 'run'), { recursive: true, mode: 0o700 })
  const allowed = spec.network === 'allowlist' ? await resolveAllowed(spec.allowedHosts) : []
  for (const [name, text] of Object.entries({ ...nameFiles(spec, allowed), ...files }))
    await writeFile(path.join(folder, name), text, { mode: 0o644 })
  if (owner !== null) await chown(folder, owner.uid, owner.gid)
  return allowed
}
