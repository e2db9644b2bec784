import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { GROUPS } from './groups.ts'
import { renderMedia } from './media/render-media.ts'
import { renderPage } from './page.ts'
import { SCENARIOS } from './scenarios.ts'
import { renderSuites } from './suites/render-suites.ts'
import { readResults } from './suites/results.ts'
import { SUITES } from './suites/suites.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const PAGE = at('docs/conformance.md')

/** The current page. */
export const currentPage = async (): Promise<string> => {
  const [workspace, requirements, python] = await Promise.all(
    ['pnpm-workspace.yaml', 'tests/python/requirements.txt', 'tests/conformance/python/scenarios.json'].map(
      (path) => readFile(at(path), 'utf8'),
    ),
  )
  const versions = versionsIn(workspace ?? '')
  return renderPage({
    groups: GROUPS,
    scenarios: SCENARIOS,
    versions,
    media: renderMedia(versions),
    suites: renderSuites(SUITES, await readResults()),
    python: {
      ...(JSON.parse(python ?? '') as { ways: string[]; scenarios: string[] }),
      packages: (requirements ?? '')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('pytest'))
        .map((line) => line.replace(/^(.+)==(.+)$/, '`$1` $2')),
    },
  })
}

/** The exact versions in the workspace's catalog. */
const versionsIn = (workspace: string): Record<string, string> =>
  Object.fromEntries(
    [...workspace.matchAll(/^ {2}'?([^':\s]+)'?: (\d\S+)$/gm)].map(([, name = '', version = '']) => [
      name,
      version,
    ]),
  )
