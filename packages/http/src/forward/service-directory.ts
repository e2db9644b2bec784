import type { Bus } from '@gptget/bus'
import { announcementsWanted, serviceAnnounced } from '@gptget/contracts'
import type { ServiceAnnouncement } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'

/** A service announces itself every five seconds. */
const FORGET_AFTER_MS = 15_000

type Known = ServiceAnnouncement & { seenAtMs: number }

/** The services that serve callers' paths, as they announce themselves on the bus. */
export class ServiceDirectory {
  readonly #now: () => number
  readonly #known = new Map<string, Known>()
  /** Everything that was announced once: what no process serves now is served again soon. */
  readonly #paths = new Set<string>()
  /** The same for services with paths. */
  readonly #services = new Set<string>()
  #turn = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** Listens, and asks existing services to announce themselves. */
  join(bus: Bus): void {
    bus.on(serviceAnnounced, (announcement) => this.hear(announcement))
    bus.emit(announcementsWanted, {})
  }

  hear(announcement: ServiceAnnouncement): void {
    if (announcement.isLeaving) this.#known.delete(announcement.processId)
    else this.#known.set(announcement.processId, { ...announcement, seenAtMs: this.#now() })
    for (const pattern of announcement.paths) this.#paths.add(pattern)
    if (announcement.paths.length > 0) this.#services.add(announcement.service)
  }

  /**
   * The addresses of the processes that serve a path, in turn: the first one is to be called first. Empty if no service
   * has it. @throws PublicError 503 if its service is down
   */
  find(path: string): string[] {
    const urls = this.#choose(({ paths }) => paths.some((pattern) => matches(pattern, path)))
    if (urls.length === 0 && this.#paths.values().some((pattern) => matches(pattern, path))) throw away()
    return urls
  }

  /** Every service that was ever announced, and whether a process of it is running now. */
  services(): { service: string; isThere: boolean }[] {
    return [...this.#services].map((service) => ({ service, isThere: this.findService(service).length > 0 }))
  }

  /** The same for the processes of a service. */
  findService(name: string): string[] {
    return this.#choose(({ service }) => service === name)
  }

  #choose(isMeant: (known: Known) => boolean): string[] {
    const oldest = this.#now() - FORGET_AFTER_MS
    for (const [id, { seenAtMs }] of this.#known) if (seenAtMs < oldest) this.#known.delete(id)
    const urls = [...this.#known.values()].filter(isMeant).map(({ url }) => url)
    if (urls.length === 0) return []
    const first = this.#turn++ % urls.length
    return [...urls.slice(first), ...urls.slice(0, first)]
  }
}

const away = (): PublicError =>
  new PublicError('service_unavailable', 'This part of the API is restarting. Retry.', {
    retryAfterMs: 1_000,
  })

/**
 * `/docs` is that path alone, `/docs/*` everything below it; `:id`, and a `*` before the end, match one segment, and
 * `*:cancel` one that ends like this.
 */
const matches = (pattern: string, path: string): boolean => {
  const isOpen = pattern.endsWith('/*')
  const wanted = (isOpen ? pattern.slice(0, -2) : pattern).split('/')
  const given = path.split('/')
  if (isOpen ? given.length <= wanted.length : given.length !== wanted.length) return false
  return wanted.every((segment, index) => matchesSegment(segment, given[index]!))
}

const matchesSegment = (wanted: string, given: string): boolean => {
  if (wanted === given) return true
  if (wanted.startsWith(':')) return given !== ''
  if (!wanted.startsWith('*')) return false
  const ending = wanted.slice(1)
  return given.length > ending.length && given.endsWith(ending)
}
