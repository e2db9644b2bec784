import { ACCESS, computerHostAnnounced, serviceAnnounced, type Access, type BusUser } from '@gptget/contracts'
import { SERVICES } from '@gptget/host/services'
import type { ServiceManifest } from '@gptget/runtime/manifest'

/** The facts about a service that the chart's templates use. */
export type ChartService = {
  summary: string
  isPublic: boolean
  /** The Postgres schema of its tables; its role is `gptget_<schema>`. null: it has none. */
  schema: string | null
  /** The variable of the folder for its files. null: it stores none. */
  directoryVariable: string | null
  /** The variable of the file with its own secret. */
  secretFileVariable: string | null
  readsConfiguration: boolean
  reachesInternet: boolean
  hasLongAnswers: boolean
  /** Services that it calls over HTTP. */
  asks: string[]
  semiSpaceMib: number | null
}

const BUNDLED: readonly ServiceManifest[] = SERVICES.filter(({ isBundled }) => isBundled)

const access = (name: string): Access => ACCESS[name as BusUser]

/**
 * The services that a service calls over HTTP, which it finds by their announcements on the bus: an edge forwards to
 * all services with paths, the console calls edges, and hosts of computers call each other.
 */
const askedBy = (service: ServiceManifest): string[] => {
  const hears = (announced: { name: string }): boolean =>
    access(service.name).hears.some(({ name }) => name === announced.name)
  if (hears(computerHostAnnounced)) return [service.name]
  if (!hears(serviceAnnounced)) return []
  const isAsked = service.isPublic
    ? (other: ServiceManifest) => other.paths !== undefined
    : (other: ServiceManifest) => other.isPublic === true
  return BUNDLED.filter(isAsked).map(({ name }) => name)
}

/** Every service of the image, by name. */
export const describeServices = (): Record<string, ChartService> =>
  Object.fromEntries(
    BUNDLED.map((service) => [
      service.name,
      {
        summary: service.summary,
        isPublic: service.isPublic ?? false,
        schema: service.tables ?? null,
        directoryVariable: service.directoryVariable ?? null,
        secretFileVariable: service.secretFileVariable ?? null,
        readsConfiguration: service.readsConfiguration ?? false,
        reachesInternet: service.reachesInternet ?? false,
        hasLongAnswers: service.hasLongAnswers ?? false,
        asks: [...askedBy(service), ...(service.sendsBodiesTo ?? [])],
        semiSpaceMib: service.memory.semiSpaceMib ?? null,
      },
    ]),
  )
