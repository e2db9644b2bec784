import type { IncomingMessage } from 'node:http'

/** Slow senders are cut off after this, as nginx does. */
const TIMEOUT_MS = 30_000
const TICK_MS = 10
/** How many pieces are read in one tick, about 64 KiB each, and of how many requests: 64 MiB a second in total. */
const READS_PER_TICK = 10

/** In the order in which they are read. */
const discarded = new Set<IncomingMessage>()
/** Those that are read in this tick. */
let reading: IncomingMessage[] = []
let readsLeft = 0
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
    readsLeft -= 1
    if (readsLeft <= 0) request.pause()
  })
  request.pause()
  const cut = setTimeout(() => request.destroy(), TIMEOUT_MS).unref()
  request.once('close', () => {
    clearTimeout(cut)
    discarded.delete(request)
  })
  discarded.add(request)
  timer ??= setInterval(readSome, TICK_MS).unref()
}

const readSome = (): void => {
  for (const request of reading) request.pause()
  const next = [...discarded].slice(0, READS_PER_TICK)
  reading = next.filter((request) => !request.complete && !request.destroyed)
  readsLeft = READS_PER_TICK
  for (const request of next) discarded.delete(request)
  for (const request of reading) {
    // It goes to the end of the queue.
    discarded.add(request)
    request.resume()
  }
  // Their last bytes have arrived, and only have to be taken out.
  for (const request of next) if (request.complete) request.removeAllListeners('data').resume()
  if (discarded.size > 0 || timer === null) return
  clearInterval(timer)
  timer = null
}
