import { copyFile, readFile } from 'node:fs/promises'
import path from 'node:path'
import { bundleServices } from './bundle-services.ts'
import { parseComponents } from './sbom/describe-image.ts'
import { writeSbom } from './sbom/write-sbom.ts'

// node bundle.ts [folder of the bundles] [folder with ffmpeg, as ffmpeg/build.sh writes it]
const [target = path.join(import.meta.dirname, 'dist'), ffmpeg] = process.argv.slice(2)
const directory = path.resolve(target)
const bundledFiles = await bundleServices(directory)
if (ffmpeg !== undefined) await copyFile(path.join(ffmpeg, 'ffmpeg'), path.join(directory, 'ffmpeg'))
const components =
  ffmpeg === undefined ? [] : parseComponents(await readFile(path.join(ffmpeg, 'components.json'), 'utf8'))
await writeSbom(directory, bundledFiles, components)
console.log(`Bundled into ${directory}`)
