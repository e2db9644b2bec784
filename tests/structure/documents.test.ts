import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')
const textOf = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8')

/** What git does not remove with a folder. */
const LEFTOVERS = new Set(['node_modules', '.turbo'])

const foldersIn = (parent: string): string[] =>
  readdirSync(path.join(REPOSITORY, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => readdirSync(path.join(REPOSITORY, parent, name)).some((file) => !LEFTOVERS.has(file)))

const documents = globSync(
  '{*,{.changeset,apps,packages,infra,tests,bench,docs,examples,findings,sdks}/**/*}.md',
  {
    cwd: REPOSITORY,
    exclude: (name) => name === 'node_modules' || name === 'fixtures',
  },
)

/** Targets of links to files of the repository, without their anchors. */
const linksOf = (document: string): string[] =>
  [...textOf(document).matchAll(/\]\(\s*([^)\s]+)\s*\)/g)]
    .map(([, target]) => target!.split('#')[0]!)
    .filter((target) => target !== '' && !target.startsWith('/') && !/^[a-z]+:/.test(target))

describe('the documents', () => {
  it('link only to files that exist', () => {
    expect(documents.length).toBeGreaterThan(80)
    const broken = documents.flatMap((document) =>
      linksOf(document)
        .filter((target) => !existsSync(path.join(REPOSITORY, path.dirname(document), target)))
        .map((target) => `${document}: ${target}`),
    )
    expect(broken).toEqual([])
  })

  it.each(['apps', 'packages', 'infra'])('docs/architecture.md has every folder of %s', (parent) => {
    const tree = /```text\n([^`]*)```/.exec(textOf('docs/architecture.md'))![1]!
    expect(foldersIn(parent).filter((name) => !tree.includes(`${name}/`))).toEqual([])
  })
})
