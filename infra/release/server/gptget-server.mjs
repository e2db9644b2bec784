#!/usr/bin/env node
// Runs the platform of this package, like `npm start` in a clone. Copies it into the cache first, because Node does not
// run TypeScript in a folder below node_modules.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const platform = path.join(here, 'platform')
const bootstrapOf = (folder, file) => import(pathToFileURL(path.join(folder, 'infra/onebox', file)).href)
const { cacheDirectory } = await bootstrapOf(platform, 'bootstrap/cache-directory.mjs')
const { version, contentHash } = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'))

const COMMANDS = new Set(['start', 'admin', 'computers:install'])
const HELP = `gptget-server ${version}: runs GptGet on this machine.

  npx gptget-server [start] [OPTIONS]   starts it (start --help lists the options); data is kept in ./.gptget
  npx gptget-server admin …             the operator's commands, for a platform started in the same folder
  npx gptget-server computers:install   builds the image of desktops, once

Where a message says npm start or npm run X, use npx gptget-server or npx gptget-server X.

The first start downloads its programs into ${cacheDirectory()}.
`

/** Copies the platform into the cache under a temporary name, and renames it when it is complete. */
const ensurePlatform = () => {
  const target = path.join(cacheDirectory(), `server-${version}-${contentHash}`)
  if (existsSync(target)) return target
  mkdirSync(path.dirname(target), { recursive: true })
  const fresh = mkdtempSync(`${target}.`)
  cpSync(platform, fresh, { recursive: true })
  try {
    renameSync(fresh, target)
  } catch (error) {
    // Another start was faster.
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}

const [first = 'start', ...rest] = process.argv.slice(2)
if (first === '--help' || first === '-h') process.stdout.write(HELP)
else if (first === '--version') process.stdout.write(`${version}\n`)
else {
  const isCommand = COMMANDS.has(first)
  process.argv.splice(2, process.argv.length, ...(isCommand ? [first, ...rest] : ['start', first, ...rest]))
  // The data that a clone stores in its own folder goes to the current folder.
  process.env.INIT_CWD = process.cwd()
  process.env.GPTGET_DATA_DIR = path.resolve(process.env.GPTGET_DATA_DIR || '.gptget')
  await bootstrapOf(ensurePlatform(), 'bootstrap.mjs')
}
