import { manifest as billing } from '@gptget/billing/manifest'
import { manifest as computers } from '@gptget/computers/manifest'
import { manifest as console } from '@gptget/console/manifest'
import { manifest as docs } from '@gptget/docs/manifest'
import { manifest as edgeGateway } from '@gptget/edge-gateway/manifest'
import { manifest as localModel } from '@gptget/local-model/manifest'
import { manifest as mediaProxy } from '@gptget/media-proxy/manifest'
import { manifest as realtime } from '@gptget/realtime/manifest'
import { manifest as router } from '@gptget/router/manifest'
import type { ServiceManifest } from '@gptget/runtime/manifest'
import { manifest as tasksWorker } from '@gptget/tasks-worker/manifest'

const ON_BUS = [
  billing,
  router,
  tasksWorker,
  mediaProxy,
  docs,
  console,
  computers,
  realtime,
  edgeGateway,
] as const
const APART = [localModel] as const

export type HostedName = (typeof ON_BUS)[number]['name']
export type ServiceName = HostedName | (typeof APART)[number]['name']

/** Services that can share a process and its bus. */
export const HOSTED: readonly ServiceManifest<HostedName>[] = ON_BUS

/** Every service of the platform. This is the only list of them; their properties are in the manifests. */
export const SERVICES: readonly ServiceManifest<ServiceName>[] = [...ON_BUS, ...APART]

/** Parses a list such as `edge-gateway,router`. @throws Error that names the services that can be hosted */
export const parseServices = (text: string): ServiceManifest<HostedName>[] => {
  const words = text.split(',').map((word) => word.trim())
  const services = words.flatMap((word) => HOSTED.filter(({ name }) => name === word))
  if (services.length === words.length && new Set(services).size === services.length) return services
  const known = HOSTED.map(({ name }) => name).join(',')
  throw new Error(
    `${JSON.stringify(text)} is not a list of services. Name each once, separated by commas: ${known}`,
  )
}

const BY_NAME = new Map(SERVICES.map((service) => [service.name, service]))

export const serviceNamed = (name: ServiceName): ServiceManifest<ServiceName> => BY_NAME.get(name)!
