import { readSnapshot } from '@gptget/catalog'
import { readFile } from 'node:fs/promises'
import type { RouterConfig } from '../config.ts'
import { parseDiscovered } from '../configuration/discovered.ts'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import { buildCatalog } from './build-catalog.ts'
import type { Catalog } from './catalog.ts'

/** Reads everything a catalog is made of. @throws ConfigurationError, or when the file cannot be read. */
export const loadCatalog = async ({
  configurationFile,
  env,
  byokFeeBasisPoints,
}: RouterConfig): Promise<Catalog> => {
  const source = configurationFile === null ? '' : await readFile(configurationFile, 'utf8')
  const now = new Date()
  return buildCatalog({
    configuration: parseConfiguration(source, configurationFile ?? 'configuration', env),
    discovered: parseDiscovered(env.GPTGET_DISCOVERED_PROVIDERS),
    env,
    snapshot: await readSnapshot(),
    today: now.toISOString().slice(0, 10),
    byokFeeBasisPoints,
    nowSeconds: Math.floor(now.getTime() / 1000),
  })
}
