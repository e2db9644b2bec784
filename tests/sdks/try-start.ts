import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runProgram } from '../conformance/suites/run-program.ts'
import { packCli, shellWith } from './cli-package.ts'
import { CLI_LINES, PYTHON_BLOCK } from './page.ts'
import { buildPackage, cleanEnvironment, pythonWith, PYTHON_SDK } from './python-package.ts'
import { mustRun } from './run.ts'
import { IMAGE_MODEL, VIDEO_MODEL } from './sdk-world.ts'
import { signInBy } from './sign-in.ts'
import { startNpm, type NpmStart } from './start-npm.ts'
import { tryAll, type Outcome, type Trial } from './trial-checks.ts'

const NOTEBOOKS = path.resolve(import.meta.dirname, '../../examples/notebooks')

/** What a newcomer does: `npm start`, then the page's blocks, the commands of the README and the notebooks. */
export const tryStart = async (directory: string, report: (line: string) => void): Promise<Outcome[]> => {
  const start = await startNpm(directory)
  try {
    return await tryAll(
      [...(await pythonTrials(start, directory)), ...(await cliTrials(start, directory))],
      report,
    )
  } finally {
    await start.stop()
  }
}

const pythonTrials = async ({ environment }: NpmStart, directory: string): Promise<Trial[]> => {
  const folder = path.join(directory, 'start-python')
  const tools = await pythonWith('tests/requirements.txt')
  const { wheel } = await buildPackage(tools, path.join(folder, 'dist'))
  const clean = await cleanEnvironment(path.join(folder, 'venv'), { pipOf: tools }, wheel)
  const runPage = async (): Promise<void> => {
    const script = path.join(folder, 'page.py')
    await writeFile(script, PYTHON_BLOCK)
    const output = await mustRun(clean, [script], { cwd: folder, env: environment })
    if (!output.startsWith('Linux ')) throw new Error(`bash("uname -a") printed:\n${output}`)
  }
  return [
    ['npm start: the page’s Python block, in a clean environment', runPage],
    ['npm start: the notebooks', () => runNotebooks(clean, environment)],
  ]
}

const runNotebooks = async (clean: string, environment: Record<string, string>): Promise<void> => {
  const python = await pythonWith('tests/notebooks.txt')
  const found = await mustRun(clean, ['-c', 'import gptget; print(gptget.__path__[0])'], { cwd: '/' })
  const env = {
    ...environment,
    GPTGET_NOTEBOOKS: NOTEBOOKS,
    PYTHONPATH: path.dirname(found.trim()),
    PYTHONDONTWRITEBYTECODE: '1',
  }
  await mustRun(python, ['-m', 'pytest', 'tests/notebooks'], { cwd: PYTHON_SDK, env })
}

/** Of the first minute, beside the page: a line, and what it prints. */
const FIRST_MINUTE: [string, RegExp][] = [
  ['gptget doctor', /✓ credit/],
  ['echo "Is it done?" | gptget chat', /It is done\./],
  [`gptget image "A fox in a misty forest" --model ${IMAGE_MODEL}`, /^image\.png$/m],
  ['gptget speak "Good morning from the terminal." --model local/flite', /^speech\.mp3$/m],
  ['gptget transcribe speech.mp3 --model local/moonshine-tiny', /morning/i],
  [`gptget video "A city at night" --model ${VIDEO_MODEL}`, /^video\.mp4$/m],
  ['gptget tasks', /completed/],
  ['GPTGET_API_KEY=$GPTGET_MANAGEMENT_KEY gptget keys create --name ci > key.txt', /it is not shown again/],
  ['GPTGET_API_KEY=$(cat key.txt) gptget chat "Is it done?"', /It is done\./],
]

/** Of the processor. */
const MOST_START_MS = 120
/** On a slow machine, this many times the start of Node without a program. */
const MOST_STARTS_OF_NODE = 4
const STARTS = 10

const cliTrials = async ({ environment, owner }: NpmStart, directory: string): Promise<Trial[]> => {
  const folder = path.join(directory, 'start-cli')
  await Promise.all(
    ['home', 'work', 'prefix'].map((name) => mkdir(path.join(folder, name), { recursive: true })),
  )
  const archive = await packCli(folder)
  // Who has just signed in has no key in the environment.
  const place = {
    cwd: path.join(folder, 'work'),
    env: { ...shellWith(folder, environment), GPTGET_API_KEY: '' },
  }
  const runLine = async (line: string): Promise<string> => {
    const { code, output } = line.startsWith('gptget login')
      ? await signInBy(owner, line, { isApproved: true, ...place })
      : await runProgram('bash', ['-c', line], { ...place, timeoutMs: 180_000 })
    if (code !== 0) throw new Error(`${line}\nended with ${code}:\n${output}`)
    return output
  }
  const runPage = async (): Promise<void> => {
    let id = ''
    for (const line of CLI_LINES) {
      const output = await runLine(line.replace('<id>', id).replace('-g gptget', `-g ${archive}`))
      id ||= /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(output)?.[0] ?? ''
    }
    const picture = await readFile(path.join(place.cwd, 'shot.png'))
    if (picture.toString('latin1', 1, 4) !== 'PNG') throw new Error('shot.png is no PNG')
  }
  const runFirstMinute = async (): Promise<void> => {
    for (const [line, expected] of FIRST_MINUTE) {
      const output = await runLine(line)
      if (!expected.test(output)) throw new Error(`${line}\nprinted:\n${output}`)
    }
  }
  /** Processor time of one run of a program: a busy machine adds little to it. */
  const startMsOf = async (program: string): Promise<number> => {
    const line = `for start in $(seq ${STARTS}); do ${program} > output.txt; done; times`
    // Of what the shell started: minutes and seconds as user and as system.
    const spent = (await mustRun('bash', ['-c', line], place)).trim().split('\n').at(-1)!
    const seconds = [...spent.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, m, s]) => sum + 60 * Number(m) + Number(s),
      0,
    )
    return (1000 * seconds) / STARTS
  }
  const startsQuickly = async (): Promise<void> => {
    const startMs = await startMsOf(`${path.join(folder, 'prefix/bin/gptget')} --version`)
    const mostMs = Math.max(MOST_START_MS, MOST_STARTS_OF_NODE * (await startMsOf('node -e 0')))
    if (!(startMs > 0 && startMs < mostMs))
      throw new Error(`It took ${startMs.toFixed(0)} ms, and at most ${mostMs.toFixed(0)} are allowed.`)
  }
  return [
    ['npm start: the page’s CLI lines, in a clean npm prefix', runPage],
    ['npm start: the first minute of the README', runFirstMinute],
    [`gptget starts in ${MOST_START_MS} ms`, startsQuickly],
  ]
}
