import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { currentPage, PAGE } from './read-grid.ts'

// Runs every cell of the grid; when all are as expected, prints the grid and publishes it.
const repository = fileURLToPath(new URL('../..', import.meta.url))
const args = ['run', 'tests/conformance', '--exclude', '**/page.test.ts']
const vitest = spawn(`${repository}/node_modules/.bin/vitest`, args, { cwd: repository, stdio: 'inherit' })
const [code] = (await once(vitest, 'exit')) as [number | null]
if (code === 0) {
  const page = await currentPage()
  await writeFile(PAGE, page)
  process.stdout.write(page)
}
process.exitCode = code ?? 1
