import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { findPythons } from './find-pythons.ts'
import { startSdkPlatform } from './start-sdk-platform.ts'
import { tryAgents } from './try-agents.ts'
import { tryStart } from './try-start.ts'
import { pythonTrials, typeTrials } from './try-pythons.ts'
import { tryAll, type Outcome } from './trial-checks.ts'

const help = `npm run sdk:test [-- --types | --pythons | --start | --agents]

Holds what is published to callers, the Python package and the command line, against what they promise:

  --types    ruff, mypy --strict, pyright, twine, and the types of the wheel as its users see them
  --pythons  the page's block, the tests and the guide, from the wheel and from the source archive, on every Python of
             this machine, against a platform with real desktops
  --start    \`npm start\` in a folder of its own: the page's blocks in clean environments with a real desktop, the first
             minute of the README, and the notebooks of the examples
  --agents   Claude Code, Codex, Gemini CLI, opencode and aider, pointed at a platform by \`gptget setup\`, change a file
             on models of every dialect; then \`--undo\`

All of them without an option: about ten minutes. Exits 1 when anything fails.`

const report = (line: string): void => void process.stdout.write(`${line}\n`)

const run = async (): Promise<Outcome[]> => {
  const { values } = parseArgs({
    options: {
      types: { type: 'boolean' },
      pythons: { type: 'boolean' },
      start: { type: 'boolean' },
      agents: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    report(help)
    return []
  }
  const isAll = !values.types && !values.pythons && !values.start && !values.agents
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-sdk-test-'))
  process.env['GPTGET_TEST_RUN_DIRECTORY'] = directory
  try {
    await Promise.all(['home', 'prefix'].map((name) => mkdir(path.join(directory, name))))
    return [
      ...(isAll || values.types ? await tryAll(await typeTrials(directory), report) : []),
      ...(isAll || values.pythons ? await tryPythons(directory) : []),
      ...(isAll || values.start ? await tryStart(directory, report) : []),
      ...(isAll || values.agents ? await tryAgents(directory, report) : []),
    ]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const tryPythons = async (directory: string): Promise<Outcome[]> => {
  const pythons = await findPythons()
  report(`Pythons: ${pythons.map(({ version }) => version).join(', ')}`)
  const { environment, stop } = await startSdkPlatform()
  try {
    const trials = pythons.flatMap((python) => pythonTrials(python, directory, environment))
    return await tryAll(trials, report)
  } finally {
    await stop()
  }
}

const outcomes = await run()
const failed = outcomes.filter(({ failure }) => failure !== undefined).length
if (outcomes.length > 0) report(`${outcomes.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
