import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveCacheDirectory } from '@gptget/package-files'
import { prepareDesktopImage } from './prepare-desktop-image.ts'
import { preparePrograms } from './prepare-programs.ts'
import { preparePython } from './prepare-python.ts'
import { runStage, type StageOutcome } from './run-stage.ts'
import { runTests } from './run-tests.ts'
import { runVisibly } from './run-visibly.ts'

const repository = path.resolve(fileURLToPath(import.meta.url), '../../../../..')
const cacheDir = resolveCacheDirectory(process.env)

const verify = async (): Promise<StageOutcome> => {
  const code = await runVisibly('pnpm', ['run', '--silent', 'verify'], { cwd: repository })
  return { passed: 0, failed: code === 0 ? 0 : 1 }
}

const python = async (): Promise<StageOutcome> => {
  const interpreter = await preparePython({ repository, cacheDir })
  if (interpreter !== undefined) process.env.GPTGET_TEST_PYTHON = interpreter
  return { passed: 0, failed: 0 }
}

/** Begins now and ends in its own stage, because on a clean machine it takes minutes beside the checks. */
const begin = (work: () => Promise<StageOutcome>): (() => Promise<StageOutcome>) => {
  const outcome = work()
  // Its stage reports the failure.
  outcome.catch(() => {})
  return () => outcome
}

const prepared = [
  ['Python for the SDK tests', begin(python)],
  ['the desktop image', begin(() => prepareDesktopImage(cacheDir))],
  ['the servers for tests', begin(() => preparePrograms(cacheDir))],
] as const

const outcomes = [await runStage('format, lint and types', verify)]
for (const [name, work] of prepared) outcomes.push(await runStage(name, work))
outcomes.push(await runStage('tests', () => runTests({ repository, filters: process.argv.slice(2) })))
const sum = (name: keyof StageOutcome) => outcomes.reduce((total, outcome) => total + outcome[name], 0)
process.exitCode = sum('failed') === 0 ? 0 : 1
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
