import path from 'node:path'
import { DESKTOP_DIRECTORY } from '@gptget/desktop-image'
import type { DesktopSpec } from '../driver.ts'
import { imageCommand, type Command } from '../host/image-programs.ts'

/** The user of every desktop, as seen from inside. */
const INNER_UID = '1000'
const MIB = 1024 * 1024

export type SandboxPlan = {
  image: string
  spec: DesktopSpec
  /** The folder of this desktop on the host. */
  folder: string
  /** Its user on the host; null: the service's user. */
  hostUid: number | null
  /** Files that apply limits to a process that writes its id into them. */
  procsFiles: readonly string[]
  hasSeccomp: boolean
}

export const descriptors = { block: 3, info: 4, seccomp: 5 } as const

/** Joins the control groups, drops privileges, and becomes the command. */
const JOIN =
  'while [ "$1" != -- ]; do echo $$ > "$1" || exit 97; shift; done; shift; ulimit -c 0; ulimit -n 8192; exec "$@"'

/** The command that becomes a desktop: limits first, then its user, then its namespaces. */
export const sandboxCommand = (plan: SandboxPlan): Command => {
  const { hostUid, image, procsFiles } = plan
  const asUser =
    hostUid === null
      ? []
      : [
          'setpriv',
          `--reuid=${hostUid}`,
          `--regid=${hostUid}`,
          '--clear-groups',
          '--no-new-privs',
          '--inh-caps=-all',
          '--bounding-set=-all',
          '--',
        ]
  const bwrap = imageCommand(image, 'usr/bin/bwrap', ...bwrapArguments(plan))
  return ['/bin/sh', '-c', JOIN, 'gptget-desktop', ...procsFiles, '--', ...asUser, ...bwrap]
}

const bwrapArguments = ({ image, spec, folder, hasSeccomp }: SandboxPlan): string[] => {
  const { width, height } = spec.resolution
  const tmpBytes = Math.min(1024 * MIB, Math.floor(spec.limits.memoryBytes / 2))
  const options: readonly (readonly string[])[] = [
    ['user', 'ipc', 'pid', 'uts', 'net'].map((namespace) => `--unshare-${namespace}`),
    ['--unshare-cgroup-try', '--uid', INNER_UID, '--gid', INNER_UID, '--hostname', spec.hostname],
    ['--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ['--ro-bind', image, '/', '--proc', '/proc', '--dev', '/dev'],
    ['--size', String(256 * MIB), '--perms', '1777', '--tmpfs', '/dev/shm'],
    ['--size', String(tmpBytes), '--perms', '1777', '--tmpfs', '/tmp'],
    ['--size', String(64 * MIB), '--tmpfs', '/run'],
    ['--bind', path.join(folder, 'home'), '/home/user'],
    ['--bind', path.join(folder, 'run'), '/run/gptget'],
    ['--ro-bind', DESKTOP_DIRECTORY, '/opt/gptget'],
    ['resolv.conf', 'hosts'].flatMap((file) => ['--ro-bind', path.join(folder, file), `/etc/${file}`]),
    ['--setenv', 'GEOMETRY', `${width}x${height}`],
    ['--block-fd', String(descriptors.block), '--info-fd', String(descriptors.info)],
    hasSeccomp ? ['--seccomp', String(descriptors.seccomp)] : [],
  ]
  return [...options.flat(), '/opt/gptget/start-desktop']
}
