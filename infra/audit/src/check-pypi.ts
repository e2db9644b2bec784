import { z } from 'zod'
import { outcomeOf, type Check } from './check.ts'

const answer = z.object({
  info: z.object({ version: z.string() }),
  vulnerabilities: z.array(z.looseObject({ id: z.string(), summary: z.string().nullish() })),
})

/** Reads the advisories of a package's newest release from PyPI. Mirrors have no advisories for older releases. */
export const checkPypi = (name: string, version: string): Check => ({
  name: `PyPI: ${name}`,
  run: async () => {
    const response = await fetch(`https://pypi.org/pypi/${name}/json`, {
      signal: AbortSignal.timeout(20_000),
    }).catch((error: unknown) => error as Error)
    if (response instanceof Error) return { status: 'unreachable', reason: response.message }
    if (!response.ok) return { status: 'unreachable', reason: `HTTP ${response.status}` }
    const { info, vulnerabilities } = answer.parse(await response.json())
    if (info.version !== version)
      return {
        status: 'unreachable',
        reason: `PyPI reports advisories only for the newest release, ${info.version}`,
      }
    return outcomeOf(
      `${name}==${version}`,
      vulnerabilities.map(({ id, summary }) => `${name}==${version}: ${id}, ${summary ?? ''}`),
    )
  },
})
