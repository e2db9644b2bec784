import { readSnapshot } from '@gptget/catalog'
import { readFile } from 'node:fs/promises'
import type { RouterConfig } from '../config.ts'
import { parseDiscovered } from '../configuration/discovered.ts'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import { buildCatalog } from './build-catalog.ts'
import type { Catalog } from './catalog.ts'

/** A catalog, and the same for another day: models are retired while a router runs. */
export type LoadedCatalog = { catalog: Catalog; onDayOf: (now: Date) => Catalog }

/** Reads everything a catalog is made of. @throws ConfigurationError, or when the file cannot be read. */
export const loadCatalog = async ({
  configurationFile,
  env,
  byokFeeBasisPoints,
}: RouterConfig): Promise<LoadedCatalog> => {
  const source = configurationFile === null ? '' : await readFile(configurationFile, 'utf8')
  const snapshot = await readSnapshot()
  const discovered = parseDiscovered(env.GPTGET_DISCOVERED_PROVIDERS)
  const known = new Set(
    [...snapshot.models, ...discovered.flatMap(({ models }) => models)].map(({ id }) => id),
  )
  const configuration = parseConfiguration(source, configurationFile ?? 'configuration', env, known)
  const sources = { configuration, discovered, env, snapshot, byokFeeBasisPoints }
  const onDayOf = (now: Date): Catalog =>
    buildCatalog({
      ...sources,
      today: now.toISOString().slice(0, 10),
      nowSeconds: Math.floor(now.getTime() / 1000),
    })
  return { catalog: onDayOf(new Date()), onDayOf }
}
