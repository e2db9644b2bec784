export type Said = { title: string; description?: string }

let said: readonly Said[] = []
const listeners = new Set<() => void>()

const change = (now: readonly Said[]): void => {
  said = now
  for (const listener of listeners) listener()
}

/** Shows a short message at the edge of the page for a few seconds. */
export const say = (title: string, description?: string): void => change([...said, { title, description }])

/** The messages that are not shown yet, for `useSyncExternalStore`. */
export const readSaid = (): readonly Said[] => said
export const subscribeToSaid = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Returns the messages that are not shown yet; they count as shown from now on. */
export const takeSaid = (): readonly Said[] => {
  const taken = said
  if (taken.length > 0) change([])
  return taken
}
