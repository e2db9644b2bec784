import { access, constants } from 'node:fs/promises'
import path from 'node:path'
import {
  installFile,
  isInstalled,
  readFromWheel,
  resolveCacheDirectory,
  type WheelFile,
} from '@gptget/package-files'

type Build = { wheel: WheelFile; sizeBytes: number }

const REQUIREMENT = 'imageio-ffmpeg==0.6.0'

/** The builds of ffmpeg 7 in PyPI's `imageio-ffmpeg` (checked 2026-11-29), by Node's platform and arch. */
const BUILDS: Readonly<Record<string, Build>> = {
  'linux-x64': build(
    'manylinux2014_x86_64',
    'c7e46fcec401dd990405049d2e2f475e2b397779df2519b544b8aab515195282',
    'ffmpeg-linux-x86_64-v7.0.2',
    79_826_272,
  ),
  'linux-arm64': build(
    'manylinux2014_aarch64',
    '1d47bebd83d2c5fc770720d211855f208af8a596c82d17730aa51e815cdee6dc',
    'ffmpeg-linux-aarch64-v7.0.2',
    51_134_160,
  ),
  'darwin-arm64': build(
    'macosx_11_0_arm64',
    'b1ae3173414b5fc5f538a726c4e48ea97edc0d2cdc11f103afee655c463fa742',
    'ffmpeg-macos-aarch64-v7.1',
    49_368_728,
  ),
  'darwin-x64': build(
    'macosx_10_9_intel',
    '9d2baaf867088508d4a3458e61eeb30e945c4ad8016025545f66c4b5aaef0a61',
    'ffmpeg-macos-x86_64-v7.1',
    75_991_688,
  ),
}

function build(platform: string, sha256: string, nameEnd: string, sizeBytes: number): Build {
  return { wheel: { requirement: REQUIREMENT, platform, sha256, nameEnd }, sizeBytes }
}

export type FfmpegOptions = {
  /**
   * `GPTGET_FFMPEG` names the operator's own, `GPTGET_CACHE_DIR` the folder for downloads; PATH finds ffmpeg and pip.
   */
  env: NodeJS.ProcessEnv
  /** Gets one line of progress for a person. */
  report: (line: string) => void
}

/**
 * The path of a working ffmpeg: the operator's, the pinned one in the cache, the one on the PATH, or a download of the
 * pinned one. @throws Error that says why there is none
 */
const ensureFfmpeg = async ({ env, report }: FfmpegOptions): Promise<string> => {
  if (env.GPTGET_FFMPEG) return env.GPTGET_FFMPEG
  const build = BUILDS[`${process.platform}-${process.arch}`]
  const pinned = path.join(resolveCacheDirectory(env), 'ffmpeg', build?.wheel.nameEnd ?? '')
  if (build !== undefined && (await isInstalled(pinned, build.sizeBytes))) return pinned
  const found = await findOnPath(env)
  if (found !== null) return found
  if (build === undefined)
    throw new Error(`there is no ffmpeg to fetch for ${process.platform} ${process.arch}`)
  report('fetching ffmpeg (30 MB) from PyPI, to convert sound')
  await installFile(pinned, (scratch) => readFromWheel(build.wheel, scratch, env), { mode: 0o755 })
  report('ffmpeg is verified and cached')
  return pinned
}

const findOnPath = async ({ PATH = '' }: NodeJS.ProcessEnv): Promise<string | null> => {
  for (const directory of PATH.split(path.delimiter).filter((directory) => directory !== '')) {
    const file = path.join(directory, 'ffmpeg')
    const isRunnable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isRunnable) return file
  }
  return null
}

/**
 * Finds or downloads ffmpeg at the first call; after a failure the next call retries.
 * @throws as `ensureFfmpeg` does
 */
export const ffmpegOnce = (options: FfmpegOptions): (() => Promise<string>) => {
  let finding: Promise<string> | undefined
  return async () => {
    finding ??= ensureFfmpeg(options)
    try {
      return await finding
    } catch (error) {
      finding = undefined
      throw error
    }
  }
}
