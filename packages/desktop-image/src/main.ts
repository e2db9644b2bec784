import { resolveCacheDirectory } from '@gptget/package-files'
import { buildImage, type Progress } from './build-image.ts'
import { findImage } from './find-image.ts'

const HELP = `npm run computers:install

Builds the root filesystem of computers (X11, Chromium, a shell) out of Debian packages into the cache folder, about
1.1 GB. As root, on Debian 12 or what is like it; about three minutes on two cores. Does nothing where it is there.
`

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const isTerminal = process.stdout.isTTY === true
const startedAt = Date.now()
let spokeAt = 0

/** A bar that redraws itself on a terminal; a line every few seconds in a log. */
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
  const known = findImage(cacheDir)
  if (known !== null) return say(`The desktop image is there: ${known}`)
  say('Building the desktop image. It takes about three minutes.')
  const image = await buildImage(cacheDir, progress)
  say(`\nDone in ${((Date.now() - startedAt) / 1000).toFixed(0)} s: ${image}`)
}

if (process.argv.includes('--help')) say(HELP)
else
  install().catch((error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
