import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

export const REPOSITORY = path.join(import.meta.dirname, '../../..')

/** Files of the repository that `npm start` needs. Of tests and benches only the manifests, for the lockfile. */
const IS_NEEDED = [
  /^(package\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|tsconfig\.json|LICENSE)$/,
  /^(apps|packages)\//,
  /^infra\/(host|onebox|compose)\//,
  /^[^.].*\/package\.json$/,
]
const IS_LEFT_OUT = /(\.test\.ts|\.gitignore)$|\/(tests|fixtures|golden)\/(?!.*package\.json$)/

/** Builds the folder of the npm package `gptget-server`. Returns its path. */
export const buildServer = async (folder: string): Promise<string> => {
  const files = await listFiles()
  await rm(folder, { recursive: true, force: true })
  const hash = createHash('sha256')
  for (const file of files) {
    const target = path.join(folder, 'platform', file)
    await mkdir(path.dirname(target), { recursive: true })
    await copyFile(path.join(REPOSITORY, file), target)
    hash.update(`${file}\n`).update(await readFile(target))
  }
  const own = path.join(import.meta.dirname, '../server/gptget-server.mjs')
  await copyFile(own, path.join(folder, 'gptget-server.mjs'))
  await copyFile(path.join(REPOSITORY, 'LICENSE'), path.join(folder, 'LICENSE'))
  await writeFile(path.join(folder, 'README.md'), README)
  const manifest = manifestOf(await readVersion(), hash.digest('hex').slice(0, 12))
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return folder
}

/** The version of the platform, which changesets set for all packages. */
export const readVersion = async (): Promise<string> => {
  const { version } = JSON.parse(
    await readFile(path.join(REPOSITORY, 'infra/release/package.json'), 'utf8'),
  ) as { version: string }
  return version
}

const listFiles = async (): Promise<string[]> => {
  const options = { cwd: REPOSITORY, maxBuffer: 32 * 1024 * 1024 }
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], options)
  return stdout
    .split('\0')
    .filter((file) => IS_NEEDED.some((pattern) => pattern.test(file)) && !IS_LEFT_OUT.test(file))
}

const manifestOf = (version: string, contentHash: string): object => ({
  name: 'gptget-server',
  version,
  description: 'GptGet on one machine: one endpoint, key and wallet for every kind of AI model.',
  license: 'Apache-2.0',
  type: 'module',
  bin: { 'gptget-server': 'gptget-server.mjs' },
  files: ['gptget-server.mjs', 'platform'],
  engines: { node: '>=18' },
  keywords: ['ai', 'llm', 'gateway', 'openai', 'anthropic', 'self-hosted'],
  /** Distinguishes builds of one version. */
  contentHash,
})

const README = `# gptget-server

\`npx gptget-server\` runs GptGet on this machine: an OpenAI-compatible API, accounts, a ledger and a console.
It needs Node 18 or later with npm, and Python 3 with pip (or Go, or a nats-server), on Linux or macOS; data is kept in \`./.gptget\`.
\`npx gptget-server --help\` says more.
`
