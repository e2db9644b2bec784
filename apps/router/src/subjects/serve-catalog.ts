import type { Bus } from '@gptget/bus'
import { catalogChanged, catalogReload, readCatalog } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import type { Catalog } from '../catalog/catalog.ts'
import { loadCatalog } from '../catalog/load-catalog.ts'
import type { RouterConfig } from '../config.ts'

type Parts = { bus: Bus; logger: Logger; lifetime: AsyncDisposableStack }

/**
 * Answers what can be called. Loads the configuration again when asked (SIGHUP, or over the bus), and tells everybody
 * when it is another.
 */
export const serveCatalog = (config: RouterConfig, catalog: { current: Catalog }, parts: Parts): void => {
  const { bus, logger, lifetime } = parts
  const tell = (): void => bus.emit(catalogChanged, { version: catalog.current.version })
  const reload = async (): Promise<void> => {
    try {
      catalog.current = await loadCatalog(config)
      const { version, models } = catalog.current
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
  bus.serve(readCatalog, ({ known }) => describeCatalog(catalog.current, known))
  tell()
}

const describeCatalog = ({ version, models }: Catalog, known: string | undefined) => ({
  version,
  models: known === version ? null : [...models.values()].map((model) => model.public),
})
