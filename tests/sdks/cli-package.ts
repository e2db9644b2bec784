import path from 'node:path'
import { mustRun } from './run.ts'

const CLI = path.resolve(import.meta.dirname, '../../apps/cli')

/** Builds the npm package `gptget` into a folder, and packs it as it would be published. Returns the archive's path. */
export const packCli = async (directory: string): Promise<string> => {
  await mustRun(process.execPath, ['src/build/main.ts', path.join(directory, 'package')], { cwd: CLI })
  const packed = await mustRun('npm', ['pack', '--silent', './package'], { cwd: directory })
  return path.join(directory, packed.trim().split('\n').at(-1)!)
}

/** What a person's shell has who installs into a prefix of their own. */
export const shellWith = (
  directory: string,
  env: Record<string, string>,
): Record<string, string> & { HOME: string } => {
  const prefix = path.join(directory, 'prefix')
  return {
    ...env,
    PATH: `${path.join(prefix, 'bin')}:${path.dirname(process.execPath)}:${env['PATH'] ?? ''}`,
    HOME: path.join(directory, 'home'),
    npm_config_prefix: prefix,
  }
}
