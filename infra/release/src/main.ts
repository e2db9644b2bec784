import path from 'node:path'
import { buildServer } from './build-server.ts'

const folder = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../dist'))
console.log(await buildServer(folder))
