import { createMetrics, isConnected } from '@gptget/runtime'
import type { Service, ServiceDependencies } from '@gptget/runtime'
import { startService } from '@gptget/runtime/service'
import { createApp } from './app.ts'
import type { DocsConfig } from './config.ts'
import { manifest } from './manifest.ts'

/** Starts the site: guides and the API reference. @throws Error if NATS cannot be reached */
export const create = (config: DocsConfig, dependencies: ServiceDependencies = {}): Promise<Service> =>
  startService(manifest, config, dependencies, {
    open: () => undefined,
    serve: (_, { bus }) => {
      const checks = { bus: () => isConnected(bus) }
      return { app: createApp({ checks }), metrics: createMetrics('docs') }
    },
  })
