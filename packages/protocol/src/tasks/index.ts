export { withoutAddresses } from './failures.ts'
export { TASK_METHODS } from './methods.ts'
export type * from './wire.ts'
