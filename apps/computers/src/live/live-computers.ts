import { EventEmitter } from 'node:events'
import { PublicError } from '@gptget/errors'
import { Turn } from '@gptget/runtime'
import type { Socket } from 'node:net'
import type { AppliedLimits, Channel, ComputerDriver, DesktopSpec } from '../drivers/driver.ts'
import { RfbConnection } from '../screen/rfb.ts'
import { Screen } from '../screen/screen.ts'

/** A viewer. */
export type Viewer = {
  tokenId: string
  /** The edge of the connection. */
  edgeId: string | null
  close(reason: string): void
  revoke(): void
  /** The edge of the connection stops; with `isCut`, now. The client should reconnect. */
  leave(isCut: boolean): void
}

export type LiveInput = {
  computerId: string
  accountId: string
  spec: DesktopSpec
  limits: AppliedLimits
}

export type Surroundings = {
  driver: ComputerDriver
  now: () => number
  /** Called for each desktop that is woken. */
  onThaw: (live: LiveComputer) => void
}

/** A desktop that runs here, and its current users. */
export class LiveComputer {
  readonly computerId: string
  readonly accountId: string
  spec: DesktopSpec
  limits: AppliedLimits
  isFrozen = false
  usedAtMs: number
  readonly viewers = new Set<Viewer>()
  readonly #persons = new EventEmitter()
  readonly #closing = new AbortController()
  readonly #driver: ComputerDriver
  readonly #now: () => number
  readonly #onThaw: Surroundings['onThaw']
  #screen: Promise<Screen> | null = null
  #uses = 0
  readonly #turn = new Turn()
  #thawing: Promise<void> | null = null

  constructor({ computerId, accountId, spec, limits }: LiveInput, { driver, now, onThaw }: Surroundings) {
    this.computerId = computerId
    this.accountId = accountId
    this.spec = spec
    this.limits = limits
    this.#driver = driver
    this.#now = now
    this.#onThaw = onThaw
    this.usedAtMs = now()
  }

  /** Aborted when its desktop ends. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** Calls back when a person types or clicks in the live view, until the returned function is called. */
  onPerson(listener: () => void): () => void {
    this.#persons.on('acts', listener)
    return () => this.#persons.off('acts', listener)
  }

  /** A person types or clicks. */
  personActs(): void {
    this.#persons.emit('acts')
  }

  get instanceId(): string {
    return this.spec.instanceId
  }

  get isInUse(): boolean {
    return this.#uses > 0 || this.viewers.size > 0
  }

  /** Uses the desktop, which stays awake meanwhile. */
  async use<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#uses += 1
    this.usedAtMs = this.#now()
    try {
      await this.thaw()
      return await act()
    } finally {
      this.#uses -= 1
      this.usedAtMs = this.#now()
    }
  }

  /** Like `use`, but one after the other: two callers that type at once would mix their letters. */
  inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    return this.#turn.take(() => this.use(act))
  }

  async freeze(): Promise<void> {
    await this.#driver.pause(this.instanceId)
    this.isFrozen = true
  }

  thaw(): Promise<void> {
    if (!this.isFrozen) return Promise.resolve()
    this.#thawing ??= this.#wake().finally(() => (this.#thawing = null))
    return this.#thawing
  }

  async #wake(): Promise<void> {
    await this.#driver.resume(this.instanceId)
    this.isFrozen = false
    this.#onThaw(this)
  }

  /** Its screen, through our only connection to it. @throws PublicError 503 if it cannot be reached */
  screen(): Promise<Screen> {
    this.#screen ??= this.#openScreen()
    return this.#screen
  }

  async #openScreen(): Promise<Screen> {
    try {
      const screen = new Screen(await RfbConnection.open(await this.connect('rfb')), () => performance.now())
      void screen.ended.then(() => (this.#screen = null))
      return screen
    } catch (error) {
      this.#screen = null
      throw new PublicError(
        'service_unavailable',
        'The screen cannot be reached. Retry.',
        { retryAfterMs: 500 },
        error,
      )
    }
  }

  connect(channel: Channel): Promise<Socket> {
    return this.#driver.connect(this.instanceId, channel)
  }

  /** Disconnects everyone. */
  async close(reason: string): Promise<void> {
    this.#closing.abort()
    for (const viewer of this.viewers) viewer.close(reason)
    this.viewers.clear()
    const screen = this.#screen
    this.#screen = null
    await screen?.then(
      (opened) => opened.close(),
      () => {},
    )
  }
}

/** Every desktop that runs here, by its computer's id. */
export class LiveComputers {
  readonly #surroundings: Surroundings
  readonly #live = new Map<string, LiveComputer>()
  #starting = 0

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  get size(): number {
    return this.#live.size
  }

  /** Running computers, and those with reserved capacity while they start. */
  get taken(): number {
    return this.#live.size + this.#starting
  }

  /** Reserves capacity for a computer while it starts, so that concurrent starts do not all take the last place. */
  async keepRoom<Result>(start: () => Promise<Result>): Promise<Result> {
    this.#starting += 1
    try {
      return await start()
    } finally {
      this.#starting -= 1
    }
  }

  [Symbol.iterator](): IterableIterator<LiveComputer> {
    return this.#live.values()
  }

  add(input: LiveInput): LiveComputer {
    const live = new LiveComputer(input, this.#surroundings)
    this.#live.set(input.computerId, live)
    return live
  }

  find(computerId: string): LiveComputer | undefined {
    return this.#live.get(computerId)
  }

  findInstance(instanceId: string): LiveComputer | undefined {
    return [...this.#live.values()].find((live) => live.instanceId === instanceId)
  }

  async remove(computerId: string, reason: string): Promise<void> {
    const live = this.#live.get(computerId)
    this.#live.delete(computerId)
    await live?.close(reason)
  }
}
