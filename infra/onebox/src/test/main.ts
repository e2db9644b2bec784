import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveCacheDirectory } from '@gptget/package-files'
import { prepareDesktopImage } from './prepare-desktop-image.ts'
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

/** Runs in parallel with the other stages, because it takes minutes if it is not in the cache. */
const image = prepareDesktopImage(cacheDir)

const outcomes = [
  await runStage('format, lint and types', verify),
  await runStage('Python for the SDK tests', python),
  await runStage('the desktop image', () => image),
  await runStage('tests', () => runTests({ repository, filters: process.argv.slice(2) })),
]
const sum = (name: keyof StageOutcome) => outcomes.reduce((total, outcome) => total + outcome[name], 0)
process.exitCode = sum('failed') === 0 ? 0 : 1
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
