import type { IncomingMessage } from 'node:http'

/** Who sends slowly is cut after this. */
const TIMEOUT_MS = 10_000
const TICK_MS = 10
/** So many are read from in one tick, each of them once: some 64 KiB a piece, 64 MiB a second in all. */
const READS_PER_TICK = 10

/** In the order in which they are read from. */
const discarded = new Set<IncomingMessage>()
let timer: NodeJS.Timeout | null = null

/**
 * Reads what is left of a refused body and throws it away, so that the client gets to hear why. All of them together
 * are read slowly: as fast as they come, they would hold up those who are served.
 */
export const discardRest = (request: IncomingMessage): void => {
  if (request.complete || request.destroyed) return
  request.unpipe()
  request.removeAllListeners('data')
  request.on('data', () => request.pause())
  const cut = setTimeout(() => request.destroy(), TIMEOUT_MS).unref()
  request.once('close', () => {
    clearTimeout(cut)
    discarded.delete(request)
  })
  discarded.add(request)
  timer ??= setInterval(readOnce, TICK_MS).unref()
}

const readOnce = (): void => {
  for (const request of [...discarded].slice(0, READS_PER_TICK)) {
    // It goes to the end of the line.
    discarded.delete(request)
    if (!request.complete && !request.destroyed) discarded.add(request)
    request.resume()
  }
  if (discarded.size > 0 || timer === null) return
  clearInterval(timer)
  timer = null
}
