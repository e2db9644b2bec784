import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'

const APP = path.resolve(import.meta.dirname, '../..')
const REPOSITORY = path.resolve(APP, '../..')

/** Builds the npm package `gptget` in a folder: one bundled file without dependencies. Returns the folder's path. */
export const buildCli = async (folder: string): Promise<string> => {
  const { version } = JSON.parse(await readFile(path.join(APP, 'package.json'), 'utf8')) as {
    version: string
  }
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await build({
    entryPoints: [path.join(APP, 'src/main.ts')],
    outfile: path.join(folder, 'gptget.js'),
    bundle: true,
    platform: 'node',
    target: 'node22.12',
    format: 'esm',
    // jsonc-parser's UMD build requires its parts at run time, which cannot be bundled.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'eof',
    define: { GPTGET_VERSION: JSON.stringify(version) },
    banner: { js: BANNER },
  })
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifestOf(version), null, 2)}\n`)
  for (const name of ['README.md', 'CHANGELOG.md'])
    await copyFile(path.join(APP, name), path.join(folder, name))
  await copyFile(path.join(REPOSITORY, 'LICENSE'), path.join(folder, 'LICENSE'))
  return folder
}

/** CommonJS dependencies call `require` for Node's own modules. */
const BANNER = `#!/usr/bin/env node
import { createRequire as gptgetCreateRequire } from 'node:module'
const require = gptgetCreateRequire(import.meta.url)`

const manifestOf = (version: string): object => ({
  name: 'gptget',
  version,
  description: 'The command line of GptGet: AI models of every kind and cloud desktops, with one key.',
  license: 'Apache-2.0',
  type: 'module',
  bin: { gptget: 'gptget.js' },
  files: ['gptget.js', 'CHANGELOG.md'],
  engines: { node: '>=22.12' },
  keywords: ['ai', 'llm', 'cli', 'chat', 'computer-use', 'desktop', 'gateway'],
})
