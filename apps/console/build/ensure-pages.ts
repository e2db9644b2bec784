import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

const CONSOLE = fileURLToPath(new URL('..', import.meta.url))
const REPOSITORY = path.join(CONSOLE, '../..')
const PAGES = path.join(CONSOLE, 'content/pages')
const STAMP = path.join(PAGES, '.built-from')

/** A hash of everything that the pages are built from. The lockfile stands for the packages. */
const sourcesHash = (): string => {
  const hash = createHash('sha256')
  const sources = globSync('{web,build}/**/*', { cwd: CONSOLE, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  for (const file of [...sources.sort(), path.join(REPOSITORY, 'pnpm-lock.yaml')])
    hash.update(`${path.relative(REPOSITORY, file)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

/** Whether the pages are built from the current sources. */
export const arePagesBuilt = (): boolean => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourcesHash()

/** Tests set another NODE_ENV, with which React would be half as large again and slower. */
const asInProduction = async (work: () => Promise<void>): Promise<void> => {
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  await work().finally(() => {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  })
}

const PACKED = /\.(js|css|svg)$/
const zip = promisify(gzip)
const shrink = promisify(brotliCompress)

/** Writes a compressed copy beside each file. The best compression is too slow for the time of a request. */
const pack = async (folder: string): Promise<void> => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => PACKED.test(name))
  await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name)
      const bytes = await readFile(file)
      await writeFile(`${file}.gz`, await zip(bytes, { level: 9 }))
      await writeFile(`${file}.br`, await shrink(bytes))
    }),
  )
}

/** Builds the pages if they have changed. Readers get the old or the new ones, never a mixture. */
export const ensurePages = async (): Promise<void> => {
  if (arePagesBuilt()) return
  const hash = sourcesHash()
  const fresh = `${PAGES}.${process.pid}`
  await asInProduction(async () => {
    const { build } = await import('vite')
    await build({
      configFile: path.join(CONSOLE, 'build/vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    })
  })
  await pack(fresh)
  await writeFile(path.join(fresh, '.built-from'), hash)
  await rm(PAGES, { recursive: true, force: true })
  await mkdir(path.dirname(PAGES), { recursive: true })
  await rename(fresh, PAGES)
}
