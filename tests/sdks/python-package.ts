import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/package-files'
import { mustRun } from './run.ts'

export const PYTHON_SDK = path.resolve(import.meta.dirname, '../../sdks/python')

/**
 * Returns the interpreter of a virtual environment with these pinned requirements, made once in the cache. It gets its
 * place when it is complete, because two test files may make it at once. Its programs start with `python -m`: their
 * scripts name the folder that it was made in.
 */
export const pythonWith = async (requirements: string, python = 'python3'): Promise<string> => {
  const file = path.join(PYTHON_SDK, requirements)
  const version = await mustRun(python, ['-VV'], { cwd: '/' })
  const hash = createHash('sha256')
    .update(version)
    .update(await readFile(file))
  const name = `python-sdk-${hash.digest('hex').slice(0, 12)}`
  const directory = path.join(resolveCacheDirectory(process.env), name)
  if (!existsSync(directory)) {
    const made = `${directory}-${process.pid}`
    await rm(made, { recursive: true, force: true })
    await mustRun(python, ['-m', 'venv', made], { cwd: '/' })
    await installInto(interpreterOf(made), '-r', file)
    await rename(made, directory).catch(async (error: NodeJS.ErrnoException) => {
      if (!TAKEN.has(error.code ?? '')) throw error
      await rm(made, { recursive: true })
    })
  }
  return interpreterOf(directory)
}

const interpreterOf = (directory: string): string => path.join(directory, 'bin/python')

/** Another process was faster. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST'])

/** A virtual environment in a folder of its own with nothing but what is named. Returns its interpreter. */
export const cleanEnvironment = async (
  directory: string,
  { python = 'python3', pipOf }: { python?: string; pipOf: string },
  ...packages: string[]
): Promise<string> => {
  await mustRun(python, ['-m', 'venv', '--without-pip', directory], { cwd: '/' })
  const interpreter = interpreterOf(directory)
  const pip = ['-m', 'pip', '--python', interpreter, 'install', '--disable-pip-version-check', '-q']
  await mustRun(pipOf, [...pip, ...packages], { cwd: '/' })
  return interpreter
}

/** Builds the wheel and the source archive into a folder. Returns their paths. */
export const buildPackage = async (
  python: string,
  directory: string,
): Promise<{ wheel: string; source: string }> => {
  const output = await mustRun(python, ['-m', 'hatchling', 'build', '-d', directory], { cwd: PYTHON_SDK })
  const named = (ending: string): string => {
    const name = output.split(/\s+/).find((word) => word.endsWith(ending))
    if (name === undefined) throw new Error(`hatchling made no ${ending}:\n${output}`)
    return path.join(directory, path.basename(name))
  }
  return { wheel: named('.whl'), source: named('.tar.gz') }
}

const installInto = (interpreter: string, ...packages: string[]): Promise<string> =>
  mustRun(interpreter, ['-m', 'pip', 'install', '--disable-pip-version-check', '-q', ...packages], {
    cwd: '/',
  })
