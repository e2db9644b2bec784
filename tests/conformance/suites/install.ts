import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/package-files'
import { runProgram } from './run-program.ts'
import type { Packages } from './suite.ts'

const INSTALL_TIMEOUT_MS = 600_000

/**
 * Installs a suite's pinned packages into a folder of the cache, once. Returns the folder; for `pypi` it is a virtual
 * environment. @throws Error with the output of the package manager
 */
export const install = async (name: string, { registry, pins }: Packages): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify([registry, process.version, pins]))
  const folder = `suite-${name}-${hash.digest('hex').slice(0, 12)}`
  const directory = path.join(resolveCacheDirectory(process.env), folder)
  const isComplete = path.join(directory, 'complete')
  if (existsSync(isComplete)) return directory
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  if (registry === 'npm') await installFromNpm(directory, pins)
  if (registry === 'pypi') await installFromPypi(directory, pins)
  await writeFile(isComplete, '')
  return directory
}

const installFromNpm = async (directory: string, pins: string[]): Promise<void> => {
  await writeFile(path.join(directory, 'package.json'), '{"private":true,"type":"module"}')
  await mustRun('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...pins], directory)
}

const installFromPypi = async (directory: string, pins: string[]): Promise<void> => {
  await mustRun('python3', ['-m', 'venv', directory], directory)
  const pip = path.join(directory, 'bin/pip')
  await mustRun(pip, ['install', '--quiet', '--disable-pip-version-check', ...pins], directory)
}

const mustRun = async (command: string, args: string[], cwd: string): Promise<void> => {
  const { code, output } = await runProgram(command, args, { cwd, timeoutMs: INSTALL_TIMEOUT_MS })
  if (code !== 0) throw new Error(`${command} ${args[0]} failed:\n${output}`)
}
