import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { repository } from './install-workspace.mjs'
import { step } from './report.mjs'
import { run } from './run.mjs'

const BUNDLES = 'node_modules/.gptget-services'
const program = path.join(repository, 'infra/host/build/main.ts')

/** Bundles the services and builds the pages where their sources changed. Returns the folder of the bundle. */
export const buildServices = async (tools) => {
  const built = findBundle(repository)
  if (built !== null) return built
  await step('building the services', () => run(tools.node, [program], { cwd: repository }))
  const bundle = findBundle(repository)
  if (bundle !== null) return bundle
  throw new Error('The sources changed while the services were built. Run the command again.')
}

/**
 * The bundle of the sources as they are now, else null. `infra/host/build/build-bundle.ts` writes what is read here.
 * `top`: the top of the repository.
 */
export const findBundle = (top) => {
  const current = readCurrent(top)
  if (current === null) return null
  const isFresh = Object.entries(current.files).every(
    ([file, state]) => describe(path.join(top, file)) === state,
  )
  return isFresh ? path.join(top, BUNDLES, current.name) : null
}

const readCurrent = (top) => {
  try {
    return JSON.parse(readFileSync(path.join(top, BUNDLES, 'current.json'), 'utf8'))
  } catch {
    // It was never built, or not to its end.
    return null
  }
}

const describe = (file) => {
  const found = statSync(file, { throwIfNoEntry: false })
  return found && `${found.mtimeMs} ${found.size}`
}
