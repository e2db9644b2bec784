import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { outcomeOf, type Check, type CheckOutcome } from './check.ts'

const report = z.object({
  advisories: z.record(
    z.string(),
    z.looseObject({
      module_name: z.string(),
      severity: z.string(),
      title: z.string(),
      vulnerable_versions: z.string(),
    }),
  ),
})

/** Runs `pnpm audit`: npm's own advisories, if the registry supports the request. */
export const checkNpmAdvisories = (repository: string): Check => ({
  name: 'npm advisories (pnpm audit)',
  run: () =>
    new Promise<CheckOutcome>((resolve) => {
      execFile(
        'pnpm',
        ['audit', '--json'],
        { cwd: repository, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 },
        (_error, stdout, stderr) => resolve(readAudit(stdout, stderr)),
      )
    }),
})

/** Reads pnpm's output, because it exits with 1 both for findings and for a failed request. */
export const readAudit = (stdout: string, stderr: string): CheckOutcome => {
  const start = stdout.indexOf('{')
  const parsed = start === -1 ? null : report.safeParse(tryParse(stdout.slice(start)))
  if (!parsed?.success) return { status: 'unreachable', reason: reasonOf(`${stdout}\n${stderr}`) }
  const findings = Object.values(parsed.data.advisories).map(
    (found) => `${found.module_name} ${found.vulnerable_versions}: ${found.severity}, ${found.title}`,
  )
  return outcomeOf('all packages of the lockfile', findings)
}

const tryParse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const reasonOf = (said: string): string =>
  /responded with \d+|ENOTFOUND|ECONNREFUSED|ETIMEDOUT/.exec(said)?.[0] ?? said.trim().slice(0, 200)

const workspace = z.object({ catalog: z.record(z.string(), z.string()) })
const version = z.looseObject({ deprecated: z.string().optional() })

/** Checks the pinned versions for deprecations: authors usually deprecate a version with a vulnerability. */
export const checkDeprecations = (workspaceFile: string, registry: string): Check => ({
  name: 'deprecated versions (npm)',
  run: async () => {
    const { catalog } = workspace.parse(parse(await readFile(workspaceFile, 'utf8')))
    const pinned = Object.entries(catalog)
    const findings: string[] = []
    for (const [name, pin] of pinned) {
      const response = await fetch(`${registry}/${name.replace('/', '%2f')}/${pin}`, {
        signal: AbortSignal.timeout(20_000),
      }).catch((error: unknown) => error as Error)
      if (response instanceof Error) return { status: 'unreachable', reason: response.message }
      if (!response.ok) return { status: 'unreachable', reason: `${name}@${pin}: HTTP ${response.status}` }
      const { deprecated } = version.parse(await response.json())
      if (deprecated) findings.push(`${name}@${pin} is deprecated: ${deprecated}`)
    }
    return outcomeOf(`${pinned.length} pinned packages`, findings)
  },
})
