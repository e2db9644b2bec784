import { existsSync } from 'node:fs'
import path from 'node:path'
import { installByGo } from '../install-by-go.ts'

/** The S3 server that our S3 driver is tested on. */
const VERSION = '1.8.0'
const MODULE = `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`

type FindOptions = { cacheDir: string; report: (line: string) => void; env?: NodeJS.ProcessEnv }

/**
 * The path of versitygw, a server of S3's protocol over a folder: from the cache, else built with the Go that is here.
 * @throws Error that says what to install
 */
export const findVersitygw = async ({
  cacheDir,
  report,
  env = process.env,
}: FindOptions): Promise<string> => {
  const target = path.join(cacheDir, `versitygw-${VERSION}-${process.platform}-${process.arch}`)
  const program = path.join(target, 'versitygw')
  if (existsSync(program)) return program
  const outcome = await installByGo({ name: 'versitygw', module: MODULE }, { target, env, report })
  if (outcome.status === 'installed') return program
  throw new Error(`versitygw ${VERSION} could not be built (${outcome.reason}): install Go 1.21 or later.`)
}
