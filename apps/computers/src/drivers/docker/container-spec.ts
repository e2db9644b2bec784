import path from 'node:path'
import { DESKTOP_DIRECTORY } from '@gptget/desktop-image'
import type { DesktopSpec, Limits } from '../driver.ts'

const MIB = 1024 * 1024

export type ContainerPlan = {
  spec: DesktopSpec
  image: string
  /** The folder of this desktop on the host. */
  folder: string
  owner: { uid: number; gid: number }
  /** For example `runc`; null: the engine's default. */
  runtime: string | null
  /** A profile in the engine's format: a file for podman, the profile itself for Docker. */
  seccomp: string
  labels: Record<string, string>
}

/** Limits in the engine's format. Go's numbers have 64 bits, so no shifts, which JavaScript does in 32. */
export const resourcesOf = ({ cpus, memoryBytes, pids }: Limits) => ({
  Memory: memoryBytes,
  MemorySwap: memoryBytes,
  NanoCpus: Math.round(cpus * 1e9),
  PidsLimit: pids,
})

/** A desktop as a container: no rights, a read-only system, only the network that we attach. */
export const containerSpec = ({
  spec,
  image,
  folder,
  owner,
  runtime,
  seccomp,
  labels,
}: ContainerPlan): object => {
  const { width, height } = spec.resolution
  const tmpBytes = Math.min(1024 * MIB, Math.floor(spec.limits.memoryBytes / 2))
  const files = ['hosts', 'resolv.conf', 'passwd', 'group']
  return {
    Image: image,
    User: `${owner.uid}:${owner.gid}`,
    Hostname: spec.hostname,
    WorkingDir: '/',
    Env: [`GEOMETRY=${width}x${height}`],
    Labels: labels,
    Entrypoint: ['/opt/gptget/first-process'],
    Cmd: ['/opt/gptget/start-desktop'],
    HostConfig: {
      ...resourcesOf(spec.limits),
      ...(runtime === null ? {} : { Runtime: runtime }),
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges', `seccomp=${seccomp}`],
      IpcMode: 'private',
      CgroupnsMode: 'private',
      ShmSize: 256 * MIB,
      Tmpfs: {
        '/tmp': `rw,exec,nosuid,nodev,mode=1777,size=${tmpBytes}`,
        '/var/tmp': `rw,nosuid,nodev,mode=1777,size=${64 * MIB}`,
        '/run': `rw,nosuid,nodev,noexec,size=${64 * MIB}`,
      },
      Binds: [
        `${path.join(folder, 'home')}:/home/user`,
        `${path.join(folder, 'run')}:/run/gptget`,
        `${DESKTOP_DIRECTORY}:/opt/gptget:ro`,
        ...files.map((file) => `${path.join(folder, file)}:/etc/${file}:ro`),
      ],
      Ulimits: [
        { Name: 'nofile', Soft: 8_192, Hard: 8_192 },
        { Name: 'nproc', Soft: 4_096, Hard: 4_096 },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
    },
  }
}

/** The desktop's user by its visible name, with its uid on the host. */
export const accountFiles = ({ uid, gid }: { uid: number; gid: number }) => ({
  passwd: `root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:${uid}:${gid}:user:/home/user:/bin/bash\n`,
  group: `root:x:0:\nuser:x:${gid}:\n`,
})
