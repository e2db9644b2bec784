import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { listing } from './listing.ts'
import { mediaEntry } from './media-entry.ts'

/** The stored data of a source: its origin, and its listings by the seller's row in packages/providers. */
export const sourceFile = z.strictObject({
  package: z.string(),
  version: z.string(),
  /** The date of the prices. */
  date: z.iso.date(),
  licence: z.string(),
  url: z.url(),
  sellers: z.record(z.string(), z.array(listing)),
  /** The source's entries of the models in `reviewed/media-models.ts`, by its own names. */
  media: z.record(z.string(), mediaEntry).optional(),
})
export type SourceFile = z.output<typeof sourceFile>

const fileOf = (id: string): URL => new URL(`../../../data/sources/${id}.json`, import.meta.url)

/**
 * Reads the stored data of a source. @throws Error if the file does not exist or is invalid
 */
export const readSourceFile = (id: string): SourceFile =>
  sourceFile.parse(JSON.parse(readFileSync(fileOf(id), 'utf8')))

/** Stores a source with one line for each listing, so that diffs are readable. */
export const writeSourceFile = (id: string, { sellers, media, ...head }: SourceFile): void => {
  const groups = Object.entries(sellers)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([seller, listings]) =>
        `${JSON.stringify(seller)}:[\n${listings
          .toSorted((a, b) => (a.model < b.model ? -1 : 1))
          .map((each) => JSON.stringify(each))
          .join(',\n')}\n]`,
    )
  const entries = Object.entries(media ?? {}).map(
    ([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`,
  )
  const printed = media === undefined ? '' : `,"media":{\n${entries.toSorted().join(',\n')}\n}`
  writeFileSync(
    fileOf(id),
    `${JSON.stringify(head).slice(0, -1)},"sellers":{\n${groups.join(',\n')}\n}${printed}}\n`,
  )
}
