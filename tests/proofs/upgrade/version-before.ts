import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { installAtomically } from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'

const REPOSITORY = path.resolve(import.meta.dirname, '../../..')

/**
 * The version to upgrade from: the first whose edges let voice sessions end, and whose desktops run again after a
 * replacement. Each release raises it to its own commit.
 */
const COMMIT = '29da4f25892fd3ecf6658858f42d4cc880168861'

/** Why it is not available: this is a copy of the files without their history. null if it is. */
export const whyNoVersionBefore = async (): Promise<string | null> =>
  run('git', ['cat-file', '-e', `${COMMIT}^{commit}`], REPOSITORY).then(
    () => null,
    () => `the commit ${COMMIT.slice(0, 8)} is not here: clone the whole history`,
  )

/** The folder with the sources and dependencies of the previous version. Created once and kept in the cache. */
export const installVersionBefore = async (): Promise<string> => {
  const target = path.join(resolveCacheDirectory(process.env), `version-${COMMIT.slice(0, 12)}`)
  if (existsSync(target)) return target
  await installAtomically(target, async (directory) => {
    const archive = path.join(directory, 'sources.tar')
    await run('git', ['archive', '--output', archive, COMMIT], REPOSITORY)
    await run('tar', ['--extract', '--file', archive], directory)
    await run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline', '--silent'], directory)
  })
  return target
}

const run = async (command: string, args: string[], cwd: string): Promise<void> => {
  await promisify(execFile)(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 })
}
