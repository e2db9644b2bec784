import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createBrotliDecompress } from 'node:zlib'
import { resolveCacheDirectory } from '@gptget/package-files'
import { chromium, type Browser } from 'playwright-core'

const PACKAGE = fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')))

/** Starts the Chromium of an npm package, so that the machine needs no browser. */
export const startChromium = async (args: readonly string[] = []): Promise<Browser> => {
  const folder = await unpackOnce()
  return chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: ['--no-sandbox', '--headless=shell', ...args],
    // NSS is missing on a minimal machine.
    env: { ...process.env, LD_LIBRARY_PATH: path.join(folder, 'al2023/lib') },
  })
}

/** Arguments of Chromium for a WAV file as its microphone. The file repeats unless `%noloop` follows. */
export const withMicrophone = (file: string): string[] => [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-audio-capture=${file}`,
]

/** Its 200 MB are unpacked once into the cache. */
const unpackOnce = async (): Promise<string> => {
  const folder = path.join(resolveCacheDirectory(process.env), 'chromium-153.0.0')
  if (existsSync(folder)) return folder
  await mkdir(path.dirname(folder), { recursive: true })
  const fresh = await mkdtemp(`${folder}.`)
  await unpack('chromium', path.join(fresh, 'chromium'))
  await chmod(path.join(fresh, 'chromium'), 0o755)
  await unpack('al2023.tar', path.join(fresh, 'al2023.tar'))
  await mkdir(path.join(fresh, 'al2023'))
  await promisify(execFile)('tar', ['-xf', 'al2023.tar', '-C', 'al2023'], { cwd: fresh })
  // Another run may have been faster.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true }))
  return folder
}

const unpack = (name: string, to: string): Promise<void> =>
  pipeline(
    createReadStream(path.join(PACKAGE, 'bin', `${name}.br`)),
    createBrotliDecompress(),
    createWriteStream(to),
  )
