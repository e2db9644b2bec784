/** One action of a scripted upstream on a connection. A script is a list of steps. */
export type Step =
  | { do: 'head'; status: number; headers: Record<string, string> }
  | { do: 'write'; bytes: Uint8Array }
  | { do: 'wait'; ms: number }
  /** Sends nothing more until the client disconnects or the upstream stops. */
  | { do: 'hang' }
  /** Destroys the socket, so that the client sees a lost connection. */
  | { do: 'cut' }
  | { do: 'end' }

export const head = (status: number, headers: Record<string, string> = {}): Step => ({
  do: 'head',
  status,
  headers,
})

/** A step that writes text (as UTF-8) or bytes in one write. */
export const write = (content: string | Uint8Array): Step => ({
  do: 'write',
  bytes: typeof content === 'string' ? Buffer.from(content) : content,
})

export const wait = (ms: number): Step => ({ do: 'wait', ms })
export const hang: Step = { do: 'hang' }
export const cut: Step = { do: 'cut' }
export const end: Step = { do: 'end' }

/** Steps of a whole answer in one write. */
export const respond = (
  status: number,
  headers: Record<string, string>,
  body: string | Uint8Array,
): Step[] => [head(status, headers), write(body), end]
