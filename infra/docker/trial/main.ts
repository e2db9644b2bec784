import path from 'node:path'
import { resolveCacheDirectory } from '@gptget/package-files'
import { balancers } from './balancers.ts'
import { build } from './build.ts'
import { chart } from './chart.ts'
import { cluster } from './cluster.ts'
import { compose } from './compose.ts'
import { dashboards } from './dashboards.ts'
import { desktops } from './desktops.ts'
import { images } from './images.ts'
import { observe } from './observe.ts'
import type { Report } from './programs.ts'
import { restore } from './restore.ts'
import type { Subcommand } from './subcommand.ts'
import { upgrade } from './upgrade.ts'

const SUBCOMMANDS: Record<string, Subcommand> = {
  compose,
  images,
  build,
  balancers,
  chart,
  desktops,
  upgrade,
  restore,
  cluster,
  observe,
  dashboards,
}

const startedAtMs = performance.now()
const report: Report = (line) =>
  void process.stdout.write(
    `${((performance.now() - startedAtMs) / 1000).toFixed(0).padStart(4)} s  ${line}\n`,
  )

const names = Object.keys(SUBCOMMANDS).join('|')
const help = [
  `npm run deploy:test -- [${names}]\n`,
  ...Object.entries(SUBCOMMANDS).map(
    ([name, { help }]) => `${name}${name === 'compose' ? ' (default)' : ''}\n${help}\n`,
  ),
].join('\n')

const main = async (name: string, args: readonly string[]): Promise<boolean> => {
  const subcommand = SUBCOMMANDS[name]
  if (subcommand === undefined) throw new Error(`There is no trial ${name}. One of: ${names}`)
  const directory = path.join(resolveCacheDirectory(process.env), 'deploy-test')
  return subcommand.run({ directory, report, args })
}

const [name = 'compose', ...args] = process.argv.slice(2)
if (name === '--help' || name === '-h') process.stdout.write(help)
else {
  try {
    process.exitCode = (await main(name, args)) ? 0 : 1
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
