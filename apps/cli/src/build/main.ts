import path from 'node:path'
import { buildCli } from './build-cli.ts'

const folder = process.argv[2] ?? path.resolve(import.meta.dirname, '../../dist')
console.log(await buildCli(path.resolve(folder)))
