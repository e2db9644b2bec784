export { refusalOf, withoutAddresses } from './failures.ts'
export { TASK_METHODS } from './methods.ts'
export { requireKnown } from './require.ts'
export type * from './wire.ts'
