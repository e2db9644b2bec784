import { snapshot } from '../../snapshot.ts'
import { describeDifference } from '../snapshot/describe-difference.ts'
import { printSnapshot } from '../snapshot/print-snapshot.ts'
import { readSnapshotFile, rebuild } from '../snapshot/snapshot-file.ts'
import { findBreaches } from '../rules/rules.ts'
import { findMissing } from '../rules/find-missing.ts'
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
  for (const [what, ids] of Object.entries(findMissing(kept))) printList(`missing: ${what}`, ids)
  printList('broken rules', breaches)
  printList('different from its sources (run: npm run catalog -- refresh --offline)', stale)
  for (const [id, { version, date }] of Object.entries(kept.sources))
    print(`source ${id}: ${version ?? 'a page'}, ${date}`)
  print(`${kept.models.length} models, ${kept.models.flatMap(({ routes }) => routes).length} routes`)
  return breaches.length > 0 || stale.length > 0 ? 1 : 0
}
