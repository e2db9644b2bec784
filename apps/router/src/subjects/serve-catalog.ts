import type { Bus } from '@gptget/bus'
import { catalogChanged, catalogReload, readCatalog } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import { atEachMidnight } from '../catalog/at-each-midnight.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { loadCatalog } from '../catalog/load-catalog.ts'
import type { LoadedCatalog } from '../catalog/load-catalog.ts'
import type { RouterConfig } from '../config.ts'

type Parts = { bus: Bus; logger: Logger; lifetime: AsyncDisposableStack }

/**
 * Answers what can be called. Loads the configuration again when asked (SIGHUP, or over the bus), takes out each day what
 * its providers retire, and tells everybody when the catalog is another.
 */
export const serveCatalog = (
  config: RouterConfig,
  catalog: { current: LoadedCatalog },
  parts: Parts,
): void => {
  const { bus, logger, lifetime } = parts
  const tell = (): void => bus.emit(catalogChanged, { version: catalog.current.catalog.version })
  const reload = async (): Promise<void> => {
    try {
      catalog.current = await loadCatalog(config)
      const { version, models } = catalog.current.catalog
      logger.info({ version, models: models.size }, 'configuration loaded')
      tell()
    } catch (error) {
      logger.error({ err: error }, 'the changed configuration is not used; the one before it stays in force')
    }
  }
  const onAsked = (): void => void reload()
  process.on('SIGHUP', onAsked)
  lifetime.defer(() => void process.off('SIGHUP', onAsked))
  bus.on(catalogReload, onAsked)
  bus.serve(readCatalog, ({ known }) => describeCatalog(catalog.current.catalog, known))
  atEachMidnight(lifetime, (now) => {
    const { version } = catalog.current.catalog
    catalog.current = { ...catalog.current, catalog: catalog.current.onDayOf(now) }
    if (catalog.current.catalog.version !== version) tell()
  })
  tell()
}

const describeCatalog = ({ version, models, aliases }: Catalog, known: string | undefined) => ({
  version,
  aliases,
  models: known === version ? null : [...models.values()].map((model) => model.public),
})
