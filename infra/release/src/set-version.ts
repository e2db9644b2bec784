import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readVersion, REPOSITORY } from './build-server.ts'

/** Run after `changeset version`: copies the packages' version to files outside the workspace's packages. */
const version = await readVersion()
const file = path.join(REPOSITORY, 'package.json')
const text = await readFile(file, 'utf8')
await writeFile(file, text.replace(/^( {2}"version": ")[^"]+/m, `$1${version}`))
const pythonVersion = path.join(REPOSITORY, 'sdks/python/src/gptget/_version.py')
const python = await readFile(pythonVersion, 'utf8')
await writeFile(pythonVersion, python.replace(/^__version__ = ".*"/m, `__version__ = "${version}"`))
for (const program of ['infra/helm/src/main.ts', 'packages/api/src/document/write-document.ts'])
  execFileSync(process.execPath, [program], { cwd: REPOSITORY, stdio: 'inherit' })
console.log(version)
