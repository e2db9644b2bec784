import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runVisibly } from './run-visibly.ts'

/**
 * Creates the virtual environment of the Python SDK tests in the cache, unless it exists for the same requirements.
 * Returns its interpreter; undefined if there are no such tests or no Python. @throws Error if it cannot be created
 */
export const preparePython = async (options: {
  repository: string
  cacheDir: string
}): Promise<string | undefined> => {
  const requirements = path.join(options.repository, 'tests/python/requirements.txt')
  if (!existsSync(requirements)) return undefined
  const python = await findPython()
  if (python === undefined) {
    console.log('There is no Python 3.9 or later on the PATH: skipping the tests of the Python SDKs.')
    return undefined
  }
  const hash = createHash('sha256')
    .update(python.version)
    .update(await readFile(requirements))
  const directory = path.join(options.cacheDir, `python-tests-${hash.digest('hex').slice(0, 16)}`)
  const interpreter = path.join(directory, 'bin/python')
  const isComplete = path.join(directory, 'complete')
  if (existsSync(isComplete)) return interpreter
  // A virtual environment cannot be moved, so a marker file says that it is complete.
  await rm(directory, { recursive: true, force: true })
  await mustRun(python.command, ['-m', 'venv', directory])
  await mustRun(interpreter, [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '-q',
    '-r',
    requirements,
  ])
  await writeFile(isComplete, '')
  return interpreter
}

const findPython = (): Promise<{ command: string; version: string } | undefined> => {
  const script = 'import sys; print(sys.executable, sys.version); sys.exit(sys.version_info < (3, 9))'
  return new Promise((resolve) => {
    execFile('python3', ['-c', script], (error, stdout) =>
      resolve(error === null ? { command: 'python3', version: stdout } : undefined),
    )
  })
}

const mustRun = async (command: string, args: string[]): Promise<void> => {
  const code = await runVisibly(command, args, { cwd: '/' })
  if (code !== 0) throw new Error(`${command} ${args.slice(0, 2).join(' ')} failed (exit ${code})`)
}
