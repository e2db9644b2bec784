export { largestUse, type LargestUse, type RequestSize } from './hold-size.ts'
export { LeaseManager } from './lease-manager.ts'
export type { Hold } from './lease.ts'
export { isCreditLimited, creditScopeOf, type CreditScopeId } from './credit-scope.ts'
