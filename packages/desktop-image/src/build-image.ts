import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { installAtomically, mustRun } from '@gptget/embedded-servers'
import { COMPLETE_MARK, imageDirectory, whyNotBuildable } from './find-image.ts'
import { IMAGE_PACKAGES, LEFT_OUT, MOUNT_POINTS, SUITE } from './recipe.ts'

/** `share` from 0 to 1 of the whole work. */
export type Progress = (step: string, share: number) => void

const SOURCES = '/etc/apt/sources.list.d/debian.sources'

/**
 * Builds the root filesystem of desktops into the cache, from Debian packages that apt verifies with Debian's keys.
 * Returns its path. Two simultaneous builds are safe.
 * @throws Error that says why this machine cannot build it, or what failed
 */
export const buildImage = async (cacheDir: string, progress: Progress): Promise<string> => {
  const reason = whyNotBuildable()
  if (reason !== null) throw new Error(`The desktop image cannot be built: ${reason}.`)
  const target = imageDirectory(cacheDir)
  await installAtomically(target, async (temporary) => {
    // apt downloads with a separate user.
    await chmod(temporary, 0o755)
    const tool = await fetchMmdebstrap(`${temporary}.tools`, progress)
    try {
      await bootstrap(tool, temporary, progress)
    } finally {
      await rm(`${temporary}.tools`, { recursive: true, force: true })
    }
    for (const folder of MOUNT_POINTS) await mkdir(path.join(temporary, folder), { recursive: true })
    await appendFile(path.join(temporary, 'etc/passwd'), 'user:x:1000:1000:user:/home/user:/bin/bash\n')
    await appendFile(path.join(temporary, 'etc/group'), 'user:x:1000:\n')
    // Drivers mount each desktop's own over them.
    for (const file of ['etc/resolv.conf', 'etc/hosts']) await writeFile(path.join(temporary, file), '')
    await writeFile(path.join(temporary, COMPLETE_MARK), `${new Date().toISOString()}\n`)
  })
  await removeOlder(cacheDir, target)
  return target
}

/** The program that makes root filesystems, unpacked beside the image: nothing is installed on the host. */
const fetchMmdebstrap = async (directory: string, progress: Progress): Promise<string> => {
  progress('fetching mmdebstrap', 0.01)
  await mkdir(directory, { recursive: true })
  await mustRun('apt-get', ['update', '-qq'])
  await mustRun('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', 'mmdebstrap'], { cwd: directory })
  const [archive] = (await readdir(directory)).filter((file) => file.endsWith('.deb'))
  await mustRun('dpkg', ['-x', path.join(directory, archive!), directory])
  return path.join(directory, 'usr/bin/mmdebstrap')
}

/** The progress at these lines of mmdebstrap; unpacking packages in between is the largest part. */
const STEPS: readonly (readonly [RegExp, string, number])[] = [
  [/running apt-get update/, 'reading the package lists', 0.03],
  [/downloading packages/, 'downloading the base system', 0.05],
  [/extracting archives/, 'unpacking the base system', 0.12],
  [/installing essential/, 'installing the base system', 0.18],
  [/installing remaining/, 'installing the desktop', 0.25],
  [/cleaning/, 'cleaning up', 0.97],
]

const bootstrap = async (tool: string, directory: string, progress: Progress): Promise<void> => {
  const lines = bootstrapLines([
    tool,
    '--mode=root',
    '--variant=minbase',
    '--verbose',
    `--include=${IMAGE_PACKAGES.join(',')}`,
    ...['APT::Install-Recommends "false"', 'Acquire::Languages "none"', ...(await hostAptOptions())].map(
      (option) => `--aptopt=${option}`,
    ),
    ...LEFT_OUT.map((glob) => `--dpkgopt=path-exclude=${glob}`),
    SUITE,
    directory,
    ...(existsSync(SOURCES) ? [SOURCES] : []),
  ])
  let unpacked = 0
  for await (const line of lines) {
    const step = STEPS.find(([words]) => words.test(line))
    if (step !== undefined) progress(step[1], step[2])
    if (!line.startsWith('Setting up ')) continue
    unpacked += 1
    progress(`installing the desktop: ${line.split(' ')[2]}`, 0.25 + 0.7 * Math.min(1, unpacked / 330))
  }
}

/** Snapshot mirrors have old release files: if the host accepts those, so does the image. */
const hostAptOptions = async (): Promise<string[]> => {
  const dump = await mustRun('apt-config', ['dump'])
  return dump
    .split('\n')
    .filter((line) => /^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy) "/.test(line))
    .map((line) => line.replace(/;$/, ''))
}

/** Runs mmdebstrap with the host's perl, line by line. @throws Error with its last lines */
async function* bootstrapLines([tool, ...args]: [string, ...string[]]): AsyncGenerator<string> {
  // It calls programs of its own package, which are beside it and not on the PATH.
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:${path.dirname(tool)}` }
  const child = spawn('perl', [tool, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  const ended = new Promise<number | Error>((resolve) => {
    child.once('error', resolve)
    child.once('close', (code) => resolve(code ?? 1))
  })
  const last: string[] = []
  child.stdout.resume()
  for await (const line of createInterface({ input: child.stderr })) {
    last.push(line)
    if (last.length > 12) last.shift()
    yield line
  }
  const code = await ended
  if (code !== 0) throw new Error(`mmdebstrap failed (${String(code)}):\n${last.join('\n')}`)
}

const removeOlder = async (cacheDir: string, current: string): Promise<void> => {
  for (const name of await readdir(cacheDir))
    if (/^desktop-image-[0-9a-f]{12}$/.test(name) && path.join(cacheDir, name) !== current)
      await rm(path.join(cacheDir, name), { recursive: true, force: true })
}
