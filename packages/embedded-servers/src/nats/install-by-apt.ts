import { cp, readdir } from 'node:fs/promises'
import path from 'node:path'
import { mustRun, run } from '../run.ts'
import { tryInstall, type InstallOptions, type InstallOutcome } from './try-install.ts'

/** Takes nats-server out of Debian's package, without installing the package. */
export const installByApt = async ({ target, env, report }: InstallOptions): Promise<InstallOutcome> => {
  const policy = await run('apt-cache', ['policy', 'nats-server'], { env: { ...env, LC_ALL: 'C' } })
  if (policy.status === 'failed') return { status: 'unavailable', reason: 'there is no apt' }
  const candidate = /Candidate: (\d+)\.(\d+)\S*/.exec(policy.output)
  if (candidate === null) return { status: 'unavailable', reason: 'apt knows no nats-server' }
  const [version, major, minor] = candidate
  if (Number(major) < 2 || (Number(major) === 2 && Number(minor) < 10)) {
    return { status: 'unavailable', reason: `apt has only nats-server ${version.replace('Candidate: ', '')}` }
  }
  report(`fetching nats-server with apt (${version.replace('Candidate: ', '')})`)
  return tryInstall(target, async (directory) => {
    await mustRun('apt-get', ['download', 'nats-server'], { env, cwd: directory })
    const archive = (await readdir(directory)).find((file) => file.endsWith('.deb'))
    if (archive === undefined) throw new Error('apt-get download brought no package')
    await mustRun('dpkg-deb', ['-x', archive, 'unpacked'], { env, cwd: directory })
    await cp(path.join(directory, 'unpacked/usr/sbin/nats-server'), path.join(directory, 'nats-server'))
  })
}
