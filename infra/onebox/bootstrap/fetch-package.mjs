import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { run } from './run.mjs'

/**
 * Downloads the platform package of a tool from the npm registry into `target`, and checks that its program runs. No
 * install script runs.
 */
export const fetchPackage = async ({ name, version, range, program, target }) => {
  mkdirSync(path.dirname(target), { recursive: true, mode: 0o755 })
  const temporary = mkdtempSync(`${target}.`)
  try {
    await download(name, version, range, temporary)
    const archive = readdirSync(temporary).find((file) => file.endsWith('.tgz'))
    await run('tar', ['-xzf', archive, '--strip-components=1'], { cwd: temporary })
    rmSync(path.join(temporary, archive))
    chmodSync(temporary, 0o755)
    chmodSync(path.join(temporary, program), 0o755)
    await run(path.join(temporary, program), ['--version'], { cwd: temporary })
    putInPlace(temporary, target)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Downloads the version, or the newest of the range if it does not exist for this platform. */
const download = async (name, version, range, directory) => {
  const pack = (wanted) =>
    npm(['pack', '--silent', '--pack-destination', directory, `${name}@${wanted}`], directory)
  try {
    await pack(version)
  } catch (error) {
    if (!/ETARGET|E404|notarget/i.test(error.message)) throw error
    const answer = JSON.parse(await npm(['view', `${name}@${range}`, 'version', '--json'], directory))
    await pack([answer].flat().sort(compareVersions).at(-1))
  }
}

const compareVersions = (left, right) => {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number))
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

const npm = (args, cwd) => {
  const script = process.env.npm_execpath
  if (script && path.basename(script) === 'npm-cli.js')
    return run(process.execPath, [script, ...args], { cwd })
  return run('npm', args, { cwd })
}

/** Moves the download into place. If another clone was faster, its copy is used. */
const putInPlace = (temporary, target) => {
  try {
    renameSync(temporary, target)
  } catch (error) {
    if (!existsSync(target)) throw error
  }
}
