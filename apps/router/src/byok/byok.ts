import { byokKeyGone, byokTransportContext, readSealedKey, saveSealedKey } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import type { ByokKeyRecord } from '@gptget/contracts'
import { openFromTransport, openSecret, sealingKeyOf, sealSecret } from '@gptget/keys'
import type { KeyRing, SealingKey } from '@gptget/keys'
import { PublicError } from '@gptget/errors'
import { randomBytes } from 'node:crypto'

export type NamedByokKey = { byokKeyId: string; provider: string }

type StoreInput = { accountId: string; provider: string; sealedApiKey: string; name?: string }

const MAX_OPEN_KEYS = 10_000
const MAX_KEY_LENGTH = 1_000

/** Binds an encrypted key to its account and provider. */
const contextOf = (accountId: string, provider: string): string => JSON.stringify([accountId, provider])

/** Accounts' own provider keys: encrypted before they leave this process, decrypted only in memory. */
export class ByokKeys {
  readonly #bus: Bus
  readonly #ring: KeyRing | null
  readonly #open = new Map<string, Promise<string | null>>()

  constructor(bus: Bus, ring: KeyRing | null) {
    this.#bus = bus
    this.#ring = ring
    bus.on(byokKeyGone, ({ byokKeyId }) => void this.#open.delete(byokKeyId))
  }

  /**
   * The public key that encrypts a key on its way here. @throws PublicError service_unavailable without an encryption
   * key
   */
  sealingKey(): SealingKey {
    return sealingKeyOf(this.#requireRing())
  }

  /**
   * `provider`: its id; the caller may have spelled it differently. @throws PublicError service_unavailable without an
   * encryption key, invalid_request
   */
  async store(
    { accountId, provider: named, sealedApiKey, name }: StoreInput,
    provider: string,
  ): Promise<{ key: ByokKeyRecord }> {
    const ring = this.#requireRing()
    const apiKey = await openFromTransport(ring, sealedApiKey, byokTransportContext(accountId, named))
    if (!/^[\x21-\x7e]+$/.test(apiKey) || apiKey.length > MAX_KEY_LENGTH)
      throw new PublicError('invalid_request', 'api_key: expected a key as the provider shows it.', {
        param: 'api_key',
      })
    const sealed = sealSecret(ring, apiKey, contextOf(accountId, provider), randomBytes)
    const label = apiKey.length < 12 ? '…' : `${apiKey.slice(0, 4)}…${apiKey.slice(-4)}`
    return this.#bus.call(saveSealedKey, { accountId, provider, name: name ?? provider, label, sealed })
  }

  /** A decrypted key; null if it was deleted meanwhile. It is requested once and then kept in memory. */
  async open(accountId: string, { byokKeyId, provider }: NamedByokKey): Promise<string | null> {
    const known = this.#open.get(byokKeyId)
    if (known) return known
    const opened = this.#read(accountId, byokKeyId, provider)
    if (this.#open.size >= MAX_OPEN_KEYS) this.#open.delete(this.#open.keys().next().value!)
    this.#open.set(byokKeyId, opened)
    opened.catch(() => this.#open.delete(byokKeyId))
    return opened
  }

  async #read(accountId: string, byokKeyId: string, provider: string): Promise<string | null> {
    const { key } = await this.#bus.call(readSealedKey, { accountId, byokKeyId }, { attempts: 3 })
    return key === null ? null : openSecret(this.#requireRing(), key.sealed, contextOf(accountId, provider))
  }

  #requireRing(): KeyRing {
    if (this.#ring) return this.#ring
    throw new PublicError(
      'service_unavailable',
      'Provider keys cannot be stored here: the operator must set GPTGET_ENCRYPTION_KEY or GPTGET_ENCRYPTION_KEY_FILE for the routers.',
      { isRetryable: false },
    )
  }
}
