import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeSdk } from './describe-sdk.ts'
import { PYTHON_BLOCK } from './page.ts'
import { buildPackage, cleanEnvironment, pythonWith, PYTHON_SDK } from './python-package.ts'
import { mustRun } from './run.ts'

describeSdk('the Python SDK, from its wheel', ({ world, call, environment }) => {
  let directory = ''
  let tools = ''
  let clean = ''

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'gptget-sdk-'))
    tools = await pythonWith('tests/requirements.txt')
    const { wheel } = await buildPackage(tools, path.join(directory, 'dist'))
    clean = await cleanEnvironment(path.join(directory, 'venv'), { pipOf: tools }, wheel)
  }, 180_000)

  afterAll(() => rm(directory, { recursive: true, force: true }))

  it('runs the page’s block unchanged, in an otherwise empty environment', async () => {
    const script = path.join(directory, 'page.py')
    await writeFile(script, PYTHON_BLOCK)
    const output = await mustRun(clean, [script], { cwd: directory, env: environment() })
    expect(output).toMatch(/^Linux computer-/)
    const { body } = await call<{ data: unknown[] }>('GET', '/computers')
    expect(body.data).toEqual([])
  })

  it('has a blocking client that is generated from the async one', async () => {
    const checks = [
      ['scripts/write_sync.py', '--check'],
      ['-m', 'ruff', 'check', '-q', '.'],
      ['-m', 'ruff', 'format', '--check', '-q', '.'],
    ]
    for (const check of checks) expect(await mustRun(tools, check, { cwd: PYTHON_SDK })).toBe('')
  })

  it('passes its own tests, offline and on real desktops', async () => {
    const packages = await mustRun(clean, ['-c', 'import gptget; print(gptget.__path__[0])'], { cwd: '/' })
    const { apiKey } = await world.platform.admin.createManagementKey(world.account.accountId)
    const env = {
      ...environment(),
      PYTHONPATH: path.dirname(packages.trim()),
      PYTHONDONTWRITEBYTECODE: '1',
      GPTGET_MANAGEMENT_KEY: apiKey,
    }
    const output = await mustRun(
      tools,
      ['-m', 'pytest', 'tests/offline', 'tests/live', 'docs', '--doctest-glob=*.md'],
      {
        cwd: PYTHON_SDK,
        env,
      },
    )
    expect(output).toMatch(/\d+ passed/)
  })
})
