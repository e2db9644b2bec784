import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Snapshot } from '../../snapshot.ts'
import { describeDifference } from '../snapshot/describe-difference.ts'
import { readSnapshotFile } from '../snapshot/snapshot-file.ts'
import { printList } from './print.ts'

const FOLDER = fileURLToPath(new URL('../../../data', import.meta.url))

/** Shows the changes of the snapshot since a commit. */
export const diff = ([ref = 'HEAD']: string[]): number => {
  const before = execFileSync('git', ['show', `${ref}:./models.json`], {
    cwd: FOLDER,
    maxBuffer: 64 * 1024 * 1024,
  })
  printList(
    `changes since ${ref}`,
    describeDifference(JSON.parse(before.toString()) as Snapshot, readSnapshotFile()),
  )
  return 0
}
