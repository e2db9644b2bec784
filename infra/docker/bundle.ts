import path from 'node:path'
import { bundleServices } from './bundle-services.ts'
import { writeSbom } from './sbom/write-sbom.ts'

const directory = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, 'dist'))
await writeSbom(directory, await bundleServices(directory))
console.log(`Bundled into ${directory}`)
