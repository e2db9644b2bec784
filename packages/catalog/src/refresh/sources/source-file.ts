import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { listing } from './listing.ts'
import { mediaEntry } from './media-entry.ts'

/** What is kept of a source: where it came from, and its listings by the seller's row in packages/providers. */
export const sourceFile = z.strictObject({
  package: z.string(),
  version: z.string(),
  /** The day whose prices these are. */
  date: z.iso.date(),
  licence: z.string(),
  url: z.url(),
  sellers: z.record(z.string(), z.array(listing)),
  /** Entries as the source has them, by its own names, of the models that `reviewed/media-models.ts` lists. */
  media: z.record(z.string(), mediaEntry).optional(),
})
export type SourceFile = z.output<typeof sourceFile>

const fileOf = (id: string): URL => new URL(`../../../data/sources/${id}.json`, import.meta.url)

/**
 * What was kept of a source when it was last downloaded. @throws when there is no such file, or it is not one of ours.
 */
export const readSourceFile = (id: string): SourceFile =>
  sourceFile.parse(JSON.parse(readFileSync(fileOf(id), 'utf8')))

/** Keeps a source, one line for each listing, so that differences can be read. */
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
