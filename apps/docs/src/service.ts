import { readCatalog } from '@gptget/contracts'
import { createMetrics } from '@gptget/runtime'
import type { Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { createApp } from './app.ts'
import type { DocsConfig } from './config.ts'
import { manifest } from './manifest.ts'

/** Starts the site: guides, the API reference and prices. @throws when NATS cannot be reached. */
export const create = (config: DocsConfig, dependencies: ServiceDependencies = {}): Promise<Service> =>
  startService(manifest, config, dependencies, {
    open: () => undefined,
    serve: (_, { bus, logger }) => {
      const checks = { bus: () => bus.isConnected() }
      const readModels = async () => (await bus.call(readCatalog, {})).models ?? []
      return { app: createApp({ readModels, logger }, checks), metrics: createMetrics('docs') }
    },
  })
