import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { outcomeOf, type Check } from './check.ts'

/** An entry of Go's vulnerability database (https://go.dev/security/vuln/database), in the OSV format. */
const entry = z.object({
  id: z.string(),
  summary: z.string().default(''),
  affected: z.array(
    z.object({
      package: z.object({ name: z.string() }),
      ranges: z.array(
        z.object({
          type: z.string(),
          events: z.array(z.object({ introduced: z.string().optional(), fixed: z.string().optional() })),
        }),
      ),
    }),
  ),
})
type Entry = z.output<typeof entry>

/** Whether a version of a module is in one of the ranges of an entry. */
export const isAffected = ({ affected }: Entry, module: string, version: string): boolean =>
  affected
    .filter((each) => each.package.name === module)
    .some(({ ranges }) =>
      ranges.some(({ events }) => {
        let isIn = false
        for (const { introduced, fixed } of events) {
          if (introduced !== undefined && compareVersions(version, introduced) >= 0) isIn = true
          if (fixed !== undefined && compareVersions(version, fixed) >= 0) isIn = false
        }
        return isIn
      }),
    )

/** Compares versions such as `1.2.3` and `1.2.0-RC.1`. A pre-release comes before its release. */
const compareVersions = (a: string, b: string): number => {
  const [[aCore, aPre], [bCore, bPre]] = [split(a), split(b)]
  for (let index = 0; index < 3; index++) {
    const difference = (aCore[index] ?? 0) - (bCore[index] ?? 0)
    if (difference !== 0) return difference
  }
  if (aPre === bPre) return 0
  if (aPre === undefined) return 1
  return bPre === undefined ? -1 : aPre < bPre ? -1 : 1
}

const split = (version: string): [number[], string | undefined] => {
  const [core = '', pre] = version.split('-', 2)
  return [core.split('.').map(Number), pre]
}

const run = promisify(execFile)

/** Checks Go's vulnerability database, which is a Go module, so that the module proxy serves it. */
export const checkGoModule = (module: string, version: string): Check => ({
  name: `Go vulnerability database: ${module}`,
  run: async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'gptget-audit-'))
    try {
      const env = { ...process.env, GOPATH: home, GOFLAGS: '-modcacherw' }
      const asked = ['mod', 'download', '-json', 'golang.org/x/vulndb@latest']
      const { stdout } = await run('go', asked, { env, cwd: home, timeout: 180_000 })
      const { Dir: directory, Version: database } = JSON.parse(stdout) as { Dir: string; Version: string }
      const folder = path.join(directory, 'data/osv')
      const findings: string[] = []
      for (const file of await readdir(folder)) {
        const text = await readFile(path.join(folder, file), 'utf8')
        if (!text.includes(`"${module}"`)) continue
        const read = entry.parse(JSON.parse(text))
        if (isAffected(read, module, version))
          findings.push(`${module}@${version}: ${read.id}, ${read.summary}`)
      }
      return outcomeOf(`${module}@${version}, database ${database}`, findings)
    } catch (error) {
      return { status: 'unreachable', reason: (error as Error).message.split('\n')[0]! }
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  },
})
