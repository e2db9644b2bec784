import { parseArgs } from 'node:util'
import { resolveCacheDirectory } from '@gptget/package-files'
import { buildImage, type Progress } from './build-image.ts'
import { findImage } from './find-image.ts'
import { importImage } from './import-image.ts'

const HELP = `npm run computers:install [-- --engine [SOCKET]]

Builds the root filesystem of computers (X11, Chromium, a shell) out of Debian packages into the cache folder, about
1.1 GB. As root, on Debian 12 or what is like it; about three minutes on two cores. Does nothing where it is there.

  --engine [SOCKET]   gives the image to a container engine too (/var/run/docker.sock), which then runs the desktops
`

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean' }, engine: { type: 'boolean' } },
  allowPositionals: true,
})

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const isTerminal = process.stdout.isTTY === true
const startedAt = Date.now()
let spokeAt = 0

/** A progress bar in a terminal; a line every few seconds in a log. */
const progress: Progress = (step, share) => {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0).padStart(4)
  const filled = Math.round(share * 30)
  const bar = `${'#'.repeat(filled)}${'.'.repeat(30 - filled)} ${String(Math.round(share * 100)).padStart(3)} %`
  if (isTerminal)
    return void process.stdout.write(`\r${seconds} s  ${bar}  ${step}`.slice(0, 110).padEnd(110))
  if (Date.now() - spokeAt < 5_000) return
  spokeAt = Date.now()
  process.stdout.write(`${seconds} s  ${bar}  ${step}\n`)
}

const install = async (): Promise<void> => {
  const cacheDir = resolveCacheDirectory(process.env)
  const image = findImage(cacheDir) ?? (await build(cacheDir))
  if (values.engine !== true) return say(`The desktop image is there: ${image}`)
  const socketPath = positionals[0] ?? '/var/run/docker.sock'
  const name = await importImage(image, socketPath, progress)
  say(`\nThe engine at ${socketPath} has it as ${name}.`)
}

const build = async (cacheDir: string): Promise<string> => {
  say('Building the desktop image. It takes about three minutes.')
  const image = await buildImage(cacheDir, progress)
  say(`\nBuilt in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`)
  return image
}

if (values.help) say(HELP)
else
  install().catch((error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
