import type { Bus } from '@gptget/bus'
import {
  catalogChanged,
  catalogReload,
  catalogReloaded,
  checkConfiguration,
  readCatalog,
} from '@gptget/contracts'
import type { CatalogModel } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import { atEachMidnight } from '../catalog/at-each-midnight.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { catalogFrom, loadCatalog } from '../catalog/load-catalog.ts'
import type { LoadedCatalog } from '../catalog/load-catalog.ts'
import type { RouterConfig } from '../config.ts'
import type { RouterMetrics } from '../metrics.ts'

type Parts = { bus: Bus; logger: Logger; lifetime: AsyncDisposableStack; metrics: RouterMetrics }

/**
 * Answers which models can be called. Reloads the configuration on request (SIGHUP, or over the bus), removes retired
 * models each day, and announces every change of the catalog.
 */
export const serveCatalog = (
  config: RouterConfig,
  catalog: { current: LoadedCatalog },
  parts: Parts,
): void => {
  const { bus, logger, lifetime, metrics } = parts
  let refusal: string | null = null
  const tell = (): void => bus.emit(catalogChanged, { version: catalog.current.catalog.version })
  const reload = async (isEmptyAllowed: boolean): Promise<void> => {
    try {
      const loaded = await loadCatalog(config)
      requireModels(catalog.current, loaded, isEmptyAllowed)
      catalog.current = loaded
      const { version, models } = loaded.catalog
      logger.info({ version, models: models.size }, 'configuration loaded')
      refusal = null
      tell()
    } catch (error) {
      refusal = error instanceof Error ? error.message : String(error)
      logger.error({ err: error }, 'the changed configuration is invalid; the previous one is still in use')
    }
    metrics.configurationRefused.set(refusal === null ? 0 : 1)
    bus.emit(catalogReloaded, { version: catalog.current.catalog.version, refusal })
  }
  const onAsked = (): void => void reload(false)
  process.on('SIGHUP', onAsked)
  lifetime.defer(() => void process.off('SIGHUP', onAsked))
  bus.on(catalogReload, ({ isEmptyAllowed = false }) => void reload(isEmptyAllowed))
  bus.serve(readCatalog, ({ known }) => ({
    ...describeCatalog(catalog.current.catalog, known),
    ...(refusal === null ? {} : { refusal }),
  }))
  bus.serve(checkConfiguration, (asked) => check(config, asked))
  atEachMidnight(lifetime, (now) => {
    const { version } = catalog.current.catalog
    catalog.current = { ...catalog.current, catalog: catalog.current.onDayOf(now) }
    if (catalog.current.catalog.version !== version) tell()
  })
  tell()
}

/** A file that was emptied by mistake must not remove all models. @throws Error that says how to do it on purpose */
const requireModels = (before: LoadedCatalog, after: LoadedCatalog, isEmptyAllowed: boolean): void => {
  if (isEmptyAllowed || before.operatorModelCount === 0 || after.operatorModelCount > 0) return
  throw new Error(
    `The configuration has no models any more; the one in force has ${before.operatorModelCount}. ` +
      'If that is meant: config reload --allow-empty',
  )
}

const check = async (config: RouterConfig, { source, name }: { source: string | null; name: string }) => {
  try {
    const { catalog, operatorModelCount } = await (source === null
      ? loadCatalog(config)
      : catalogFrom(source, name, config))
    return { problem: null, modelCount: catalog.models.size, operatorModelCount }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { problem, modelCount: 0, operatorModelCount: 0 }
  }
}

const describeCatalog = ({ version, models, aliases }: Catalog, known: string | undefined) => ({
  version,
  aliases,
  models: known === version ? null : publicModelsOf(models),
})

/** The same list while the catalog is the same, so that it is packed once. */
const publicModelsOf = (models: Catalog['models']): CatalogModel[] => {
  const listed = listedModels.get(models) ?? [...models.values()].map((model) => model.public)
  listedModels.set(models, listed)
  return listed
}

const listedModels = new WeakMap<Catalog['models'], CatalogModel[]>()
