import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { step } from './report.mjs'
import { run } from './run.mjs'

/** The top of the repository. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url))
const stamp = path.join(repository, 'node_modules/.gptget-installed')

/** Whether the installed packages match the manifests and the lockfile. */
export const isWorkspaceInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()

/** Installs the workspace's packages. */
export const installWorkspace = async (tools) => {
  const PATH = [...tools.directories, process.env.PATH].join(path.delimiter)
  try {
    await step('installing the workspace (pnpm install)', () =>
      run(tools.pnpm, ['install', '--frozen-lockfile', '--reporter=append-only'], {
        cwd: repository,
        // With CI set, pnpm does not ask questions.
        env: { ...process.env, PATH, CI: 'true' },
      }),
    )
  } catch (error) {
    throw new Error(
      `${error.message}\n\nIf the network failed, run the command again: finished downloads are kept.\n` +
        'If the lockfile is outdated, run `pnpm install` and commit pnpm-lock.yaml.',
      { cause: error },
    )
  }
  writeFileSync(stamp, fingerprint())
}

const fingerprint = () => {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`)
  for (const file of manifests()) hash.update(`${file}\n`).update(readFileSync(path.join(repository, file)))
  return hash.digest('hex')
}

const manifests = () => {
  const members = ['apps', 'packages', 'infra'].flatMap((folder) =>
    readdirSync(path.join(repository, folder)).map((name) => `${folder}/${name}/package.json`),
  )
  return [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    'tests/package.json',
    'bench/package.json',
    'examples/javascript/package.json',
  ]
    .concat(members.sort())
    .filter((file) => existsSync(path.join(repository, file)))
}
