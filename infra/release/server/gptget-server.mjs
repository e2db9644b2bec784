#!/usr/bin/env node
// Runs the platform that is in this package: the same as `npm start` in a clone. It is copied into the cache first, for
// Node runs no TypeScript below a folder node_modules.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const platform = path.join(here, 'platform')
const bootstrapOf = (folder, file) => import(pathToFileURL(path.join(folder, 'infra/onebox', file)).href)
const { cacheDirectory } = await bootstrapOf(platform, 'bootstrap/cache-directory.mjs')
const { version, contentHash } = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'))

const HELP = `gptget-server ${version}: the whole of GptGet on this machine.

  npx gptget-server [start] [OPTIONS]   starts it (start --help lists the options); data is kept in ./.gptget
  npx gptget-server admin …             the operator's commands, for a platform that runs from the same folder

The first start fetches what it needs into ${cacheDirectory()}.
`

/** One that is being copied is never seen half: it gets its name when it is whole. */
const ensurePlatform = () => {
  const target = path.join(cacheDirectory(), `server-${version}-${contentHash}`)
  if (existsSync(target)) return target
  mkdirSync(path.dirname(target), { recursive: true })
  const fresh = mkdtempSync(`${target}.`)
  cpSync(platform, fresh, { recursive: true })
  try {
    renameSync(fresh, target)
  } catch (error) {
    // Another start was first.
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}

const [first = 'start', ...rest] = process.argv.slice(2)
if (first === '--help' || first === '-h') process.stdout.write(HELP)
else if (first === '--version') process.stdout.write(`${version}\n`)
else {
  const isCommand = first === 'start' || first === 'admin'
  process.argv.splice(2, process.argv.length, ...(isCommand ? [first, ...rest] : ['start', first, ...rest]))
  // What a clone has in its own folder is kept where the command was given.
  process.env.INIT_CWD = process.cwd()
  process.env.GPTGET_DATA_DIR = path.resolve(process.env.GPTGET_DATA_DIR || '.gptget')
  await bootstrapOf(ensurePlatform(), 'bootstrap.mjs')
}
