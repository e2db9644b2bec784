import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import setUp from '../../packages/testkit/src/infrastructure/global-setup.ts'
import { findFolderCycles, sourceFilesIn } from './folder-cycles.ts'
import { measureChat } from './touched-by-chat.ts'
import type { Touched } from './touched-by-chat.ts'

/*
 * npm run structure: prints which files and how many functions one chat runs, and the folders of each app and package
 * that import each other.
 */

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0)

const describeTouched = (what: string, touched: Touched): void => {
  say(`\n${what}: ${sum(touched.values())} functions in ${touched.size} files`)
  const byFolder = Map.groupBy(touched, ([file]) => path.dirname(file))
  for (const [folder, files] of [...byFolder].toSorted(([a], [b]) => a.localeCompare(b))) {
    const functions = sum(files.map(([, count]) => count))
    const names = files.map(([file, count]) => `${path.basename(file, '.ts')} ${count}`)
    say(`  ${folder}: ${functions} (${names.join(', ')})`)
  }
}

const describeFolders = (): void => {
  say('\nfolders that import each other:')
  for (const area of ['apps', 'packages'])
    for (const name of readdirSync(path.join(REPOSITORY, area))) {
      const source = path.join(REPOSITORY, area, name, 'src')
      const cycles = findFolderCycles(source)
      const found = cycles.length === 0 ? 'none' : cycles.map((cycle) => cycle.join(' ')).join('; ')
      say(`  ${area}/${name} (${sourceFilesIn(source).length} files): ${found}`)
    }
}

const tearDown = await setUp()
try {
  describeTouched('A plain chat', await measureChat(false))
  describeTouched('A streamed chat', await measureChat(true))
} finally {
  await tearDown()
}
describeFolders()
