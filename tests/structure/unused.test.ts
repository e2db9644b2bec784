import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const REPOSITORY = path.resolve(import.meta.dirname, '../..')
const KNIP = path.join(REPOSITORY, 'node_modules/knip/bin/knip.js')

it(
  'every file, export and dependency is used',
  async () => {
    const found = await run(process.execPath, [KNIP, '--no-progress', '--no-config-hints'], {
      cwd: REPOSITORY,
    }).then(
      () => '',
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    )
    expect(found).toBe('')
  },
  // It reads every source of the repository.
  120_000,
)
