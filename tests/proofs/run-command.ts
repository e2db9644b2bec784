import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>
type Values = Record<string, string | boolean | undefined>

export type ProofCommand = {
  /** Shown by `--help`. */
  help: string
  options: Options
  /** Prints its progress. @returns whether every check passed */
  prove(values: Values, report: (line: string) => void): Promise<boolean>
}

/** Runs a proof as a program. Its files are in a temporary folder, which is deleted at the end. */
export const runCommand = async ({ help, options, prove }: ProofCommand): Promise<void> => {
  const values = readArguments(help, options)
  if (values === null) return
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-proof-'))
  // Otherwise the user of Postgres could not enter it, and the cluster would stay behind in another folder.
  await chmod(directory, 0o755)
  process.env.GPTGET_TEST_RUN_DIRECTORY = directory
  try {
    const isProven = await prove(values, (line) => process.stdout.write(`${line}\n`))
    process.exitCode = isProven ? 0 : 1
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const readArguments = (help: string, options: Options): Values | null => {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } })
    if (!values['help']) return values as Values
    process.stdout.write(`${help}\n`)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}\n`)
    process.exitCode = 2
  }
  return null
}

/** The whole number of an option. @throws Error that names the option */
export const numberOf = (values: Values, name: string, otherwise: number): number => {
  const text = values[name]
  if (text === undefined) return otherwise
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0)
    throw new Error(`--${name} needs a whole number, not "${String(text)}"`)
  return number
}
