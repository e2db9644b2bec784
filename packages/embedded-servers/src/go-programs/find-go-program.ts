import { existsSync } from 'node:fs'
import path from 'node:path'
import { installByGo } from '../install-by-go.ts'

/** Servers for tests, as Go modules. */
const PROGRAMS = {
  /** S3 over a folder. */
  versitygw: { version: '1.8.0', module: 'github.com/versity/versitygw/cmd/versitygw' },
  /** SMTP that keeps every mail, and an API that shows them. */
  mailpit: { version: '1.33.1', module: 'github.com/axllent/mailpit' },
  /** Stripe's API according to its OpenAPI document, by Stripe. */
  'stripe-mock': { version: '0.203.0', module: 'github.com/stripe/stripe-mock' },
} as const

type Name = keyof typeof PROGRAMS

/** The names of all programs. */
export const GO_PROGRAMS = Object.keys(PROGRAMS) as Name[]

type FindOptions = { cacheDir: string; report: (line: string) => void; env?: NodeJS.ProcessEnv }

/**
 * The path of a program: from the cache, else built with the installed Go.
 * @throws Error that says what to install
 */
export const findGoProgram = async (
  name: Name,
  { cacheDir, report, env = process.env }: FindOptions,
): Promise<string> => {
  const { version, module } = PROGRAMS[name]
  const target = path.join(cacheDir, `${name}-${version}-${process.platform}-${process.arch}`)
  const program = path.join(target, name)
  if (existsSync(program)) return program
  const outcome = await installByGo({ name, module: `${module}@v${version}` }, { target, env, report })
  if (outcome.status === 'installed') return program
  throw new Error(`${name} ${version} could not be built (${outcome.reason}): install Go 1.21 or later.`)
}
