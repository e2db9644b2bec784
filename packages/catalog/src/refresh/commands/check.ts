import { snapshot } from '../../snapshot.ts'
import { describeDifference } from '../snapshot/describe-difference.ts'
import { printSnapshot } from '../snapshot/print-snapshot.ts'
import { readSnapshotFile, rebuild } from '../snapshot/snapshot-file.ts'
import { findBreaches } from '../rules/rules.ts'
import { findMissing, searchedFor, type Missing } from '../rules/find-missing.ts'
import { SEARCHED_ON } from '../reviewed/undocumented.ts'
import { print, printList } from './print.ts'

/** Checks the snapshot against the rules and its sources, and lists missing facts. Works without a network. */
export const check = (): number => {
  const kept = readSnapshotFile()
  const parsed = snapshot.safeParse(kept)
  if (!parsed.success) {
    printList(
      'not a snapshot',
      parsed.error.issues.slice(0, 20).map(({ path, message }) => `${path.join('.')}: ${message}`),
    )
    return 1
  }
  const { snapshot: made } = rebuild()
  const stale = printSnapshot(kept) === printSnapshot(made) ? [] : describeDifference(kept, made)
  const breaches = findBreaches(kept)
  const missing = findMissing(kept)
  const settled = printMissing(missing)
  printList('broken rules', breaches)
  printList('different from its sources (run: npm run catalog -- refresh --offline)', stale)
  for (const [id, { version, date }] of Object.entries(kept.sources))
    print(`source ${id}: ${version ?? 'a page'}, ${date}`)
  print(`${kept.models.length} models, ${kept.models.flatMap(({ routes }) => routes).length} routes`)
  return breaches.length + stale.length + settled.length > 0 ? 1 : 0
}

/** Prints the missing facts: those to search for, and those of which no document was found. @returns those known now */
const printMissing = (missing: Missing): string[] => {
  const { unsearched, undocumented, settled } = searchedFor(missing)
  for (const [what, ids] of Object.entries(unsearched)) printList(`missing: ${what}`, ids)
  for (const [what, ids] of Object.entries(undocumented))
    printList(`no document found on ${SEARCHED_ON}: ${what}`, ids)
  printList('known now (remove it from reviewed/undocumented.ts)', settled)
  return settled
}
