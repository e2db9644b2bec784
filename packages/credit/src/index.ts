export { largestUse, type LargestUse, type RequestSize } from './hold-size.ts'
export { LeaseBook } from './lease-book.ts'
export type { Hold } from './lease.ts'
export { isCreditLimited, purseOf, type PurseId } from './purse.ts'
