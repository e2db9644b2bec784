import type { Provider } from '@gptget/providers'

/** The credentials of each provider, in turn. */
export class Credentials {
  readonly #uses = new Map<string, number>()

  /** null: the provider asks for none. */
  next({ id, credentials }: Provider): string | null {
    if (credentials.length < 2) return credentials[0] ?? null
    const use = this.#uses.get(id) ?? 0
    this.#uses.set(id, use + 1)
    return credentials[use % credentials.length]!
  }
}
