import { readFileSync } from 'node:fs'

/**
 * Starts to measure. The returned function gives the milliseconds since then without those in which some process of
 * this machine waited for a processor. What must be quick can so be judged while other tests keep the machine busy.
 * Where the kernel does not count such waiting (only Linux does), it gives all milliseconds.
 */
export const startStopwatch = (): (() => number) => {
  const startedAtMs = performance.now()
  const waitedBeforeMs = readWaitedMs()
  return () => performance.now() - startedAtMs - (readWaitedMs() - waitedBeforeMs)
}

const readWaitedMs = (): number => {
  try {
    const [, microseconds] = /^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8'))!
    return Number(microseconds) / 1_000
  } catch {
    return 0
  }
}
