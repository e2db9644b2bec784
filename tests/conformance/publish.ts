import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { currentPage, PAGE } from './read-grid.ts'
import { runSuites } from './suites/run-suites.ts'
import { SUITES } from './suites/suites.ts'

const help = `npm run conformance [-- --suites [NAME…]]

Holds the gateway to what official SDKs make of it, on providers of every dialect, then prints docs/conformance.md and
writes it. Takes about two minutes.

  --suites [NAME…]  runs outside clients and suites instead: installs their pinned packages into the cache and runs
                    them against a started platform. All of them take about fifteen minutes.
                    ${SUITES.map(({ name }) => name).join(', ')}

Exits 1 when anything is not as expected.`

/** Runs every cell of the grid. */
const runGrid = async (): Promise<boolean> => {
  const repository = fileURLToPath(new URL('../..', import.meta.url))
  const args = ['run', 'tests/conformance', '--exclude', '**/page.test.ts']
  const vitest = spawn(`${repository}/node_modules/.bin/vitest`, args, { cwd: repository, stdio: 'inherit' })
  const [code] = (await once(vitest, 'exit')) as [number | null]
  return code === 0
}

const publish = async (): Promise<void> => {
  const page = await currentPage()
  await writeFile(PAGE, page)
  process.stdout.write(page)
}

const { values, positionals } = parseArgs({
  options: { suites: { type: 'boolean' }, help: { type: 'boolean' } },
  allowPositionals: true,
})
if (values.help) process.stdout.write(`${help}\n`)
else if (values.suites) {
  const isWhole = await runSuites(positionals, (line) => process.stdout.write(`${line}\n`))
  await publish()
  process.exitCode = isWhole ? 0 : 1
} else {
  const isWhole = await runGrid()
  if (isWhole) await publish()
  process.exitCode = isWhole ? 0 : 1
}
