import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeDifference } from '../snapshot/describe-difference.ts'
import { readSnapshotFile, rebuild, writeSnapshotFile } from '../snapshot/snapshot-file.ts'
import { findBreaches } from '../rules/rules.ts'
import { modelsDevApi, readModelsDev } from '../sources/models-dev.ts'
import { keepUseful } from '../sources/keep-useful.ts'
import { sourceFile, writeSourceFile } from '../sources/source-file.ts'
import type { SourceFile } from '../sources/source-file.ts'
import { SOURCES } from '../sources/sources.ts'
import { print, printList } from './print.ts'

/** Downloads every source, builds the snapshot, and shows the changes to review. Writes nothing if a rule is broken. */
export const refreshSources = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      offline: { type: 'boolean', default: false },
      'models-dev': { type: 'string' },
      date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    },
  })
  const modelsDev = values['models-dev']
  if (modelsDev !== undefined) {
    const api = modelsDevApi.parse(JSON.parse(readFileSync(modelsDev, 'utf8')))
    writeSourceFile('models-dev', readModelsDev(api, values.date))
  }
  if (!values.offline) await downloadAll()

  const before = readSnapshotFile()
  const { snapshot: after, notes } = rebuild()
  for (const [title, lines] of Object.entries(notes)) printList(title, lines)
  printList('changes', describeDifference(before, after))
  const breaches = findBreaches(after)
  printList('broken rules', breaches)
  print(`${after.models.length} models, ${after.models.flatMap(({ routes }) => routes).length} routes`)
  if (breaches.length > 0) {
    print(
      'Nothing was written. Correct the sources or the reviewed tables, and run: npm run catalog -- refresh --offline',
    )
    return 1
  }
  writeSnapshotFile(after)
  return 0
}

const downloadAll = async (): Promise<void> => {
  const files: { id: string; file: SourceFile }[] = []
  for (const { id, download } of SOURCES) {
    if (download === undefined) continue
    const file = sourceFile.parse(await download())
    files.push({ id, file })
    print(`downloaded ${file.package} ${file.version} of ${file.date}`)
  }
  for (const { id, file } of keepUseful(files)) writeSourceFile(id, file)
}
