/** One thing a scripted upstream does to a connection. A script is a list of these: byte-exact, in order. */
export type Step =
  | { do: 'head'; status: number; headers: Record<string, string> }
  | { do: 'write'; bytes: Uint8Array }
  | { do: 'wait'; ms: number }
  /** Says nothing more until the other side leaves or the upstream stops. */
  | { do: 'hang' }
  /** Destroys the socket: the other side sees the connection break. */
  | { do: 'cut' }
  | { do: 'end' }

export const head = (status: number, headers: Record<string, string> = {}): Step => ({
  do: 'head',
  status,
  headers,
})

/** Writes text (as UTF-8) or bytes in one write of its own. */
export const write = (content: string | Uint8Array): Step => ({
  do: 'write',
  bytes: typeof content === 'string' ? Buffer.from(content) : content,
})

export const wait = (ms: number): Step => ({ do: 'wait', ms })
export const hang: Step = { do: 'hang' }
export const cut: Step = { do: 'cut' }
export const end: Step = { do: 'end' }

/** A whole answer in one write. */
export const respond = (
  status: number,
  headers: Record<string, string>,
  body: string | Uint8Array,
): Step[] => [head(status, headers), write(body), end]
