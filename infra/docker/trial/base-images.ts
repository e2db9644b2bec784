import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findGoProgram, findNatsServer } from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'
import type { Builder } from './engine.ts'
import { run } from './programs.ts'
import type { Report } from './programs.ts'

const BASE = 'localhost/gptget-trial-base'
const SMALL = 'localhost/gptget-trial-small'
/** What ffmpeg is built on. */
const STABLE = 'localhost/gptget-trial-debian'
/** Debian testing, whose nginx (1.27.3 or later) resolves the names of upstreams again at run time. */
const SUITE = 'forky'
const STABLE_SUITE = 'bookworm'
const DEBIAN_PACKAGES = ['ca-certificates', 'nginx-light', 'busybox', 'postgresql-18', 'libstdc++6']
/** The libraries of the node program. They are unpacked without the packages needed to install packages. */
const LIBRARIES = ['base-files', 'libc6', 'libstdc++6']
/** Node's official image contains npm, with which the Dockerfile installs pnpm. */
const NPM_VERSION = '11.6.2'
const STAND_INS = path.join(import.meta.dirname, 'stand-ins')

/** The stand-ins for the images that the compose file and the Dockerfile use. */
export const STAND_IN = {
  node: 'localhost/gptget-trial-node',
  debian: 'localhost/gptget-trial-build',
  runtime: 'localhost/gptget-trial-runtime',
  nats: 'localhost/gptget-trial-nats',
  'object-store': 'localhost/gptget-trial-object-store',
  nginx: 'localhost/gptget-trial-nginx',
  postgres: 'localhost/gptget-trial-postgres',
} as const

type Stage = keyof typeof STAND_IN

/** What each stage copies. Without the rest, a build does not carry node and npm to the engine every time. */
const FILES: Record<Stage, readonly string[]> = {
  node: ['node'],
  debian: [],
  runtime: ['node/bin/node'],
  nats: ['nats-server', 'nats-entrypoint.sh'],
  'object-store': ['versitygw'],
  nginx: [],
  postgres: ['postgres-entrypoint.sh'],
}

/** Builds the images that cannot be pulled here, and reports their program versions. */
export const makeBaseImages = async (engine: Builder, directory: string, report: Report): Promise<void> => {
  const images = await engine.podman(['images', '--format', '{{.Repository}}'])
  if (!images.includes(BASE)) await importDebian(engine, BASE, [SUITE, 'minbase', DEBIAN_PACKAGES], report)
  if (!images.includes(SMALL)) await importDebian(engine, SMALL, [SUITE, 'extract', LIBRARIES], report)
  if (!images.includes(STABLE))
    await importDebian(engine, STABLE, [STABLE_SUITE, 'minbase', ['ca-certificates']], report)
  const context = path.join(directory, 'stand-ins')
  await fillContext(context, report)
  for (const [stage, tag] of Object.entries(STAND_IN)) {
    report(`building a stand-in for ${stage}`)
    const ignored = path.join(directory, `stand-ins.${stage}.ignore`)
    const needed = ['Dockerfile', 'ca-certificates.crt', ...FILES[stage as Stage]]
    await writeFile(ignored, ['*', ...needed.map((file) => `!${file}`), ''].join('\n'))
    const options = ['--quiet', '--format', 'docker', '--ignorefile', ignored]
    await engine.podman(['build', ...options, '--target', stage, '--tag', tag, context])
  }
}

/** A file system of Debian packages. `extract` leaves out what is needed to install more. */
type System = [suite: string, variant: 'minbase' | 'extract', debianPackages: readonly string[]]

const importDebian = async (
  engine: Builder,
  tag: string,
  [suite, variant, debianPackages]: System,
  report: Report,
): Promise<void> => {
  report(`fetching Debian ${suite} with ${debianPackages.join(', ')}`)
  // Rarely updated mirrors have expired lists. The packages are still signed.
  const options = [`--variant=${variant}`, '--aptopt=Acquire::Check-Valid-Until "false"', '--quiet']
  const packages = `--include=${debianPackages.join(',')}`
  const debian = spawn('mmdebstrap', [...options, packages, suite, '-', 'http://deb.debian.org/debian'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const importing = spawn('podman', ['--remote', '--url', engine.address, 'import', '--quiet', '-', tag], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  debian.stdout.pipe(importing.stdin)
  const [[made], [imported]] = await Promise.all([once(debian, 'close'), once(importing, 'close')])
  if (made !== 0 || imported !== 0)
    throw new Error(`The Debian base image could not be made (${made}, ${imported}).`)
}

/** Collects the files that the stand-ins copy: npm, and the pinned programs that `npm start` also runs. */
const fillContext = async (context: string, report: Report): Promise<void> => {
  await mkdir(path.join(context, 'node/bin'), { recursive: true })
  await cp(STAND_INS, context, { recursive: true })
  await copyFile('/etc/ssl/certs/ca-certificates.crt', path.join(context, 'ca-certificates.crt'))
  await copyFile(process.execPath, path.join(context, 'node/bin/node'))
  const cacheDir = resolveCacheDirectory(process.env)
  const natsServer = await findNatsServer({ cacheDir, report })
  await copyFile(natsServer, path.join(context, 'nats-server'))
  await copyFile(await findGoProgram('versitygw', { cacheDir, report }), path.join(context, 'versitygw'))
  await run([
    'npm',
    'install',
    '--silent',
    '--global',
    '--prefix',
    path.join(context, 'node'),
    `npm@${NPM_VERSION}`,
  ])
}
