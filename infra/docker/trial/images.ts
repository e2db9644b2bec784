import { parseArgs } from 'node:util'
import { findFreePort } from '@gptget/embedded-servers'
import { BUNDLED_APPS } from '../bundle-services.ts'
import { SBOM_FILE } from '../sbom/write-sbom.ts'
import { makeBaseImages, STAND_IN } from './base-images.ts'
import { buildImage, OWN_IMAGES, prepareDeployment } from './deployment.ts'
import { requireEngine, startEngine, type Engine } from './engine.ts'
import type { Report } from './programs.ts'
import { measureStarts } from './measure-starts.ts'
import { hold, type Check, type Subcommand } from './subcommand.ts'

const MOST_MEGABYTES = 120
const SLOWEST_START_MS = 1_500
const IMAGE = `docker.io/library/${OWN_IMAGES.services}`

export const images: Subcommand = {
  help: `[--only starts]
Builds the image of the services twice and compares the two, on a base without a shell made of Debian packages; holds it
to its size, its user and its bill of materials; starts every service of docker-compose.yml from it, with a read-only
file system, and measures how long each takes until it is ready, and how much
CPU. With --only starts, builds it once and measures the starts alone. Takes about five minutes.`,
  run: async ({ directory, report, args }) => {
    const { only } = parseArgs({ args: [...args], options: { only: { type: 'string' } } }).values
    await requireEngine()
    const engine = await startEngine(directory)
    try {
      await makeBaseImages(engine, directory, report)
      for (const stage of ['nats', 'object-store'] as const) await buildImage(engine, stage, report)
      if (only === 'starts') {
        await buildImage(engine, 'services', report)
        return await startEach(engine, directory, report)
      }
      const builds = [await buildAnew(engine, report), await buildAnew(engine, report)]
      const isRight = await hold([areAlike, isSmall, isUnprivileged, saysWhatItHolds], report, {
        engine,
        builds,
        report,
      })
      return (await startEach(engine, directory, report)) && isRight
    } finally {
      await engine.stop()
    }
  },
}

/** The compared fields of podman's description of an image. */
type Image = {
  Id: string
  Digest: string
  Size: number
  RootFS: { Layers: string[] }
  Config: { User: string; Entrypoint: string[] }
}
type Built = { engine: Engine; builds: Image[]; report: Report }
type ImageCheck = Check<[Built]>

const inspect = async (engine: Engine, image: string): Promise<Image> =>
  (JSON.parse(await engine.podman(['image', 'inspect', image])) as Image[])[0]!

/** Builds without a cache. Every file and the image itself are dated 1970. */
const buildAnew = async (engine: Engine, report: Report): Promise<Image> => {
  await buildImage(engine, 'services', report, ['--no-cache', '--timestamp', '0'])
  return inspect(engine, IMAGE)
}

const areAlike: ImageCheck = {
  promise: 'two builds give the same image, byte for byte',
  findFaults: async ({ builds: [first, second], report }) => {
    report(`      ${first!.Digest}`)
    if (first!.Id === second!.Id) return []
    const layers = first!.RootFS.Layers.flatMap((layer, index) =>
      layer === second!.RootFS.Layers[index]
        ? []
        : [`layer ${index}: ${layer}, ${second!.RootFS.Layers[index]}`],
    )
    return [`${first!.Id} and ${second!.Id}`, ...layers]
  },
}

const isSmall: ImageCheck = {
  promise: `it adds less than ${MOST_MEGABYTES} MB to its base`,
  findFaults: async ({ engine, builds, report }) => {
    const base = await inspect(engine, STAND_IN.runtime)
    const megabytes = (builds[1]!.Size - base.Size) / 1e6
    report(`      ${megabytes.toFixed(1)} MB on a base of ${(base.Size / 1e6).toFixed(1)} MB`)
    return megabytes < MOST_MEGABYTES ? [] : [`${megabytes.toFixed(1)} MB`]
  },
}

const isUnprivileged: ImageCheck = {
  promise: 'it runs as an ordinary user, and node is its only program',
  findFaults: async ({ engine, builds }) => {
    const { User, Entrypoint } = builds[1]!.Config
    const look = `const fs=require('node:fs');for(const at of ['/bin','/usr/bin','/usr/sbin','/usr/local/bin'])if(fs.existsSync(at))console.log(fs.readdirSync(at).join(' '))`
    const programs = (await runNode(engine, '-e', look)).split(/\s+/).filter(Boolean)
    const shells = programs.filter((name) => /^(ba|da|z|k)?sh$|^busybox$|^perl$/.test(name))
    return [
      ...(/^[1-9]\d*:[1-9]\d*$/.test(User) ? [] : [`its user is "${User}"`]),
      ...(Entrypoint.join(' ') === 'node' ? [] : [`it starts by ${Entrypoint.join(' ')}`]),
      ...shells.map((name) => `it contains ${name}`),
    ]
  },
}

const saysWhatItHolds: ImageCheck = {
  promise: 'it contains every service, both command lines, ffmpeg and a bill of materials (CycloneDX)',
  findFaults: async ({ engine, report }) => {
    const held = `const fs=require('node:fs');console.log(JSON.stringify({files:fs.readdirSync('.'),bom:JSON.parse(fs.readFileSync('${SBOM_FILE}','utf8'))}))`
    const { files, bom } = JSON.parse(await runNode(engine, '-e', held)) as {
      files: string[]
      bom: { components: { name: string; purl?: string; licenses?: unknown[] }[] }
    }
    report(`      ${bom.components.length} components; ${BUNDLED_APPS.join(', ')}`)
    const version = (await runNode(engine, 'cli/gptget.js', '--version')).trim()
    return [
      ...BUNDLED_APPS.filter((name) => !files.includes(`${name}.mjs`)).map((name) => `no ${name}`),
      ...(/^\d+\.\d+\.\d+/.test(version) ? [] : [`gptget --version says ${version}`]),
      ...(files.includes('ffmpeg') && bom.components.some(({ name }) => name === 'ffmpeg')
        ? []
        : ['no ffmpeg']),
      ...(bom.components.length > 50 ? [] : ['the bill of materials is almost empty']),
      ...bom.components.filter(({ purl }) => purl === undefined).map((each) => JSON.stringify(each)),
    ]
  },
}

/** Runs node in the image as in production: read-only, without capabilities, and without a network. */
const runNode = (engine: Engine, ...args: string[]): Promise<string> =>
  engine.podman(['run', '--rm', '--read-only', '--cap-drop', 'all', '--network', 'none', IMAGE, ...args])

const startEach = async (engine: Engine, directory: string, report: Report): Promise<boolean> => {
  const deployment = await prepareDeployment(engine, directory, { port: await findFreePort() })
  try {
    const starts = await measureStarts(engine, deployment, report)
    const isFast: Check = {
      promise: `every service is ready within ${SLOWEST_START_MS / 1_000} s of its start`,
      findFaults: async () =>
        starts
          .filter(({ medianMs }) => medianMs > SLOWEST_START_MS)
          .map(({ service, medianMs }) => `${service}: ${medianMs} ms`),
    }
    return await hold([isFast], report)
  } finally {
    await deployment.compose('down', '--volumes', '--timeout', '5')
  }
}
