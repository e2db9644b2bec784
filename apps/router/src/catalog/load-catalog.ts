import { readSnapshot } from '@gptget/catalog'
import { withSecretFiles } from '@gptget/runtime'
import { readFile } from 'node:fs/promises'
import type { RouterConfig } from '../config.ts'
import { parseDiscovered } from '../configuration/discovered.ts'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import { buildCatalog } from './build-catalog.ts'
import type { Catalog } from './catalog.ts'

/** A catalog, and how to make it for another day: models are retired while a router runs. */
export type LoadedCatalog = {
  catalog: Catalog
  onDayOf: (now: Date) => Catalog
  /** How many models the operator's file has. */
  operatorModelCount: number
}

/** Reads all parts of a catalog. @throws ConfigurationError, or if the file cannot be read. */
export const loadCatalog = async (config: RouterConfig): Promise<LoadedCatalog> => {
  const { configurationFile } = config
  const source = configurationFile === null ? '' : await readFile(configurationFile, 'utf8')
  return catalogFrom(source, configurationFile ?? 'configuration', config)
}

/** The same for a text that is not a file yet. `name` is used in messages. @throws ConfigurationError */
export const catalogFrom = async (
  source: string,
  name: string,
  { env: processEnv, byokFeeBasisPoints }: RouterConfig,
): Promise<LoadedCatalog> => {
  const env = withSecretFiles(processEnv, processEnv.GPTGET_SECRETS_DIR)
  const snapshot = await readSnapshot()
  const discovered = parseDiscovered(env.GPTGET_DISCOVERED_PROVIDERS)
  const known = new Set(
    [...snapshot.models, ...discovered.flatMap(({ models }) => models)].map(({ id }) => id),
  )
  const configuration = parseConfiguration(source, name, env, known)
  const sources = { configuration, discovered, env, snapshot, byokFeeBasisPoints }
  const onDayOf = (now: Date): Catalog =>
    buildCatalog({
      ...sources,
      today: now.toISOString().slice(0, 10),
      nowSeconds: Math.floor(now.getTime() / 1000),
    })
  return {
    catalog: onDayOf(new Date()),
    onDayOf,
    operatorModelCount: Object.keys(configuration.models).length,
  }
}
