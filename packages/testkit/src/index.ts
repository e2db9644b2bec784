export * from './upstream/index.ts'
export * from './infrastructure/index.ts'
export * from './task-upstream/index.ts'
export { startStopwatch } from './time/start-stopwatch.ts'
