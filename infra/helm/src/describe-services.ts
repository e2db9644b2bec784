import { ACCESS, computerHostAnnounced, serviceAnnounced, type Access, type BusUser } from '@gptget/contracts'
import { SERVICES } from '@gptget/host/services'
import type { ServiceManifest } from '@gptget/runtime/manifest'

/** What the chart's templates know of a service. */
export type ChartService = {
  summary: string
  isPublic: boolean
  /** The Postgres schema of its tables, and its role `gptget_<schema>`; null: it has none. */
  schema: string | null
  /** The variable that says in which folder it keeps files; null: it keeps none. */
  directoryVariable: string | null
  /** The variable of the file with a secret of its own. */
  secretFileVariable: string | null
  readsConfiguration: boolean
  reachesInternet: boolean
  hasLongAnswers: boolean
  /** Services whose HTTP port it asks. */
  asks: string[]
  semiSpaceMib: number | null
}

const BUNDLED: readonly ServiceManifest[] = SERVICES.filter(({ isBundled }) => isBundled)

const access = (name: string): Access => ACCESS[name as BusUser]

/**
 * Whom a service finds by what is announced on the bus: an edge forwards to all with paths; the console, which hears
 * the announcements too, asks edges. Hosts of computers ask each other.
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

/** Every service that the image can run, by name. */
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
        asks: askedBy(service),
        semiSpaceMib: service.memory.semiSpaceMib ?? null,
      },
    ]),
  )
