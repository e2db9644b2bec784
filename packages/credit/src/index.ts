export { captureCredit, holdCredit, holdMoreCredit, releaseCredit } from './durable-holds.ts'
export {
  affordableOutput,
  isLimitKnown,
  largestUse,
  outputRate,
  type LargestUse,
  type RequestSize,
} from './hold-size.ts'
export { LeaseManager } from './lease-manager.ts'
export type { Hold } from './lease.ts'
export { isCreditLimited, creditScopeOf, type CreditScopeId } from './credit-scope.ts'
