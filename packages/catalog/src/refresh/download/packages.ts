import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** An unpacked package. `date`: the day of its publication. */
export type Downloaded = { folder: string; version: string; date: string }

const run = (program: string, args: readonly string[], cwd?: string): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })

/** Downloads the newest release of an npm package into a new folder. @throws Error if npm fails */
export const downloadNpmPackage = (name: string): Downloaded => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gptget-catalog-'))
  const tarball = run('npm', ['pack', '--silent', `${name}@latest`], folder)
    .trim()
    .split('\n')
    .at(-1)!
  run('tar', ['-xzf', tarball], folder)
  const version = (
    JSON.parse(readFileSync(path.join(folder, 'package/package.json'), 'utf8')) as { version: string }
  ).version
  const times = JSON.parse(run('npm', ['view', name, 'time', '--json'])) as Record<string, string>
  return { folder: path.join(folder, 'package'), version, date: times[version]!.slice(0, 10) }
}

/**
 * Downloads the newest wheel of a PyPI package into a new folder. Wheels for another Python are fine, because nothing
 * in them is run. The date comes from PyPI's JSON API. @throws Error if pip fails
 */
export const downloadPythonPackage = async (name: string): Promise<Downloaded> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gptget-catalog-'))
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps']
  run('python3', [...pip, '--only-binary', ':all:', '--python-version', '3.14', '--dest', folder, name])
  const wheel = readdirSync(folder).find((file) => file.endsWith('.whl'))!
  const unpacked = path.join(folder, 'wheel')
  mkdirSync(unpacked)
  run('python3', ['-m', 'zipfile', '-e', path.join(folder, wheel), unpacked])
  const version = wheel.split('-')[1]!
  return { folder: unpacked, version, date: await publishedOn(name, version) }
}

const publishedOn = async (name: string, version: string): Promise<string> => {
  const answer = await fetch(`https://pypi.org/pypi/${name}/json`)
  if (!answer.ok) throw new Error(`PyPI does not know ${name}: status ${answer.status}.`)
  const { releases } = (await answer.json()) as { releases: Record<string, { upload_time: string }[]> }
  const file = releases[version]?.[0]
  if (file === undefined) throw new Error(`PyPI does not say when ${name} ${version} was published.`)
  return file.upload_time.slice(0, 10)
}
