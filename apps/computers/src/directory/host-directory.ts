import type { ComputerHost } from '@gptget/contracts'

/** A host that is silent for this long is lost: three announcements. */
export const FORGET_AFTER_MS = 9_000
/** A host that left in order returns after an update, and its desktops may run meanwhile. */
const AWAY_MS = 60_000

/** A host that serves. */
export type ReachableHost = ComputerHost & { url: string }

type Known = ComputerHost & { heardAtMs: number }

/** The hosts of computers, including this one, as they announce themselves on the bus. */
export class HostDirectory {
  readonly #ownId: string
  readonly #now: () => number
  readonly #startedAtMs: number
  readonly #known = new Map<string, Known>()

  constructor(ownId: string, now: () => number) {
    this.#ownId = ownId
    this.#now = now
    this.#startedAtMs = now()
  }

  hear(host: ComputerHost): void {
    this.#known.set(host.hostId, { ...host, heardAtMs: this.#now() })
  }

  /** The available hosts. */
  get hosts(): ReachableHost[] {
    const isAvailable = ({ heardAtMs, isLeaving }: Known): boolean =>
      !isLeaving && this.#now() - heardAtMs < FORGET_AFTER_MS
    return [...this.#known.values()].filter(
      (host): host is Known & ReachableHost => host.url !== null && isAvailable(host),
    )
  }

  find(hostId: string): ReachableHost | null {
    return this.hosts.find((host) => host.hostId === hostId) ?? null
  }

  /** Every region with a host. */
  get regions(): string[] {
    return [...new Set(this.hosts.flatMap(({ regions }) => regions))]
  }

  /** Whether a host announced that it is leaving. */
  hasLeft(hostId: string): boolean {
    return this.#known.get(hostId)?.isLeaving === true
  }

  /**
   * Whether a host is lost: silent for long, although there was time to hear it and this host hears itself. A host that
   * is cut off from the bus hears no one, and considers no one lost.
   */
  isGone(hostId: string): boolean {
    if (hostId === this.#ownId || this.find(this.#ownId) === null) return false
    const { heardAtMs, isLeaving } = this.#known.get(hostId) ?? {
      heardAtMs: this.#startedAtMs,
      isLeaving: false,
    }
    return this.#now() - heardAtMs >= (isLeaving ? AWAY_MS : FORGET_AFTER_MS)
  }
}
