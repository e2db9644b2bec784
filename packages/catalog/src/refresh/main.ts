import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { snapshot } from '../snapshot.ts'
import { describeDifference } from './describe-difference.ts'
import { printSnapshot } from './print-snapshot.ts'
import { FACTS_FILE, refresh, SNAPSHOT_FILE } from './refresh.ts'
import { SELLERS } from './reviewed/sellers.ts'
import { extractFacts, modelsDevApi, printFacts } from './sources/facts.ts'

/**
 * Makes data/models.json of the installed data sets and shows what changes. `--check` writes nothing and exits 1 when
 * something would change. `--models-dev <api.json> --date <its day>` first renews the facts about models (limits,
 * modalities, abilities) from a copy of https://models.dev/api.json.
 */
const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    'models-dev': { type: 'string' },
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
})

const print = (line: string): boolean => process.stdout.write(`${line}\n`)

if (values['models-dev'] !== undefined) {
  const api = modelsDevApi.parse(JSON.parse(readFileSync(values['models-dev'], 'utf8')))
  const providerIds = SELLERS.map(({ modelsDev }) => modelsDev)
  writeFileSync(FACTS_FILE, printFacts(extractFacts(api, providerIds, values.date)))
}

const { snapshot: after, notes } = refresh()
const before = existsSync(SNAPSHOT_FILE)
  ? snapshot.parse(JSON.parse(readFileSync(SNAPSHOT_FILE, 'utf8')))
  : { sources: {}, models: [] }
const difference = describeDifference(before, after)

for (const [title, lines] of Object.entries({ ...notes, changes: difference })) {
  print(`${title} (${lines.length})`)
  for (const line of lines) print(`  ${line}`)
}
print(`${after.models.length} models, ${after.models.flatMap(({ routes }) => routes).length} routes`)

if (values.check) process.exitCode = difference.length > 0 ? 1 : 0
else writeFileSync(SNAPSHOT_FILE, printSnapshot(after))
