import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Snapshot } from '../../snapshot.ts'
import { buildSnapshot } from './build-snapshot.ts'
import type { Built } from './build-snapshot.ts'
import { printSnapshot } from './print-snapshot.ts'
import { readSourceFile } from '../sources/source-file.ts'
import { SOURCES } from '../sources/sources.ts'

export const SNAPSHOT_FILE = new URL('../../../data/models.json', import.meta.url)

/** Builds the snapshot from the stored sources, without downloads. */
export const rebuild = (): Built => buildSnapshot(SOURCES.map(({ id }) => ({ id, file: readSourceFile(id) })))

/**
 * Reads the snapshot's file, which may have an earlier shape. Returns an empty snapshot if there is no file.
 */
export const readSnapshotFile = (): Snapshot =>
  existsSync(SNAPSHOT_FILE)
    ? (JSON.parse(readFileSync(SNAPSHOT_FILE, 'utf8')) as Snapshot)
    : { sources: {}, models: [] }

export const writeSnapshotFile = (made: Snapshot): void => writeFileSync(SNAPSHOT_FILE, printSnapshot(made))
