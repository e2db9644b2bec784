import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { step } from './report.mjs'
import { run } from './run.mjs'

/** The top of the repository. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url))
const stamp = path.join(repository, 'node_modules/.gptget-installed')

/** Installs the workspace's packages unless nothing about them changed since the last time. */
export const ensureWorkspace = async (tools) => {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const pnpm = await tools.pnpm()
  const PATH = [path.dirname(tools.node), process.env.PATH].join(path.delimiter)
  try {
    await step('installing the workspace (pnpm install)', () =>
      run(pnpm, ['install', '--frozen-lockfile', '--reporter=append-only'], {
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
  writeFileSync(stamp, wanted)
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
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'tests/package.json', 'bench/package.json']
    .concat(members.sort())
    .filter((file) => existsSync(path.join(repository, file)))
}
