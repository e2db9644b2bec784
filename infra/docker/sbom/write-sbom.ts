import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { REPOSITORY } from '../read-compose.ts'
import { describeImage, parseBom, type Bom, type Component } from './describe-image.ts'

/** The name of the bill of materials in the image. */
export const SBOM_FILE = 'sbom.cdx.json'

/** Workspace packages whose dependencies, including those of the build, cover everything in the image. */
const WORKSPACES = ['@gptget/docker...', '@gptget/console', '@gptget/cli']

/**
 * Writes the software bill of materials of the bundles in `directory`, as CycloneDX, with the versions, licenses and
 * hashes of pnpm-lock.yaml, and with `components` of other sources.
 */
export const writeSbom = async (
  directory: string,
  bundledFiles: readonly string[],
  components: readonly Component[],
): Promise<void> => {
  const bom = describeImage(await readLock(), {
    files: bundledFiles,
    packages: await installedIn(path.join(directory, 'node_modules')),
    packagesWithTheirs: packagesBuiltApart(),
    components,
  })
  await writeFile(path.join(directory, SBOM_FILE), `${JSON.stringify(bom, null, 2)}\n`)
}

const readLock = async (): Promise<Bom> => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'gptget-sbom-'))
  const out = path.join(scratch, 'bom.json')
  try {
    const filters = WORKSPACES.flatMap((name) => ['--filter', name])
    const kind = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application']
    await promisify(execFile)('pnpm', ['sbom', ...kind, ...filters, '--out', out], { cwd: REPOSITORY })
    return parseBom(await readFile(out, 'utf8'))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const installedIn = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder)
  const inside = names.map(async (name) =>
    name.startsWith('@') ? (await readdir(path.join(folder, name))).map((each) => `${name}/${each}`) : [name],
  )
  return (await Promise.all(inside)).flat()
}

const IMPORTED = /(?:from|import|@import) '((?:@[^/']+\/)?[^./'][^/']*)/g

/** Sources that are built separately: the pages by Vite, and the command line. */
const BUILT_APART = [
  'apps/console/web/**/*.{ts,tsx,css}',
  'apps/cli/src/!(build)/**/*.ts',
  'apps/cli/src/*.ts',
]

const packagesBuiltApart = (): string[] => {
  const texts = globSync(BUILT_APART, { cwd: REPOSITORY }).map((file) =>
    readFileSync(path.join(REPOSITORY, file), 'utf8'),
  )
  const names = texts.flatMap((text) => [...text.matchAll(IMPORTED)].map(([, name]) => name!))
  return ['@novnc/novnc', ...new Set(names)]
}
