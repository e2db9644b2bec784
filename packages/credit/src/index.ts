export { largestUse, type LargestUse, type RequestSize } from './hold-size.ts'
export { LeaseBook, type PurseId } from './lease-book.ts'
export type { Hold } from './lease.ts'
