import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { step } from './report.mjs'
import { run } from './run.mjs'

/** The top of the repository. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url))
const stamp = path.join(repository, 'node_modules/.gptget-installed')

/** Whether nothing about the workspace's packages changed since they were installed. */
export const isWorkspaceInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()

/** Installs the workspace's packages. */
export const installWorkspace = async (tools) => {
  const PATH = [...tools.directories, process.env.PATH].join(path.delimiter)
  try {
    await step('installing the workspace (pnpm install)', () =>
      run(tools.pnpm, ['install', '--frozen-lockfile', '--reporter=append-only'], {
        cwd: repository,
        // CI: pnpm must not stop to ask a question.
        env: { ...process.env, PATH, CI: 'true' },
      }),
    )
  } catch (error) {
    throw new Error(
      `${error.message}\n\nWhat to do: if that is the network, run the command again: what arrived is kept.\n` +
        'If it is an outdated lockfile, run `pnpm install` and commit pnpm-lock.yaml.',
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
