import { readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Python } from './find-pythons.ts'
import { PYTHON_BLOCK } from './page.ts'
import { buildPackage, cleanEnvironment, pythonWith, PYTHON_SDK } from './python-package.ts'
import { mustRun } from './run.ts'
import type { Trial } from './trial-checks.ts'

/** The source against ruff, mypy and pyright, and what is published against twine and `pyright --verifytypes`. */
export const typeTrials = async (directory: string): Promise<Trial[]> => {
  const tools = await pythonWith('requirements-dev.txt')
  const dist = path.join(directory, 'dist-types')
  const { wheel, source } = await buildPackage(tools, dist)
  const inSdk = (...args: string[]) => mustRun(tools, ['-m', ...args], { cwd: PYTHON_SDK })
  return [
    ['ruff check', () => inSdk('ruff', 'check', '.')],
    [
      'the blocking client is as written',
      () => mustRun(tools, ['scripts/write_sync.py', '--check'], { cwd: PYTHON_SDK }),
    ],
    ['mypy --strict', () => inSdk('mypy', '--strict', 'src')],
    ['pyright', () => inSdk('pyright', '--pythonpath', tools)],
    ['twine check --strict', () => inSdk('twine', 'check', '--strict', wheel, source)],
    ['pyright --verifytypes, of the wheel', () => verifyTypes(tools, wheel, path.join(directory, 'typed'))],
    ['the version is said once', () => versionsAgree(wheel, source)],
  ]
}

/** Every public symbol has a known type, for who installs the wheel. */
const verifyTypes = async (tools: string, wheel: string, directory: string): Promise<void> => {
  const python = await cleanEnvironment(directory, { pipOf: tools }, wheel)
  const args = ['-m', 'pyright', '--ignoreexternal', '--verifytypes', 'gptget']
  // Pyright looks for the package of the Python on the PATH here, and ignores `--pythonpath`.
  const env = { PATH: `${path.dirname(python)}:${process.env['PATH']}`, HOME: homedir() }
  const output = await mustRun(tools, args, { cwd: directory, env })
  if (!output.includes('Type completeness score: 100%')) throw new Error(output)
}

const versionsAgree = async (wheel: string, source: string): Promise<void> => {
  const text = await readFile(path.join(PYTHON_SDK, 'src/gptget/_version.py'), 'utf8')
  const version = /__version__ = "(.+)"/.exec(text)?.[1] ?? ''
  const changelog = await readFile(path.join(PYTHON_SDK, 'CHANGELOG.md'), 'utf8')
  if (![wheel, source].every((file) => file.includes(`gptget-${version}`)))
    throw new Error(`${wheel} is not ${version}`)
  if (!changelog.includes(`## ${version}`)) throw new Error(`CHANGELOG.md says nothing of ${version}`)
}

/** One Python: the page's block from the wheel and from the source archive, and every test. */
export const pythonTrials = (
  { command, version }: Python,
  directory: string,
  environment: () => Record<string, string>,
): Trial[] => {
  const folder = path.join(directory, version)
  const built = async () => {
    const tools = await pythonWith('tests/requirements.txt', command)
    return { tools, ...(await buildPackage(tools, path.join(folder, 'dist'))) }
  }
  const runPage = async (kind: 'wheel' | 'source'): Promise<void> => {
    const { tools, ...files } = await built()
    const python = await cleanEnvironment(
      path.join(folder, kind),
      { python: command, pipOf: tools },
      files[kind],
    )
    const script = path.join(folder, 'page.py')
    await writeFile(script, PYTHON_BLOCK)
    await mustRun(python, [script], { cwd: folder, env: environment() })
  }
  return [
    [`Python ${version}: the page, from the wheel`, () => runPage('wheel')],
    [`Python ${version}: the page, from the source archive`, () => runPage('source')],
    [
      `Python ${version}: its own tests and the guide`,
      () => runTests(command, path.join(folder, 'wheel'), environment()),
    ],
  ]
}

const runTests = async (command: string, wheelFolder: string, env: Record<string, string>): Promise<void> => {
  const tools = await pythonWith('tests/requirements.txt', command)
  const installed = path.join(wheelFolder, 'bin/python')
  const at = await mustRun(installed, ['-c', 'import gptget; print(gptget.__path__[0])'], { cwd: '/' })
  await mustRun(tools, ['-m', 'pytest', 'tests/offline', 'tests/live', 'docs', '--doctest-glob=*.md'], {
    cwd: PYTHON_SDK,
    env: { ...env, PYTHONPATH: path.dirname(at.trim()), PYTHONDONTWRITEBYTECODE: '1' },
  })
}
