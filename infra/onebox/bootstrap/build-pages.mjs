import path from 'node:path'
import { repository } from './install-workspace.mjs'
import { step } from './report.mjs'
import { run } from './run.mjs'

const program = path.join(repository, 'apps/console/build/main.ts')

/** Builds the pages of the console if they changed since the last build. */
export const buildPages = async (tools) => {
  const isBuilt = (await run(tools.node, [program, '--check'], { cwd: repository })).trim() === 'built'
  if (!isBuilt) await step('building the console', () => run(tools.node, [program], { cwd: repository }))
}
