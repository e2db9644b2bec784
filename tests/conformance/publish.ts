import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { currentPage, PAGE } from './read-grid.ts'
import { runCorpus } from './corpus/run-corpus.ts'
import { runSuites } from './suites/run-suites.ts'
import { SUITES } from './suites/suites.ts'

const help = `npm run conformance [-- --suites [NAME…] | --corpus]

Holds the gateway to what official SDKs make of it, on providers of every dialect, then prints docs/conformance.md and
writes it. Takes about two minutes.

  --suites [NAME…]  runs outside clients and suites instead: installs their pinned packages into the cache and runs
                    them against a started platform. All of them take about fifteen minutes.
                    ${SUITES.map(({ name }) => name).join(', ')}

  --corpus          generates requests from the types of the official SDKs instead, translates each into every
                    dialect and holds it to that dialect's types and limits; nothing may be lost in silence;
                    the same of answers, on their way to callers of every other dialect
      --runs N      how many requests are drawn for each pair of dialects (5000: about three minutes)
      --seed N      which (a new one each time; it is printed)

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
  options: {
    suites: { type: 'boolean' },
    corpus: { type: 'boolean' },
    runs: { type: 'string', default: '5000' },
    seed: { type: 'string' },
    help: { type: 'boolean' },
  },
  allowPositionals: true,
})
if (values.help) process.stdout.write(`${help}\n`)
else if (values.corpus) {
  const seed = Number(values.seed ?? Date.now() % 2 ** 31)
  const isWhole = runCorpus({ seed, runs: Number(values.runs) }, (line) => process.stdout.write(`${line}\n`))
  process.exitCode = isWhole ? 0 : 1
} else if (values.suites) {
  const isWhole = await runSuites(positionals, (line) => process.stdout.write(`${line}\n`))
  await publish()
  process.exitCode = isWhole ? 0 : 1
} else {
  const isWhole = await runGrid()
  if (isWhole) await publish()
  process.exitCode = isWhole ? 0 : 1
}
