import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'

/**
 * Loaded before a program to measure its allocations: answers each message of the parent process with the bytes
 * allocated so far. Exact only without garbage collections, which `collections` counts; the young generation must be
 * large enough to avoid them.
 */
export type Allocations = { bytes: number; collections: number }

let collections = 0
new PerformanceObserver((list) => {
  collections += list.getEntries().length
}).observe({ entryTypes: ['gc'] })

process.on('message', () => {
  const bytes = getHeapStatistics().used_heap_size + process.memoryUsage().arrayBuffers
  process.send?.({ bytes, collections } satisfies Allocations)
})
