import type { IncomingMessage } from 'node:http'

/** Slow senders are cut off after this, as nginx does. */
const TIMEOUT_MS = 30_000
const TICK_MS = 10
/** How many pieces are read in one tick, about 64 KiB each: 64 MiB a second in total. */
const READS_PER_TICK = 10

/** How many pieces each may still read in this tick, in the order in which they are read. */
const discarded = new Map<IncomingMessage, number>()
let timer: NodeJS.Timeout | null = null

/**
 * Reads and discards the rest of a refused body, so that the client receives the reason. All of them together are read
 * slowly, because they would otherwise delay others.
 */
export const discardRest = (request: IncomingMessage): void => {
  if (request.complete || request.destroyed || discarded.has(request)) return
  request.unpipe()
  request.removeAllListeners('data')
  request.on('data', () => {
    const left = (discarded.get(request) ?? 0) - 1
    if (left <= 0) request.pause()
    if (discarded.has(request)) discarded.set(request, left)
  })
  const cut = setTimeout(() => request.destroy(), TIMEOUT_MS).unref()
  request.once('close', () => {
    clearTimeout(cut)
    discarded.delete(request)
  })
  discarded.set(request, 0)
  timer ??= setInterval(readOnce, TICK_MS).unref()
}

const readOnce = (): void => {
  const reads = Math.max(1, Math.floor(READS_PER_TICK / discarded.size))
  for (const request of [...discarded.keys()].slice(0, READS_PER_TICK)) {
    // It goes to the end of the queue.
    discarded.delete(request)
    if (!request.complete && !request.destroyed) discarded.set(request, reads)
    request.resume()
  }
  if (discarded.size > 0 || timer === null) return
  clearInterval(timer)
  timer = null
}
