import type { ComputerHost } from '@gptget/contracts'

/** A host that said nothing for this long is gone: three announcements. */
export const FORGET_AFTER_MS = 9_000
/** One that left in order comes back after an update, and its desktops may run on meanwhile. */
const AWAY_MS = 60_000

type Known = ComputerHost & { heardAtMs: number }

/** The hosts of computers, as they announce themselves on the bus; this one among them. */
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

  /** Those that are there. */
  get hosts(): ComputerHost[] {
    return [...this.#known.values()].filter(
      ({ heardAtMs, isLeaving }) => !isLeaving && this.#now() - heardAtMs < FORGET_AFTER_MS,
    )
  }

  find(hostId: string): ComputerHost | null {
    return this.hosts.find((host) => host.hostId === hostId) ?? null
  }

  /** Every region in which there is a host. */
  get regions(): string[] {
    return [...new Set(this.hosts.flatMap(({ regions }) => regions))]
  }

  /** Whether a host said that it goes. */
  hasLeft(hostId: string): boolean {
    return this.#known.get(hostId)?.isLeaving === true
  }

  /**
   * Whether a host is gone: not heard of for long, though there was time to hear of it and this one hears itself.
   * Whoever is cut off from the bus hears nobody, and says of nobody that he is gone.
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
