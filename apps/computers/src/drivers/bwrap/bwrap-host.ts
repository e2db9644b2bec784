import { findCgroups, type Cgroups } from '../host/cgroup.ts'
import { findHost, type Host } from '../host/find-host.ts'
import { seccompFilter } from '../host/seccomp.ts'

/** What this machine can offer a desktop in bubblewrap. */
export type BwrapHost = Host & { cgroups: Cgroups | null; seccomp: Buffer | null }

export const findBwrapHost = async (directory: string): Promise<BwrapHost> => {
  const host = await findHost(directory)
  return { ...host, cgroups: await findCgroups(host.name), seccomp: seccompFilter() }
}
